"""What a policy would do to a case as it stands, before anybody publishes it."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.decide.deadlines import deadlines
from care.decide.outlook import next_steps
from care.decide.policy_effect import Effect, days_moved, effect
from care.messages import commands as c
from care.model.case import CaseState
from care.model.codes import CASE_HIGH_DIFFICULTY, Role, Stage
from care.model.ids import OfficeCode
from care.model.policy import CasePolicy
from care.model.policy_rules import ProcessRules
from care.model.work import DeadlineKind
from tests.care.builders import (
    NOW,
    a_case,
    a_plan,
    a_policy,
    bdays,
    days,
    done,
)

RULES = ProcessRules(edition=2)


def newer(**changes: object) -> CasePolicy:
    return a_policy(version=2, content_hash="newer", rules=RULES, **changes)


def before(**changes: object) -> CasePolicy:
    return a_policy(rules=ProcessRules(edition=1), **changes)


def under(stage: Stage, **changes: object) -> CaseState:
    return a_case(stage, before(**changes))


@pytest.mark.parametrize("stage", [one for one in Stage if one is not Stage.ENDED])
def test_a_policy_that_changes_nothing_has_no_effect(stage: Stage) -> None:
    found = effect(under(stage), newer(), NOW + timedelta(days=40))
    assert set(found.effects) <= {Effect.REFUSED}


def test_the_same_policy_again_is_not_even_looked_at() -> None:
    state = under(Stage.PLANNING)
    assert effect(state, state.policy, NOW).effects == ()


def test_a_shorter_term_shows_how_many_days_earlier_a_clock_ends() -> None:
    state = under(Stage.DISCOVERY, first_contact=bdays(10))
    found = effect(state, newer(first_contact=bdays(3)), NOW)
    moved = {one.kind: one for one in found.moved}[DeadlineKind.FIRST_CONTACT]
    assert days_moved(state, moved) == -9
    assert Effect.OVERDUE not in found.effects


def test_a_case_in_time_today_is_told_when_it_would_be_overdue() -> None:
    state = under(Stage.DISCOVERY, first_contact=bdays(10))
    late = NOW + timedelta(days=6)
    found = effect(state, newer(first_contact=bdays(3)), late)
    assert found.overdue == ("FIRST_CONTACT:",)
    assert found.relieved == ()


def test_a_longer_term_brings_an_overdue_case_back_in_time() -> None:
    state = under(Stage.DISCOVERY, first_contact=bdays(3))
    late = NOW + timedelta(days=6)
    found = effect(state, newer(first_contact=bdays(10)), late)
    assert found.relieved == ("FIRST_CONTACT:",)
    assert found.overdue == ()


def test_an_earlier_clock_escalates_earlier_and_to_the_same_role() -> None:
    state = under(Stage.DISCOVERY, first_contact=bdays(10))
    found = effect(state, newer(first_contact=bdays(3)), NOW)
    sooner, later = found.escalation_after, found.escalation_before
    assert sooner is not None
    assert later is not None
    assert sooner.at < later.at
    assert (sooner.to, later.to) == (Role.TEAM_LEAD, Role.TEAM_LEAD)


def test_a_lower_threshold_proposes_a_heavier_level_for_the_same_scores() -> None:
    state = under(Stage.CONFERENCE)
    strict = before().crisis.model_copy(update={"sum_high": 1})
    found = effect(state, newer(crisis=strict), NOW)
    assert found.level_before != CASE_HIGH_DIFFICULTY
    assert found.level_after == CASE_HIGH_DIFFICULTY
    assert Effect.LEVEL in found.effects


def test_another_line_of_approval_is_shown_with_why() -> None:
    state = under(Stage.PLANNING)
    tiers = (Role.TEAM_LEAD, Role.SECTION_HEAD)
    rule = state.policy.plan_approval.model_copy(update={"tiers": tiers})
    found = effect(state, newer(plan_approval=rule), NOW)
    assert Effect.DECIDERS in found.effects
    assert found.deciders_before is not None
    assert found.deciders_after is not None
    assert found.deciders_before.tiers == state.policy.plan_approval.tiers
    assert found.deciders_after.tiers == tiers
    assert found.deciders_after.because


def test_a_decision_that_waits_is_made_under_the_old_policy() -> None:
    state = done(under(Stage.PLANNING), c.SubmitPlan(plan=a_plan()), on=NOW + timedelta(days=3))
    rule = state.policy.plan_approval.model_copy(update={"tiers": (Role.SECTION_HEAD,)})
    found = effect(state, newer(plan_approval=rule, plan_due=days(5)), NOW + timedelta(days=3))
    assert found.refused is not None
    assert found.refused.code == "policy_decision_open"
    assert Effect.DECIDERS not in found.effects
    assert found.moved, "what it will be afterwards is shown all the same"


def test_a_level_that_is_gone_keeps_the_case_where_it_is() -> None:
    state = under(Stage.PLANNING)
    left = tuple(rule for rule in state.policy.levels if rule.code != state.level)
    found = effect(state, newer(levels=left, first_contact=bdays(1)), NOW)
    assert found.refused is not None
    assert found.refused.code == "policy_level_gone"
    assert found.effects == (Effect.REFUSED,)


def test_an_office_that_is_no_more_shows_where_its_cases_go() -> None:
    state = under(Stage.DISCOVERY, zones={"east": (OfficeCode("sodam-dong"),)})
    heir = OfficeCode("byeol-dong")
    rules = RULES.model_copy(update={"moved_offices": {state.office: heir}})
    moved = a_policy(version=2, content_hash="newer", rules=rules, zones={"west": (heir,)})
    found = effect(state, moved, NOW)
    assert (found.office, found.office_after) == (state.office, heir)
    assert (found.zone, found.zone_after) == ("east", "west")
    assert {Effect.OFFICE, Effect.ZONE} <= set(found.effects)


def test_a_policy_of_an_older_number_is_shown_as_if_published_again() -> None:
    state = a_case(Stage.DISCOVERY, before(version=5, first_contact=bdays(10)))
    found = effect(state, newer(first_contact=bdays(3)), NOW)
    assert found.refused is None
    assert found.moved


TERMS = st.integers(1, 40).map(bdays)


@settings(max_examples=25, deadline=None)
@given(
    stage=st.sampled_from([one for one in Stage if one is not Stage.ENDED]),
    first=TERMS,
    plan=st.integers(1, 60).map(days),
    later=st.integers(0, 90),
)
def test_what_is_shown_is_what_adoption_does(
    stage: Stage, first: object, plan: object, later: int
) -> None:
    state, now = under(stage), NOW + timedelta(days=2 + later)
    policy = newer(first_contact=first, plan_due=plan)
    found = effect(state, policy, now)
    if found.refused is not None:
        return
    taken = done(state, c.AdoptPolicy(policy=policy), Role.SYSTEM, now)
    was, will = ({one.key: one.due for one in deadlines(each)} for each in (state, taken))
    for moved in found.moved:
        assert (was.get(moved.key), will.get(moved.key)) == (moved.before, moved.after)
    for key in found.overdue:
        assert will[key] < now
    if found.escalation_after is not None:
        steps = next_steps(taken, 200)
        assert found.escalation_after in steps
