"""Agreements with partner bodies (업무협약): scope, data clause, and when they end (PA-07)."""
