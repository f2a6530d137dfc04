"""A district's rules on levels; the nation's rules say what the thresholds always said."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.decide.facts import approval_facts, case_facts, closure_facts, routing_facts
from care.decide.level_rules import level_facts
from care.decide.score import crisis_score
from care.model.codes import RedFlag, Stage, SubDomain
from care.model.condition import Plain
from care.model.ids import IntentKey, LevelCode, PersonId
from care.model.plan import PlanSubmission
from care.model.policy import CrisisRule
from care.model.policy_rules import LevelCase
from policies.expressions import condition
from policies.fact_names import ENVIRONMENTS, FactType
from policies.resolve import resolve
from tests.care.builders import NOW, a_case, a_plan, an_opening

POLICY = resolve("11350").case_policy
scores = st.dictionaries(st.sampled_from(SubDomain), st.integers(0, 3))
flags = st.lists(st.sampled_from(RedFlag), max_size=2, unique=True).map(tuple)
thresholds = st.builds(
    CrisisRule,
    safety_high=st.integers(1, 3),
    mental_high=st.integers(1, 3),
    sum_high=st.integers(1, 60),
    refusals_high=st.integers(1, 6),
    general_areas=st.integers(1, 10),
    general_sum=st.integers(1, 60),
)


@settings(deadline=None)
@given(scores, flags, st.integers(0, 6), thresholds)
def test_the_rules_of_the_nation_propose_what_the_thresholds_propose(
    found: dict[SubDomain, int], red_flags: tuple[RedFlag, ...], refusals: int, rule: CrisisRule
) -> None:
    ruled = POLICY.model_copy(update={"crisis": rule})
    classic = ruled.model_copy(update={"rules": None})
    by_rules = crisis_score(found, red_flags, refusals, ruled)
    by_thresholds = crisis_score(found, red_flags, refusals, classic)
    assert (by_rules.level, by_rules.urgent) == (by_thresholds.level, by_thresholds.urgent)
    assert by_rules.reasons[: len(by_thresholds.reasons)] == by_thresholds.reasons


def with_rules(*rules: tuple[str, str]) -> LevelCode | None:
    assert POLICY.rules is not None
    levels = tuple(
        LevelCase(level=LevelCode(level), when=condition(when, "level")) for level, when in rules
    )
    policy = POLICY.model_copy(update={"rules": POLICY.rules.model_copy(update={"levels": levels})})
    about: dict[str, Plain] = {"people": 5, "children": 4, "seniors": 0}
    return crisis_score({SubDomain.ECONOMY_BASIC: 2}, (), 0, policy, about).level


@pytest.mark.parametrize(
    ("rules", "level"),
    [
        ((("CASE_INTENSIVE", "children >= 3"), ("NOT_SELECTED", "true")), "CASE_INTENSIVE"),
        ((("CASE_INTENSIVE", "children > 4"), ("CASE_GENERAL", "economy == 2")), "CASE_GENERAL"),
        ((("CASE_INTENSIVE", "seniors > 0"),), "LINKAGE_ONLY"),
        ((), "LINKAGE_ONLY"),
    ],
)
def test_the_first_rule_that_holds_is_proposed_and_else_the_thresholds_decide(
    rules: tuple[tuple[str, str], ...], level: str
) -> None:
    assert with_rules(*rules) == level


def test_a_rule_says_how_far_the_household_is_from_it() -> None:
    assert POLICY.rules is not None
    own = LevelCase(level=LevelCode("CASE_GENERAL"), when=condition("economy >= 3", "level"))
    rules = POLICY.rules.model_copy(update={"levels": (own,)})
    policy = POLICY.model_copy(update={"rules": rules})
    (reason,) = crisis_score({SubDomain.ECONOMY_BASIC: 2}, (), 0, policy).reasons
    assert (reason.rule, reason.found, reason.needed, reason.met) == ("economy", 2, 3, False)


KINDS = {
    FactType.YES_NO: bool,
    FactType.NUMBER: int,
    FactType.CODE: str,
    FactType.CODES: tuple,
}
TODAY = date(2026, 3, 2)


def worked_out() -> dict[str, dict[str, Plain]]:
    ended = a_case(Stage.CLOSURE)
    assert ended.closure is not None
    asked = PlanSubmission(
        plan=a_plan(), based_on=None, requested_by=PersonId("p"), requested_at=NOW, tiers=(),
        intent=IntentKey("i"),
    )  # fmt: skip
    return {
        "level": level_facts(ended, TODAY),
        "approval": approval_facts(ended, asked),
        "closure": closure_facts(ended, ended.closure),
        "delegation": case_facts(ended, TODAY),
        "routing": routing_facts(an_opening(), TODAY),
    }


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_fact_an_expression_may_name_is_worked_out_and_no_other(environment: str) -> None:
    told = worked_out()[environment]
    declared = {fact.name: KINDS[fact.type] for fact in ENVIRONMENTS[environment]}
    assert {name: type(value) for name, value in told.items()} == declared


def test_every_fact_has_words_in_both_languages() -> None:
    for facts in ENVIRONMENTS.values():
        for fact in facts:
            assert fact.words[0] != fact.words[1]
            assert all(fact.words)
