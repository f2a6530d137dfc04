"""The crisis lane beside all stages, and grounds other than consent (guide §2.4)."""

from care.decide.rule import Rules

CRISIS_RULES: Rules = {}
