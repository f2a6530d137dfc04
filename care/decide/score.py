"""The crisis score (domain guide 6.3): proposes a level and says by which rules."""

from collections.abc import Mapping

from care.decide.level_rules import NOBODY, by_rules, score_facts
from care.model.assessment import CrisisScore, ScoreReason
from care.model.codes import (
    CASE_GENERAL,
    CASE_HIGH_DIFFICULTY,
    LINKAGE_ONLY,
    NOT_SELECTED,
    NeedArea,
    RedFlag,
    SubDomain,
)
from care.model.condition import Plain
from care.model.ids import LevelCode
from care.model.policy import CasePolicy, CrisisRule

CRISIS = 3
"""The score of one sub-domain that, with refusals, makes a household high-difficulty."""


def crisis_score(
    scores: Mapping[SubDomain, int],
    red_flags: tuple[RedFlag, ...],
    refusals: int,
    policy: CasePolicy,
    household: Mapping[str, Plain] = NOBODY,
) -> CrisisScore:
    """The level proposed for these scores; what is not scored yet counts as 0.

    ``household`` are the facts of ``care.decide.facts`` on people, for a district's own rules.
    """
    rule = policy.crisis
    by_area = {area: _worst(scores, area) for area in NeedArea}
    total = sum(scores.values())
    areas = sum(1 for worst in by_area.values() if worst >= 1)
    high = _high_reasons(scores, by_area, total, refusals, rule)
    general = (
        _reason("general_areas", areas, rule.general_areas),
        _reason("general_sum", total, rule.general_sum),
    )
    score = CrisisScore(
        sum=total,
        areas=areas,
        by_area=by_area,
        urgent=any(flag in rule.urgent_flags for flag in red_flags),
        level=_level(high, general, total),
        reasons=high + general,
    )
    if policy.rules is None or not policy.rules.levels:
        return score
    facts = {**household, **score_facts(scores, red_flags, refusals, rule)}
    return by_rules(score, policy.rules.levels, facts)


def _worst(scores: Mapping[SubDomain, int], area: NeedArea) -> int:
    return max((score for sub, score in scores.items() if sub.area is area), default=0)


def _reason(rule: str, found: int, needed: int, also: bool = True) -> ScoreReason:
    return ScoreReason(rule=rule, found=found, needed=needed, met=also and found >= needed)


def _high_reasons(
    scores: Mapping[SubDomain, int],
    by_area: Mapping[NeedArea, int],
    total: int,
    refusals: int,
    rule: CrisisRule,
) -> tuple[ScoreReason, ...]:
    in_crisis = any(score >= CRISIS for score in scores.values())
    return (
        _reason("safety", by_area[NeedArea.SAFETY], rule.safety_high),
        _reason("mental", scores.get(SubDomain.HEALTH_MIND, 0), rule.mental_high),
        _reason("sum_high", total, rule.sum_high),
        _reason("refusals", refusals, rule.refusals_high, also=in_crisis),
    )


def _level(
    high: tuple[ScoreReason, ...], general: tuple[ScoreReason, ...], total: int
) -> LevelCode:
    if any(reason.met for reason in high):
        return CASE_HIGH_DIFFICULTY
    if all(reason.met for reason in general):
        return CASE_GENERAL
    return LINKAGE_ONLY if total > 0 else NOT_SELECTED
