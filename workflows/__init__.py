"""Durable shells: they remember a case, wait for people and deadlines, and order effects."""
