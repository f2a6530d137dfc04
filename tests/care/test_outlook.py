"""The line people read first: waiting for whom, since when, and what comes next."""

import pytest

from care.decide.ladder import mark
from care.decide.outlook import next_at, next_steps, waiting
from care.decide.snapshot import snapshot
from care.model.case import CaseState
from care.model.codes import CASE_HIGH_DIFFICULTY, LinkageStatus, RedFlag, Role, Stage
from tests.care.standing import (
    OWNER,
    at,
    every_standing,
    fired,
    in_care,
    linkage,
    moments,
    standing,
    submission,
)


def test_a_pending_approval_is_what_the_case_waits_for() -> None:
    state = standing(Stage.PLANNING, "2026-03-24", submission=submission("2026-04-06"))
    wait = waiting(state)
    assert (wait.code, wait.role, wait.since) == (
        "APPROVAL",
        Role.COORDINATOR,
        at("2026-04-06"),
    )


def test_a_body_that_has_not_answered_comes_before_the_visits_that_go_on_anyway() -> None:
    asked = linkage("2026-04-10")
    assert waiting(in_care("2026-04-10", linkages=(asked,))).code == "PARTNER_ANSWER"
    running = asked.model_copy(update={"status": LinkageStatus.STARTED})
    assert waiting(in_care("2026-04-10", linkages=(running,))).code == "CONTACT"


def test_an_ended_case_waits_for_nothing() -> None:
    state = standing(Stage.ENDED, "2026-03-05")
    assert waiting(state).code == "NOTHING"
    assert next_at(state) is None
    assert next_steps(state) == ()


@pytest.mark.parametrize("state", every_standing())
def test_every_open_case_says_what_it_waits_for_and_what_comes_next(state: CaseState) -> None:
    assert waiting(state).deadline is not None
    steps = next_steps(state)
    assert steps == moments(state)[:3]
    earliest = next_at(state)
    assert earliest is not None
    assert earliest <= steps[0].at


@pytest.mark.parametrize("state", every_standing())
def test_even_a_case_climbed_to_the_top_keeps_a_date(state: CaseState) -> None:
    marks = (mark(step.deadline, step.code) for step in moments(state))
    assert next_at(fired(state, *marks)) is not None


@pytest.mark.parametrize("state", every_standing())
def test_the_snapshot_agrees_with_what_it_is_made_of(state: CaseState) -> None:
    made = snapshot(state)
    assert made.next_steps == next_steps(state)
    assert made.next_at == next_at(state)
    assert made.waiting == waiting(state)
    assert made.deadlines
    assert made == type(made).model_validate_json(made.model_dump_json())


def test_an_ended_case_has_a_snapshot_without_clocks_or_items() -> None:
    made = snapshot(standing(Stage.ENDED, "2026-03-05"))
    assert (made.deadlines, made.tasks, made.next_at) == ((), (), None)


def test_risk_is_high_for_urgent_and_heaviest_middle_when_managed_low_before() -> None:
    flags = {"red_flags": (RedFlag.SUICIDE,), "urgent_since": at("2026-04-14")}
    assert snapshot(in_care("2026-04-10", **flags)).risk == 3
    assert snapshot(in_care("2026-04-10", level=CASE_HIGH_DIFFICULTY)).risk == 3
    assert snapshot(in_care("2026-04-10")).risk == 2
    assert snapshot(standing(Stage.INTAKE, "2026-04-10")).risk == 1
    assert snapshot(in_care("2026-04-10")).owner == OWNER
