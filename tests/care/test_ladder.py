"""What stalls climbs by itself: each rung once, by day, spread over cases, quiet when told so."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.decide.calendar import local_hour
from care.decide.deadlines import deadlines
from care.decide.ladder import mark
from care.model.case import Acknowledgement, CaseState
from care.model.codes import RedFlag, Role, Stage
from care.model.ids import CaseId
from care.model.work import DeadlineKind, NextStep
from tests.care.standing import (
    CALENDAR,
    at,
    every_standing,
    fired,
    in_care,
    linkage,
    moments,
    policy,
    standing,
    submission,
    wake_at,
)

QUIET = policy(escalation_spread_minutes=0)


def climbing(state: CaseState, kind: DeadlineKind) -> dict[str, NextStep]:
    return {step.code: step for step in moments(state) if step.kind is kind}


def asked(**more: object) -> CaseState:
    return standing(Stage.PLANNING, "2026-03-24", submission=submission("2026-04-06"), **more)


def test_an_unanswered_approval_climbs_from_the_approver_to_the_section_head() -> None:
    steps = climbing(asked(policy=QUIET), DeadlineKind.APPROVAL)
    told = {code: (step.at, step.to) for code, step in steps.items()}
    assert told["due"] == (at("2026-04-09", 18), Role.COORDINATOR)
    assert told["plus_1"] == (at("2026-04-10", 18), Role.TEAM_LEAD)
    assert told["plus_3"] == (at("2026-04-14", 18), Role.COORDINATOR)
    assert told["plus_5"] == (at("2026-04-16", 18), Role.SECTION_HEAD)
    # A fifth of 80 hours before it is due is two in the morning: it waits for eight o'clock.
    assert told["reminder"] == (at("2026-04-09", 8), Role.COORDINATOR)


def test_a_rung_that_fired_is_not_listed_again() -> None:
    state = asked()
    first = moments(state)[0]
    after = fired(state, mark(first.deadline, first.code))
    assert first not in moments(after)
    assert len(moments(after)) == len(moments(state)) - 1


def test_a_rung_whose_moment_passed_is_still_listed_so_that_it_fires_once() -> None:
    state = fired(asked(), mark("APPROVAL:plan.1.0.0", "plus_1"))
    assert "reminder" in climbing(state, DeadlineKind.APPROVAL)


def test_an_acknowledged_ladder_is_quiet_until_the_time_it_was_given() -> None:
    quiet = (Acknowledgement(deadline="APPROVAL:plan.1.0.0", until=at("2026-04-13", 18)),)
    steps = climbing(asked(policy=QUIET, acknowledged=quiet), DeadlineKind.APPROVAL)
    assert steps["plus_1"].at == at("2026-04-13", 18)
    assert steps["plus_3"].at == at("2026-04-14", 18)


def test_a_red_flag_does_not_wait_for_the_morning() -> None:
    flags = {"red_flags": (RedFlag.SUICIDE,), "urgent_since": at("2026-03-07", 23)}
    steps = climbing(standing(Stage.DISCOVERY, "2026-03-07", **flags), DeadlineKind.FIRST_CONTACT)
    assert steps["due"].at == at("2026-03-08", 23)
    assert steps["plus_2h"].at == at("2026-03-09", 1)
    assert steps["plus_2h"].to is Role.COORDINATOR


def test_a_silent_body_is_chased_by_the_owner() -> None:
    state = in_care("2026-04-10", linkages=(linkage("2026-04-10"),))
    assert climbing(state, DeadlineKind.PARTNER_ANSWER)["due"].to is Role.CASE_MANAGER


@given(st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=16, max_size=16))
def test_escalations_are_spread_by_case_within_the_half_hour(name: str) -> None:
    state = asked(case_id=CaseId(f"11215-{name}"))
    exact = asked(policy=QUIET)
    for code, step in climbing(state, DeadlineKind.APPROVAL).items():
        delay = step.at - climbing(exact, DeadlineKind.APPROVAL)[code].at
        assert timedelta(0) <= delay < timedelta(minutes=30)


def test_many_cases_do_not_escalate_in_the_same_minute() -> None:
    cases = (asked(case_id=CaseId(f"11215-{n:016}")) for n in range(200))
    minutes = {climbing(c, DeadlineKind.APPROVAL)["due"].at.minute for c in cases}
    assert len(minutes) == 30


@pytest.mark.parametrize("state", every_standing())
def test_nobody_is_told_at_night_but_of_red_flags(state: CaseState) -> None:
    ladders = {d.key: d.ladder for d in deadlines(state)}
    calm = [step for step in moments(state) if ladders[step.deadline] != "urgent"]
    assert all(8 <= local_hour(step.at, CALENDAR) < 20 for step in calm)


@pytest.mark.parametrize("state", every_standing())
def test_the_case_wakes_for_its_earliest_rung_and_sleeps_when_all_have_fired(
    state: CaseState,
) -> None:
    steps = moments(state)
    assert list(steps) == sorted(steps, key=lambda step: step.at)
    assert wake_at(state) == steps[0].at
    marks = (mark(step.deadline, step.code) for step in steps)
    assert wake_at(fired(state, *marks)) is None
