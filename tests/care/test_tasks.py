"""Whoever has to act finds an item for it, and nobody finds one that is not theirs."""

import pytest

from care.decide.deadlines import deadlines
from care.decide.ladder import ladder_of, mark
from care.decide.tasks import kind_of, rests, tasks
from care.model.case import CaseState
from care.model.codes import (
    CASE_HIGH_DIFFICULTY,
    CheckOutcome,
    LinkageStatus,
    RedFlag,
    Role,
    Stage,
)
from care.model.work import DeadlineKind, Task, TaskKind
from tests.care.standing import (
    OWNER,
    action,
    assessment,
    at,
    care_plan,
    closure,
    consent,
    every_standing,
    fired,
    in_care,
    linkage,
    pledge,
    standing,
    submission,
)


def task(state: CaseState, kind: TaskKind) -> Task:
    (found,) = [task for task in tasks(state) if task.kind is kind]
    return found


def kinds(state: CaseState) -> set[TaskKind]:
    return {task.kind for task in tasks(state)}


@pytest.mark.parametrize("state", every_standing())
def test_every_clock_that_waits_for_a_person_has_its_item(state: CaseState) -> None:
    found = tasks(state)
    for deadline in deadlines(state):
        if rests(deadline):
            continue
        kind = kind_of(state, deadline)
        assert any(
            task.kind is kind and task.due is not None and task.due <= deadline.due
            for task in found
        )


@pytest.mark.parametrize("state", every_standing())
def test_every_resting_clock_has_its_item_once_somebody_was_told(state: CaseState) -> None:
    resting = [d for d in deadlines(state) if rests(d)]
    first = {d.key: ladder_of(d, state.policy).steps[0].code for d in resting}
    told = fired(state, *(mark(key, code) for key, code in first.items()))
    roles = {task.kind: task.role for task in tasks(told)}
    for deadline in resting:
        assert roles[kind_of(told, deadline)] is not Role.PARTNER_WORKER


@pytest.mark.parametrize("state", every_standing())
def test_items_have_their_own_keys_and_one_order(state: CaseState) -> None:
    found = tasks(state)
    assert len({task.key for task in found}) == len(found)
    assert found == tasks(state.model_copy())
    assert list(found) == sorted(found, key=lambda task: (task.due or task.since, task.key))


@pytest.mark.parametrize("state", every_standing())
def test_every_item_belongs_to_a_clock_that_runs(state: CaseState) -> None:
    running = {deadline.key for deadline in deadlines(state)}
    assert {task.deadline for task in tasks(state)} <= running


def test_a_plan_waits_for_the_pending_tier_and_knows_who_asked() -> None:
    state = standing(Stage.PLANNING, "2026-03-24", submission=submission("2026-04-06"))
    found = task(state, TaskKind.APPROVE_PLAN)
    assert (found.role, found.person, found.requester) == (Role.COORDINATOR, None, OWNER)
    assert found.since == at("2026-04-06")
    assert TaskKind.MAKE_PLAN not in kinds(state)


def test_an_approval_asked_late_shows_the_thirty_day_clock_it_breaks() -> None:
    state = standing(
        Stage.PLANNING,
        "2026-03-26",
        received_at=at("2026-03-10"),
        submission=submission("2026-04-09"),
    )
    found = task(state, TaskKind.APPROVE_PLAN)
    assert found.due == at("2026-04-09", 18)
    assert found.deadline == "PLAN:"


def test_a_returned_plan_comes_back_to_the_owner_as_returned() -> None:
    state = standing(Stage.PLANNING, "2026-03-24", last_returned=submission("2026-04-06"))
    found = task(state, TaskKind.REVISE_PLAN)
    assert found.returned
    assert found.person == OWNER
    changed = in_care("2026-04-10", last_returned=submission("2026-06-01"))
    assert task(changed, TaskKind.REVISE_PLAN).person == OWNER


def test_a_silent_body_becomes_an_item_of_the_owner_only_after_the_reminder() -> None:
    state = in_care("2026-04-10", linkages=(linkage("2026-04-10"),))
    assert TaskKind.CHASE_PARTNER not in kinds(state)
    told = fired(state, mark("PARTNER_ANSWER:k-1", "reminder"))
    assert task(told, TaskKind.CHASE_PARTNER).person == OWNER


def test_a_missing_pledge_becomes_an_item_of_the_owner() -> None:
    state = in_care("2026-04-10", pledges=(pledge("2026-04-01"),))
    told = fired(state, mark("PLEDGE:s-1.2026-04", "due"))
    assert task(told, TaskKind.SECURE_PLEDGE).person == OWNER


def test_a_consent_is_renewed_when_it_is_about_to_end_not_from_the_first_day() -> None:
    state = in_care("2026-04-10", consents=(consent("2026-03-09", "2027-03-09"),))
    assert TaskKind.RENEW_CONSENT not in kinds(state)
    told = fired(state, mark("CONSENT_RENEWAL:c-1", "reminder"))
    assert TaskKind.RENEW_CONSENT in kinds(told)


def test_a_decline_asks_for_a_substitute_and_a_failed_delivery_for_a_repair() -> None:
    declined = linkage("2026-04-10", status=LinkageStatus.DECLINED, decline="NO_CAPACITY")
    failed = linkage("2026-04-10", delivery_failed=True)
    assert TaskKind.FIND_SUBSTITUTE in kinds(in_care("2026-04-10", linkages=(declined,)))
    assert TaskKind.FIX_DELIVERY in kinds(in_care("2026-04-10", linkages=(failed,)))


def test_a_plan_with_unrequested_actions_asks_for_the_rest() -> None:
    plan = care_plan(1, action(), action("a-2"))
    assert TaskKind.REQUEST_LINKAGES in kinds(in_care("2026-04-10", plan=plan))


def test_closure_is_proposed_by_the_owner_and_approved_by_the_tier() -> None:
    review = in_care("2026-04-10", stage=Stage.CLOSURE)
    assert task(review, TaskKind.PROPOSE_CLOSURE).person == OWNER
    asked = in_care("2026-04-10", stage=Stage.CLOSURE, closure=closure("2026-04-13"))
    assert task(asked, TaskKind.APPROVE_CLOSURE).role is Role.COORDINATOR


def test_urgency_comes_first_then_the_heaviest_level() -> None:
    heavy = in_care("2026-04-10", level=CASE_HIGH_DIFFICULTY)
    flags = {"red_flags": (RedFlag.SUICIDE,), "urgent_since": at("2026-04-14")}
    assert {task.priority for task in tasks(in_care("2026-04-10"))} == {3}
    assert {task.priority for task in tasks(heavy)} == {2}
    assert {task.priority for task in tasks(in_care("2026-04-10", **flags))} == {1}


def test_an_item_shows_how_high_it_has_climbed() -> None:
    state = standing(Stage.PLANNING, "2026-03-24", submission=submission("2026-04-06"))
    key = next(d.key for d in deadlines(state) if d.kind is DeadlineKind.APPROVAL)
    assert task(fired(state, mark(key, "due")), TaskKind.APPROVE_PLAN).escalated_to is None
    climbed = fired(state, mark(key, "due"), mark(key, "plus_1"), mark(key, "plus_5"))
    assert task(climbed, TaskKind.APPROVE_PLAN).escalated_to is Role.SECTION_HEAD


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (CheckOutcome.CLOSE_REVIEW, TaskKind.PROPOSE_CLOSURE),
        (CheckOutcome.REASSESS, TaskKind.REASSESS),
        (CheckOutcome.REPLAN, TaskKind.MAKE_PLAN),
    ],
)
def test_what_a_check_calls_for_is_asked_of_the_owner_at_once(
    outcome: CheckOutcome, kind: TaskKind
) -> None:
    checked = {"last_check_at": at("2026-06-18"), "last_check_outcome": outcome}
    state = in_care("2026-04-10", assessment=assessment("2026-03-19"), **checked)
    assert task(state, kind).person == OWNER
    assert kind not in kinds(in_care("2026-04-10"))


def test_what_a_check_called_for_is_over_once_it_was_done() -> None:
    checked = {"last_check_at": at("2026-06-18"), "last_check_outcome": CheckOutcome.REASSESS}
    state = in_care("2026-04-10", assessment=assessment("2026-06-22"), **checked)
    assert TaskKind.REASSESS not in kinds(state)
    checked["last_check_outcome"] = CheckOutcome.REPLAN
    asked = in_care("2026-04-10", submission=submission("2026-06-22"), **checked)
    assert TaskKind.MAKE_PLAN not in kinds(asked)
