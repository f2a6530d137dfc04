"""Measurements, off by default: each prints what is needed, what was measured, and the ratio."""
