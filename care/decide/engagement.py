"""Engagement hold: a refusal never closes a case; we keep coming (guide §2.7, 거부와 관계 맺기)."""

from care.decide.rule import Rules

ENGAGEMENT_RULES: Rules = {}
