"""A closed day that is added moves what the preview shows and no more, and never past the law."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from care.decide.calendar import due, local_date
from care.decide.clock import ITSELF, STALLED, STATUTORY
from care.decide.deadlines import deadlines
from care.decide.evolve import blank, fold
from care.decide.policy_effect import effect
from care.decide.support_clocks import FIRST_AT_MOST, NEXT_AT_MOST
from care.messages import commands as c
from care.messages import loop_commands as lc
from care.model import codes as k
from care.model.case import CaseState
from care.model.loop_codes import Determination, IcsApplicant, IcsSurveyor
from care.model.policy import Calendar, CasePolicy
from care.model.policy_rules import ProcessRules
from care.model.term import Rollover, Term, Unit
from tests.care import builders as b
from tests.care.builders import CLOSED_2026, NOW, a_case, a_policy, days, done
from tests.care.lives import life

NOTICE = days(30, Rollover.PREVIOUS)
"""사회보장급여법 제11조: 30 days to the notice."""
MAXIMA = (
    FIRST_AT_MOST,
    NEXT_AT_MOST,
    NOTICE,
    Term(n=1, unit=Unit.DAYS, rollover=Rollover.PREVIOUS),
)
LIVES = (1, 2, 5, 8, 13)
dates = st.integers(0, 500).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
added = st.lists(dates, min_size=1, max_size=12, unique=True)
streaks = st.tuples(dates, st.integers(1, 60)).map(
    lambda of: [of[0] + timedelta(days=n) for n in range(of[1])]
)
"""Many days in a row: a town closed by a disaster."""
starts = st.integers(0, 400 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


def closing(*more: date) -> Calendar:
    return Calendar(closed=tuple(sorted({*CLOSED_2026, *more})))


def with_calendar(version: int, calendar: Calendar) -> CasePolicy:
    rules = ProcessRules(edition=version)
    content = f"edition-{version}-{sum(day.toordinal() ** 2 for day in calendar.closed)}"
    return a_policy(version=version, content_hash=content, calendar=calendar, rules=rules)


def last_day(start: datetime, term: Term) -> date:
    """The day the law names, whatever is open on it."""
    first = local_date(start, Calendar())
    if term.unit is Unit.DAYS:
        return first + timedelta(days=term.n)
    year, month = divmod(first.month - 1 + term.n, 12)
    for day in range(first.day, 27, -1):
        try:
            return date(first.year + year, month + 1, day)
        except ValueError:
            continue
    return date(first.year + year, month + 1, first.day)


def ends(state: CaseState) -> dict[str, datetime]:
    """Clocks people are told of."""
    return {one.key: one.due for one in deadlines(state) if one.ladder not in (ITSELF, STALLED)}


@settings(max_examples=200, deadline=None)
@given(start=starts, term=st.sampled_from(MAXIMA), more=st.one_of(added, streaks))
@example(start=b.at(date(2026, 11, 30)), term=FIRST_AT_MOST, more=[date(2027, 2, 26)])
def test_no_closed_day_takes_a_statutory_maximum_past_its_last_day(
    start: datetime, term: Term, more: list[date]
) -> None:
    for calendar in (closing(), closing(*more)):
        found = local_date(due(start, term, calendar), calendar)
        assert found <= last_day(start, term)


@settings(max_examples=200, deadline=None)
@given(start=starts, term=st.sampled_from((FIRST_AT_MOST, NEXT_AT_MOST, NOTICE)), more=added)
def test_one_that_has_an_open_day_left_never_becomes_later(
    start: datetime, term: Term, more: list[date]
) -> None:
    assert due(start, term, closing(*more)) <= due(start, term, closing())


@settings(max_examples=100, deadline=None)
@given(start=starts, n=st.integers(1, 60), more=added)
def test_hours_run_on_and_working_days_wait(start: datetime, n: int, more: list[date]) -> None:
    hours, working = Term(n=n, unit=Unit.HOURS), Term(n=n, unit=Unit.BUSINESS_DAYS)
    assert due(start, hours, closing(*more)) == due(start, hours, closing())
    assert due(start, working, closing(*more)) >= due(start, working, closing())


@cache
def supported() -> CaseState:
    """A case with a legal check three months after 2026-08-21."""
    state = a_case(k.Stage.MONITORING, with_calendar(1, closing()))
    enrol = c.EnrolProgramme(
        programme=k.Programme.ICS, applied_on=date(2026, 8, 4), applicant=IcsApplicant.SELF
    )
    state = done(state, enrol, k.Role.LOCAL_OFFICE, "2026-08-04")
    state = done(state, lc.RecordSurvey(surveyor=IcsSurveyor.NHIS), on="2026-08-11")
    determined = lc.RecordDetermination(determination=Determination.ELIGIBLE)
    state = done(state, determined, on="2026-08-18")
    state = done(state, lc.TellDetermination(), on="2026-08-19")
    accept = c.AcceptIndividualPlan(programme=k.Programme.ICS, version=1)
    return done(state, accept, on="2026-08-21")


@settings(max_examples=60, deadline=None)
@given(more=st.one_of(added, streaks))
@example(more=[date(2026, 11, 20)])
def test_the_legal_check_of_a_case_stays_within_three_months(more: list[date]) -> None:
    state = supported()
    on = b.at(date(2026, 8, 24))
    taken = adopt(state, with_calendar(2, closing(*more)), on)
    (before,), (after,) = (
        [d for d in deadlines(s) if d.ladder == STATUTORY] for s in (state, taken)
    )
    assert local_date(before.due, state.policy.calendar) == date(2026, 11, 20)
    assert local_date(after.due, taken.policy.calendar) <= date(2026, 11, 21)
    assert after.due <= before.due


def adopt(state: CaseState, policy: CasePolicy, on: datetime) -> CaseState:
    return done(state, c.AdoptPolicy(policy=policy), k.Role.SYSTEM, on)


@cache
def moments(number: int) -> tuple[tuple[CaseState, datetime], ...]:
    """A recorded life at every point of it while it was open, and the moment it got there."""
    lived = life(number, with_calendar(1, closing()))
    state, found = blank(lived.start), []
    for recorded in lived.recorded:
        state = fold(state, (recorded,))
        if state.opened and state.stage is not k.Stage.ENDED:
            found.append((state, recorded.at))
    return tuple(found)


@st.composite
def open_cases(draw: st.DrawFn) -> tuple[CaseState, datetime]:
    state, at = draw(st.sampled_from(moments(draw(st.sampled_from(LIVES)))))
    return state, at + timedelta(minutes=1)


@settings(max_examples=120, deadline=None)
@given(case=open_cases(), more=st.one_of(added, streaks))
def test_the_clocks_of_a_case_move_exactly_as_shown_and_back_again(
    case: tuple[CaseState, datetime], more: list[date]
) -> None:
    state, now = case
    closed = with_calendar(2, closing(*more))
    shown = effect(state, closed, now)
    if shown.refused is not None:
        assert shown.refused.code.startswith("policy_")
        return
    taken = adopt(state, closed, now)
    assert moved(ends(state), ends(taken)) == [
        (one.key, one.before, one.after) for one in shown.moved
    ]
    back = with_calendar(3, state.policy.calendar)
    shown_back = effect(taken, back, now)
    returned = adopt(taken, back, now)
    assert ends(returned) == ends(state)
    assert {(one.key, one.after, one.before) for one in shown_back.moved} == {
        (one.key, one.before, one.after) for one in shown.moved
    }


def moved(
    was: dict[str, datetime], will: dict[str, datetime]
) -> list[tuple[str, datetime | None, datetime | None]]:
    return [
        (key, was.get(key), will.get(key))
        for key in sorted(was.keys() | will.keys())
        if was.get(key) != will.get(key)
    ]


@pytest.mark.parametrize("weekend", [date(2026, 3, 7), date(2026, 3, 8)])
def test_closing_a_day_that_is_closed_anyway_moves_nothing(weekend: date) -> None:
    state = a_case(k.Stage.DISCOVERY, with_calendar(1, closing()))
    shown = effect(state, with_calendar(2, closing(weekend)), NOW)
    assert (shown.moved, shown.overdue, shown.relieved) == ((), (), ())


def test_a_holiday_in_the_middle_of_three_working_days_gives_one_more() -> None:
    state = a_case(k.Stage.DISCOVERY, with_calendar(1, closing()))
    (first,) = effect(state, with_calendar(2, closing(date(2026, 3, 9))), NOW).moved
    assert first.before is not None
    assert first.after is not None
    days_of = [local_date(one, state.policy.calendar) for one in (first.before, first.after)]
    assert days_of == [date(2026, 3, 10), date(2026, 3, 11)]


def every(states: Iterable[tuple[CaseState, datetime]]) -> set[k.Stage]:
    return {state.stage for state, _ in states}


def test_the_lives_looked_at_pass_through_most_stages() -> None:
    seen = set().union(*(every(moments(number)) for number in LIVES))
    assert len(seen) >= 8, seen
