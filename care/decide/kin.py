"""Transfer, new episodes, merging, splitting, death and the joint signature."""

from care.decide.rule import Rules

KIN_RULES: Rules = {}
