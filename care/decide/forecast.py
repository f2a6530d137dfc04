"""What a worker has coming: due dates and escalations of many cases, in the order of the days."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Literal

from care.decide.calendar import closing, local_date
from care.decide.deadlines import deadlines
from care.decide.ladder import moments, person_told
from care.model.case import CaseState
from care.model.codes import Role
from care.model.ids import CaseId, PersonId
from care.model.policy import Calendar
from care.model.value import Value
from care.model.work import DeadlineKind


class Coming(Value):
    """One dated thing: a clock that ends, or a rung that tells somebody if nobody acts."""

    on: date
    at: datetime
    what: Literal["due", "rung"]
    case_id: CaseId
    kind: DeadlineKind
    deadline: str
    code: str = ""
    """The rung's code; empty for a due date."""
    to: Role
    person: PersonId | None = None


def forecast(states: Iterable[CaseState], until: date, calendar: Calendar) -> tuple[Coming, ...]:
    """Everything through the closing hour of ``until``; what is overdue stands first."""
    end = closing(until, calendar)
    found = (each for state in states for each in _coming(state, calendar) if each.at <= end)
    return tuple(sorted(found, key=lambda each: (each.at, each.case_id, each.deadline, each.code)))


def _coming(state: CaseState, calendar: Calendar) -> Iterator[Coming]:
    running = deadlines(state)
    by_key = {deadline.key: deadline for deadline in running}
    for deadline in running:
        yield Coming(
            on=local_date(deadline.due, calendar),
            at=deadline.due,
            what="due",
            case_id=state.case_id,
            kind=deadline.kind,
            deadline=deadline.key,
            to=deadline.whom,
            person=deadline.person,
        )
    for step in moments(state, running):
        yield Coming(
            on=local_date(step.at, calendar),
            at=step.at,
            what="rung",
            case_id=state.case_id,
            kind=step.kind,
            deadline=step.deadline,
            code=step.code,
            to=step.to,
            person=person_told(state, step.to, by_key[step.deadline]),
        )
