"""Verbs: pure functions from (case, command, now) to events or a refusal, one module a concern."""
