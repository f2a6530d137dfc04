"""A worker sees the days ahead over all cases."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.decide.calendar import closing, local_date
from care.decide.decision import ANSWERS
from care.decide.forecast import coming_days, forecast, next_three
from care.decide.step import Stepped, step, tick
from care.messages import events as e
from care.messages import loop_commands as lc
from care.messages import loop_events as le
from care.messages.events import LadderStepFired
from care.model.case import CaseState
from care.model.codes import RedFlag, Stage
from care.model.ids import CaseId
from care.model.loop_codes import PauseReason
from care.model.work import DeadlineKind
from tests.care import builders as b
from tests.care.standing import CALENDAR, at, every_standing, in_care, standing, wake_at
from tests.care.test_machine import COMMANDS


def test_the_days_ahead_are_in_order_and_end_where_asked() -> None:
    coming = forecast(every_standing(), date(2026, 5, 31), CALENDAR)
    assert [each.at for each in coming] == sorted(each.at for each in coming)
    assert coming[-1].at <= at("2026-05-31", 18)


def test_a_due_date_and_its_rungs_are_both_shown_with_whose_they_are() -> None:
    case = in_care("2026-04-10", case_id=CaseId("11215-one"))
    other = standing(Stage.DISCOVERY, "2026-05-04", case_id=CaseId("11215-two"))
    coming = forecast([case, other], date(2026, 5, 11), CALENDAR)
    due = {each.case_id: each for each in coming if each.what == "due"}
    assert due[CaseId("11215-one")].on == date(2026, 5, 11)
    assert due[CaseId("11215-one")].person == "p-owner"
    assert due[CaseId("11215-two")].on == date(2026, 5, 8)
    assert {each.code for each in coming if each.what == "rung"} >= {"reminder", "due"}


def lived(state: CaseState, end: datetime) -> list[tuple[object, ...]]:
    """What the case's own clock does until then when nobody acts, woken whenever it asks to be."""
    done: list[tuple[object, ...]] = []
    while (moment := wake_at(state)) is not None and moment <= end:
        stepped = tick(state, moment)
        assert stepped is not None
        for recorded in stepped.recorded:
            event = recorded.event
            if isinstance(event, LadderStepFired):
                done.append((recorded.at, event.deadline, event.step, event.to, event.person))
            elif isinstance(event, TURNS):
                done.append((recorded.at, event.kind))
        state = stepped.state
    return sorted(done, key=str)


TURNS = (le.CaseResumed, le.CoverEnded, le.TransferAnswered, e.CaseEnded)
TURN_OF = {
    DeadlineKind.RESUME: "CaseResumed",
    DeadlineKind.COVER_END: "CoverEnded",
    DeadlineKind.TRANSFER_ANSWER: "TransferAnswered",
    DeadlineKind.MERGE_FINAL: "CaseEnded",
}


def foretold(state: CaseState, until: date) -> list[tuple[object, ...]]:
    told: list[tuple[object, ...]] = []
    for each in forecast([state], until, state.policy.calendar):
        if each.what == "rung":
            told.append((each.at, each.deadline, each.code, each.to, each.person))
        elif each.what == "itself":
            told.append((each.at, TURN_OF[each.kind]))
    return sorted(told, key=str)


@pytest.mark.parametrize("state", every_standing(), ids=lambda state: state.stage.value)
def test_the_forecast_is_what_the_case_then_does_by_itself(state: CaseState) -> None:
    assert lived(state, at("2026-12-31", 18)) == foretold(state, date(2026, 12, 31))


@st.composite
def cases(draw: st.DrawFn) -> tuple[CaseState, datetime]:
    """A case ordinary work brought somewhere, then poked at random, left alone at a moment."""
    stage = draw(st.sampled_from([s for s in Stage if s is not Stage.ENDED]))
    life = draw(st.booleans()) or stage is Stage.ENGAGEMENT_HOLD
    policy = b.a_policy() if life else b.before_life()
    state, now = b.a_case(stage, policy), b.NOW + timedelta(days=1)
    for _ in range(draw(st.integers(0, 8))):
        now += timedelta(hours=draw(st.integers(1, 400)))
        fitting = sorted(
            (kind for kind, it in ANSWERS.items() if state.stage in it.stages),
            key=lambda kind: kind.__name__,
        )
        kind = draw(st.sampled_from(fitting))
        role = draw(st.sampled_from(sorted(ANSWERS[kind].roles)))
        answer = step(state, b.an_envelope(draw(COMMANDS[kind]), role), now)
        state = answer.state if isinstance(answer, Stepped) else state
        told = tick(state, now)
        state = told.state if told is not None else state
    return state, now


@given(cases(), st.integers(1, 500))
@settings(max_examples=120, deadline=None)
def test_whatever_happened_before_nothing_foretold_is_missing_and_nothing_comes_unannounced(
    drawn: tuple[CaseState, datetime], days: int
) -> None:
    state, now = drawn
    until = local_date(now, state.policy.calendar) + timedelta(days=days)
    assert lived(state, closing(until, state.policy.calendar)) == foretold(state, until)


def paused() -> CaseState:
    """CASE-5: in hospital from 10-12, resumed 10-16; the statutory check is due all the same."""
    state = b.a_case(Stage.MONITORING)
    pause = lc.PauseCase(reason=PauseReason.HOSPITAL, resume_on=date(2026, 4, 10))
    return b.done(state, pause, on="2026-04-01")


def test_after_a_turn_the_days_are_told_as_they_will_be_then() -> None:
    state = paused()
    coming = forecast([state], date(2026, 7, 31), state.policy.calendar)
    (turn,) = [each for each in coming if each.what == "itself"]
    assert (turn.kind, turn.on) == (DeadlineKind.RESUME, date(2026, 4, 10))
    due = {each.kind: each.on for each in coming if each.what == "due"}
    # Met on 03-05 and paused for nine days: the month, ended on 04-06, ends as much later.
    assert due[DeadlineKind.CONTACT] == date(2026, 4, 15)


def test_a_rung_is_the_notice_of_its_due_date_and_not_told_beside_it() -> None:
    state = b.a_case(Stage.DISCOVERY)
    told = [(each.what, each.code) for each in next_three(state)]
    assert told == [("rung", "reminder"), ("due", ""), ("rung", "plus_1")]


def test_of_every_living_case_the_next_three_are_in_order_and_ahead() -> None:
    for state in every_standing():
        found = next_three(state)
        assert found
        assert [each.at for each in found] == sorted(each.at for each in found)
        assert {each.case_id for each in found} == {state.case_id}


def test_a_date_that_was_told_is_no_longer_next() -> None:
    state = b.a_case(Stage.DISCOVERY)
    stepped = tick(state, b.NOW + timedelta(days=6))
    assert stepped is not None
    assert {each.what for each in next_three(stepped.state)} == {"rung"}


def test_the_next_fourteen_business_days_are_all_there_and_a_weekend_counts_for_its_monday() -> (
    None
):
    flags = {"red_flags": (RedFlag.SUICIDE,), "urgent_since": at("2026-03-07", 11)}
    urgent = standing(Stage.DISCOVERY, "2026-03-05", **flags)
    days = coming_days([urgent], date(2026, 3, 6), CALENDAR)
    assert len(days) == 14
    assert [day.on for day in days[:3]] == [date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 10)]
    assert days[-1].on == date(2026, 3, 25)
    assert days[0].coming == ()
    assert {each.on for each in days[1].coming} == {date(2026, 3, 8)}


def test_what_is_overdue_stands_on_the_first_day() -> None:
    case = standing(Stage.DISCOVERY, "2026-03-05")
    days = coming_days([case], date(2026, 5, 4), CALENDAR, days=3)
    assert [day.on for day in days] == [date(2026, 5, 4), date(2026, 5, 6), date(2026, 5, 7)]
    assert {each.on < date(2026, 5, 4) for each in days[0].coming} == {True}
    assert days[1].coming == days[2].coming == ()


def test_the_last_days_evening_belongs_to_it() -> None:
    """A notice is spread over the half hour after closing."""
    case = standing(Stage.DISCOVERY, "2026-03-05")
    (day,) = coming_days([case], date(2026, 3, 10), CALENDAR, days=1)
    assert ("rung", "due") in {(each.what, each.code) for each in day.coming}
