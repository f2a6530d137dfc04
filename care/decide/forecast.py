"""What comes next: due dates, escalations, and what happens by itself, in the order of the days."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Literal

from care.decide.calendar import at_hour, closing, is_business_day, local_date
from care.decide.clock import ITSELF, STALLED
from care.decide.deadlines import deadlines
from care.decide.ladder import Rung, at_due, ladder_of, mark, person_told, rungs, told
from care.decide.long_case import STALL_CONFERENCE
from care.decide.step import Stepped, tick
from care.messages.events import LadderStepFired
from care.model.case import CaseState
from care.model.codes import Role
from care.model.ids import CaseId, PersonId
from care.model.policy import Calendar
from care.model.value import Value
from care.model.work import Deadline, DeadlineKind

NEXT = 3
WORKING_DAYS = 14


class Coming(Value):
    """One dated thing: a clock that ends, a rung that tells somebody, or what happens by itself."""

    on: date
    at: datetime
    what: Literal["due", "rung", "itself"]
    case_id: CaseId
    kind: DeadlineKind
    deadline: str
    code: str = ""
    """The rung's code; empty for a due date."""
    to: Role
    person: PersonId | None = None


class ComingDay(Value):
    """A business day and what falls on it or on the closed days before it."""

    on: date
    coming: tuple[Coming, ...] = ()


def forecast(states: Iterable[CaseState], until: date, calendar: Calendar) -> tuple[Coming, ...]:
    """Everything through the closing hour of ``until``; what is overdue stands first."""
    return _through(states, closing(until, calendar))


def coming_days(
    states: Iterable[CaseState], today: date, calendar: Calendar, days: int = WORKING_DAYS
) -> tuple[ComingDay, ...]:
    """The next business days of a worker's or an office's cases, the empty ones among them.

    What is overdue stands on the first day, what falls on a closed day on the next open one.
    """
    dates = _business_days(today, days, calendar)
    coming = _through(states, at_hour(dates[-1], 24, calendar))
    by_day: dict[date, list[Coming]] = {day: [] for day in dates}
    for each in coming:
        place = bisect_left(dates, each.on)
        if place < len(dates):
            by_day[dates[place]].append(each)
    return tuple(ComingDay(on=day, coming=tuple(found)) for day, found in by_day.items())


def next_three(state: CaseState) -> tuple[Coming, ...]:
    """The next dated events; the notice that comes with a due date is not told beside it."""
    running = deadlines(state)
    fired = frozenset(state.fired)
    ahead = [_due(state, d) for d in _told(running) if not _past(state, d, fired)]
    ahead += [_rung(state, rung) for rung in rungs(state, running) if _apart(rung)]
    return tuple(sorted(ahead, key=_order)[:NEXT])


def _past(state: CaseState, deadline: Deadline, fired: frozenset[str]) -> bool:
    """Somebody was told that it is due, or later."""
    return any(
        step.before_percent is None and mark(deadline.key, step.code) in fired
        for step in ladder_of(deadline, state.policy).steps
    )


def _apart(rung: Rung) -> bool:
    return not at_due(rung.step) or rung.deadline.ladder == ITSELF


def _business_days(today: date, count: int, calendar: Calendar) -> list[date]:
    found: list[date] = []
    day = today
    while len(found) < max(count, 1):
        if is_business_day(day, calendar):
            found.append(day)
        day += timedelta(days=1)
    return found


def _through(states: Iterable[CaseState], end: datetime) -> tuple[Coming, ...]:
    found = (each for state in states for each in _coming(state, end) if each.at <= end)
    return tuple(sorted(found, key=_order))


def _order(each: Coming) -> tuple[datetime, str, str, str]:
    return each.at, each.case_id, each.deadline, each.code


def _coming(state: CaseState, end: datetime) -> Iterator[Coming]:
    """As the clocks stand; after each turn, by which clocks begin or end, as they stand then."""
    reached: CaseState | None = state
    seen = set[tuple[str, datetime]]()
    while reached is not None:
        running = deadlines(reached)
        climbing = list(takewhile(lambda rung: rung.at <= end, rungs(reached, running)))
        turn = next((rung.at for rung in climbing if _turns(rung)), None)
        for clock in _told(running):
            if (clock.key, clock.due) not in seen and (turn is None or clock.due <= turn):
                seen.add((clock.key, clock.due))
                yield _due(reached, clock)
        yield from (_rung(reached, rung) for rung in climbing if turn is None or rung.at <= turn)
        stepped = tick(reached, turn) if turn is not None else None
        if stepped is not None and turn is not None:
            yield from _overdue(reached, stepped, climbing, turn)
        reached = stepped.state if stepped is not None else None


def _overdue(
    state: CaseState, stepped: Stepped, climbing: list[Rung], turn: datetime
) -> Iterator[Coming]:
    """Rungs whose moment had passed when their clock began to count again: they come at once."""
    expected = {(rung.key, rung.code) for rung in climbing if rung.at <= turn}
    for recorded in stepped.recorded:
        event = recorded.event
        if isinstance(event, LadderStepFired) and (event.deadline, event.step) not in expected:
            yield _fired(state, event, turn)


def _turns(rung: Rung) -> bool:
    """After it the clocks of the case are others."""
    asks = rung.deadline.kind is DeadlineKind.STALL and rung.code == STALL_CONFERENCE
    return asks or rung.deadline.ladder == ITSELF


def _told(running: Iterable[Deadline]) -> Iterator[Deadline]:
    """Clocks whose end is a date for somebody: a stall has nothing but rungs."""
    return (clock for clock in running if clock.ladder not in (ITSELF, STALLED))


def _due(state: CaseState, deadline: Deadline) -> Coming:
    return Coming(
        on=local_date(deadline.due, state.policy.calendar),
        at=deadline.due,
        what="due",
        case_id=state.case_id,
        kind=deadline.kind,
        deadline=deadline.key,
        to=deadline.whom,
        person=deadline.person,
    )


def _rung(state: CaseState, rung: Rung) -> Coming:
    to = told(rung.step, rung.deadline)
    return Coming(
        on=local_date(rung.at, state.policy.calendar),
        at=rung.at,
        what="itself" if rung.deadline.ladder == ITSELF else "rung",
        case_id=state.case_id,
        kind=rung.deadline.kind,
        deadline=rung.key,
        code=rung.code,
        to=to,
        person=person_told(state, to, rung.deadline),
    )


def _fired(state: CaseState, event: LadderStepFired, at: datetime) -> Coming:
    """A rung that was overdue when its clock began to count again."""
    return Coming(
        on=local_date(at, state.policy.calendar),
        at=at,
        what="rung",
        case_id=state.case_id,
        kind=event.deadline_kind,
        deadline=event.deadline,
        code=event.step,
        to=event.to,
        person=event.person,
    )
