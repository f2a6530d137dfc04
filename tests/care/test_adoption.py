"""When a case takes up a newer policy, why it cannot, and that nothing moves unsaid."""

from datetime import date, timedelta
from typing import Any

import pytest

from care.decide.adoption import PASSING, adoption_refusal, is_review, may_take, moved_deadlines
from care.decide.deadlines import deadlines
from care.decide.ladder import mark
from care.decide.step import tick
from care.messages import commands as c
from care.messages import events as e
from care.model import codes as k
from care.model.case import CaseState
from care.model.codes import Role, Stage
from care.model.ids import OfficeCode
from care.model.policy import CasePolicy
from care.model.policy_rules import Adoption, Boundary, ProcessRules
from care.model.refusal import CODES
from care.model.work import DeadlineKind
from tests.care import builders as b
from tests.care.builders import NOW, a_case, done, events_of, refused


def newer(**changes: Any) -> CasePolicy:
    rules = ProcessRules(edition=2, adoption=changes.pop("adoption", Adoption.NOW))
    return b.a_policy(**{"version": 2, "content_hash": "two", "rules": rules, **changes})


def adopt(policy: CasePolicy, boundary: Boundary = Boundary.ROLLOUT) -> c.AdoptPolicy:
    return c.AdoptPolicy(policy=policy, boundary=boundary)


def adopted(state: CaseState, policy: CasePolicy) -> e.PolicyAdopted:
    (event,) = events_of(state, adopt(policy), Role.SYSTEM, NOW + timedelta(hours=12))
    assert isinstance(event, e.PolicyAdopted)
    return event


@pytest.mark.parametrize(
    ("adoption", "at"),
    [
        (Adoption.NEW_CASES, set()),
        (Adoption.NEXT_STAGE, {Boundary.STAGE}),
        (Adoption.NEXT_REVIEW, {Boundary.REVIEW}),
        (Adoption.NOW, {Boundary.STAGE, Boundary.REVIEW}),
    ],
)
def test_an_edition_is_taken_up_where_it_says_and_by_a_rollout(
    adoption: Adoption, at: set[Boundary]
) -> None:
    assert {one for one in Boundary if may_take(adoption, one)} == at | {Boundary.ROLLOUT}


def test_the_case_itself_refuses_an_edition_at_another_boundary() -> None:
    policy = newer(adoption=Adoption.NEXT_REVIEW)
    answer = refused(a_case(), adopt(policy, Boundary.STAGE), Role.SYSTEM)
    assert (answer.code, answer.params) == ("policy_not_now", {"adoption": "NEXT_REVIEW"})
    assert done(a_case(), adopt(policy, Boundary.REVIEW), Role.SYSTEM).policy.version == 2


def test_clocks_that_move_are_named_with_both_ends_and_no_others() -> None:
    state = a_case(Stage.ASSESSMENT)
    event = adopted(state, newer(assessment_due=b.days(15)))
    (moved,) = event.moved
    old = next(d for d in deadlines(state) if d.kind is DeadlineKind.ASSESSMENT)
    assert (moved.key, moved.before) == (old.key, old.due)
    assert moved.after is not None
    assert (old.due.date(), moved.after.date()) == (date(2026, 3, 16), date(2026, 3, 20))


def test_a_policy_that_changes_no_clock_of_the_case_moves_none() -> None:
    assert adopted(a_case(Stage.DISCOVERY), newer(assessment_due=b.days(15))).moved == ()


def test_a_clock_that_begins_or_ends_with_the_policy_is_told_too() -> None:
    with_life, without = a_case(Stage.MONITORING), b.before_life()
    state = with_life.model_copy(update={"policy": without})
    begun = moved_deadlines(state, with_life)
    assert begun
    assert all(one.before is None for one in begun)
    assert all(one.after is None for one in moved_deadlines(with_life, state))


def test_a_release_before_rules_says_nothing_more_than_it_did() -> None:
    state = a_case(Stage.ASSESSMENT)
    policy = b.a_policy(version=2, content_hash="two", assessment_due=b.days(15))
    (event,) = events_of(state, c.AdoptPolicy(policy=policy), Role.SYSTEM)
    assert isinstance(event, e.PolicyAdopted)
    assert event.moved == ()


def waiting_for_approval() -> CaseState:
    return done(a_case(Stage.PLANNING), c.SubmitPlan(plan=b.a_plan()), on=NOW + timedelta(hours=8))


def half_assessed() -> CaseState:
    begun = c.RecordAssessment(form=b.FORM, scores={}, members=(b.CLIENT,), complete=False)
    return done(a_case(Stage.ASSESSMENT), begun, on=NOW + timedelta(hours=6))


def without_general() -> CasePolicy:
    left = tuple(rule for rule in b.a_policy().levels if rule.code != k.CASE_GENERAL)
    return newer(levels=left)


@pytest.mark.parametrize(
    ("state", "policy", "code"),
    [
        (waiting_for_approval(), newer(), "policy_decision_open"),
        (a_case(Stage.CLOSURE), newer(), "policy_decision_open"),
        (half_assessed(), newer(assessment_form="national-2027"), "policy_assessment_open"),
        (a_case(Stage.MONITORING), without_general(), "policy_level_gone"),
        (a_case(Stage.MONITORING), newer(version=0), "stale_version"),
    ],
)
def test_a_case_in_the_middle_of_something_keeps_its_policy(
    state: CaseState, policy: CasePolicy, code: str
) -> None:
    answer = refused(state, adopt(policy), Role.SYSTEM)
    assert answer.code == code
    assert adoption_refusal(state, policy) == answer


def test_what_was_begun_on_a_form_still_in_use_holds_nothing_up() -> None:
    assert adoption_refusal(half_assessed(), newer()) is None


def test_once_the_decision_has_fallen_the_policy_is_taken_up() -> None:
    state = waiting_for_approval()
    decided = done(state, b.an_answer(), Role.COORDINATOR, NOW + timedelta(hours=9))
    assert done(decided, adopt(newer()), Role.SYSTEM, NOW + timedelta(hours=10)).policy.version == 2


def test_every_reason_that_passes_by_itself_is_a_refusal() -> None:
    assert set(CODES) >= PASSING


def test_nothing_but_the_policy_changes_when_one_is_taken_up() -> None:
    state = a_case(Stage.MONITORING)
    after = done(state, adopt(newer()), Role.SYSTEM, NOW + timedelta(hours=12))
    kept = {"policy", "revision", "applied", "fired"}
    assert after.model_dump(exclude=kept) == state.model_dump(exclude=kept)


def test_an_office_that_is_no_more_hands_its_cases_on() -> None:
    there = OfficeCode("office-new")
    state = a_case(Stage.MONITORING)
    rules = ProcessRules(edition=2, adoption=Adoption.NOW, moved_offices={state.office: there})
    after = done(state, adopt(newer(rules=rules)), Role.SYSTEM, NOW + timedelta(hours=12))
    assert after.office == there


def test_a_clock_moved_ahead_speaks_again_and_what_is_still_past_stays_said() -> None:
    state = a_case(Stage.ASSESSMENT)
    clock = next(d for d in deadlines(state) if d.kind is DeadlineKind.ASSESSMENT)
    late = clock.due + timedelta(days=1)
    ticked = tick(state, late)
    assert ticked is not None
    told = ticked.state
    assert mark(clock.key, "due") in told.fired

    later = done(told, adopt(newer(assessment_due=b.days(30))), Role.SYSTEM, late)
    sooner = done(told, adopt(newer(assessment_due=b.days(9))), Role.SYSTEM, late)

    assert not any(one.startswith(clock.key) for one in later.fired)
    assert mark(clock.key, "due") in sooner.fired


def test_reviews_are_those_at_which_somebody_looks_at_the_whole_case() -> None:
    monitored = a_case(Stage.MONITORING)
    check = c.RecordCheck(outcome=k.CheckOutcome.CONTINUE, mode=k.ContactMode.VISIT)
    assert any(is_review(event) for event in events_of(monitored, check))
    ours = tuple(member.member_id for member in monitored.members if not member.excluded)
    whole = events_of(monitored, b.an_assessment(ours))
    begun = c.RecordAssessment(form=b.FORM, scores={}, members=ours[:1], complete=False)
    assert any(is_review(event) for event in whole)
    assert not any(is_review(event) for event in events_of(monitored, begun))
    assert not any(is_review(event) for event in events_of(monitored, c.AddNote(note=b.TEXT)))
    assert not is_review(adopted(monitored, newer()))
