"""A district's own rules on levels: the first whose condition holds is proposed."""

from collections.abc import Iterator, Mapping
from datetime import date

from care.decide.conditions import Term, explain, holds
from care.decide.facts import case_facts
from care.model.assessment import CrisisScore, ScoreReason
from care.model.case import CaseState
from care.model.codes import NeedArea, RedFlag, SubDomain
from care.model.condition import Operator, Plain
from care.model.policy import CrisisRule
from care.model.policy_rules import LevelCase

CRISIS = 3
"""The highest score of a sub-domain."""
PEOPLE = ("people", "children", "seniors")
NOBODY: Mapping[str, Plain] = dict.fromkeys(PEOPLE, 0)
AREA_FACTS: dict[NeedArea, str] = {
    NeedArea.SAFETY: "safety",
    NeedArea.HEALTH: "health",
    NeedArea.DAILY_LIVING: "dailyLiving",
    NeedArea.FAMILY: "family",
    NeedArea.SOCIAL: "social",
    NeedArea.ECONOMY: "economy",
    NeedArea.EDUCATION: "education",
    NeedArea.EMPLOYMENT: "employment",
    NeedArea.LIVING_ENV: "livingEnv",
    NeedArea.LEGAL: "legal",
}
"""Each is the worst score of the area."""
_THRESHOLDS = {
    "safetyHigh": "safety_high",
    "mentalHigh": "mental_high",
    "sumHigh": "sum_high",
    "refusalsHigh": "refusals_high",
    "generalAreas": "general_areas",
    "generalSum": "general_sum",
}
_COMMON = {
    "safety": "safetyHigh",
    "mental": "mentalHigh",
    "sum_high": "sumHigh",
    "refusals": "refusalsHigh",
    "general_areas": "generalAreas",
    "general_sum": "generalSum",
}
"""Reasons of the common score and the threshold each compares with."""


def people_facts(state: CaseState, on: date) -> dict[str, Plain]:
    facts = case_facts(state, on)
    return {name: facts[name] for name in PEOPLE}


def score_facts(
    scores: Mapping[SubDomain, int], red_flags: tuple[RedFlag, ...], refusals: int, rule: CrisisRule
) -> dict[str, Plain]:
    """What is not scored yet counts as 0."""
    by_area = {
        name: max((found for sub, found in scores.items() if sub.area is area), default=0)
        for area, name in AREA_FACTS.items()
    }
    return {
        **by_area,
        "sum": sum(scores.values()),
        "areas": sum(worst >= 1 for worst in by_area.values()),
        "worst": max(scores.values(), default=0),
        "crises": sum(found >= CRISIS for found in scores.values()),
        "mental": scores.get(SubDomain.HEALTH_MIND, 0),
        "refusals": refusals,
        "redFlags": tuple(sorted({flag.value for flag in red_flags})),
        "urgent": any(flag in rule.urgent_flags for flag in red_flags),
        **{name: getattr(rule, field) for name, field in _THRESHOLDS.items()},
    }


def level_facts(state: CaseState, on: date) -> dict[str, Plain]:
    """Of the case's assessment as it stands on that day, complete or not."""
    scores = state.assessment.scores if state.assessment else {}
    flags = state.assessment.red_flags if state.assessment else ()
    return {
        **people_facts(state, on),
        **score_facts(scores, flags, state.refusals, state.policy.crisis),
    }


def proposing(rules: tuple[LevelCase, ...], facts: Mapping[str, Plain]) -> LevelCase | None:
    return next((rule for rule in rules if holds(rule.when, facts)), None)


def by_rules(
    score: CrisisScore, rules: tuple[LevelCase, ...], facts: Mapping[str, Plain]
) -> CrisisScore:
    """With none that holds, the common thresholds decide."""
    proposed = proposing(rules, facts)
    terms = [term for rule in rules for term in explain(rule.when, facts)]
    spoken_of = {name for term in terms for name in term.facts}
    common = (one for one in score.reasons if _COMMON[one.rule] in spoken_of)
    return score.model_copy(
        update={
            "level": proposed.level if proposed else score.level,
            "reasons": (*common, *dict.fromkeys(_own_reasons(terms))),
        }
    )


def _own_reasons(terms: list[Term]) -> Iterator[ScoreReason]:
    """Comparisons with a number the district wrote itself; that anything is there says nothing."""
    for term in terms:
        least = {Operator.AT_LEAST: 0, Operator.MORE: 1}.get(term.operator)
        if least is None or len(term.facts) != 1:
            continue
        if type(term.found) is int and type(term.needed) is int and term.needed + least > 1:
            yield ScoreReason(
                rule=term.facts[0],
                found=term.found,
                needed=term.needed + least,
                met=term.held,
            )
