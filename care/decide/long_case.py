"""Cases of years: supervision, solution conference, yearly word, stalls; complaints and tasks."""

from care.decide.rule import Rules

LONG_CASE_RULES: Rules = {}
