"""Integrated support beside case management: one plan, two sets of clocks (통합지원법)."""

from care.decide.rule import Rules

SUPPORT_RULES: Rules = {}
