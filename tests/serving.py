"""Serves an ASGI application on a free loopback port for the time of a test."""

from runtime.loopback import free_port, serving

__all__ = ["free_port", "serving"]
