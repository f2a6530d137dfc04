"""Clocks of ``care.decide.course``: the pause and the cover end by themselves on their last day."""

from collections.abc import Iterator
from datetime import date, datetime

from care.decide.calendar import closing, local_date
from care.decide.clock import ITSELF, Span, Whose, dated, owners, running
from care.model.case import CaseState
from care.model.codes import Role
from care.model.term import Term, Unit
from care.model.work import Deadline, DeadlineKind


def course_clocks(state: CaseState) -> Iterator[Deadline]:
    if state.pause is not None:
        span = _until(state, state.pause.since, state.pause.resume_on)
        subject = dated(state.pause.since, state)
        yield running(state, DeadlineKind.RESUME, span, owners(state), subject, ITSELF)
    if state.cover is not None:
        span = _until(state, state.cover.since, state.cover.until)
        owner, subject = Whose(Role.CASE_MANAGER, state.owner), dated(state.cover.since, state)
        yield running(state, DeadlineKind.COVER_END, span, owner, subject, ITSELF)


def _until(state: CaseState, since: datetime, last: date) -> Span:
    calendar = state.policy.calendar
    days = max((last - local_date(since, calendar)).days, 0)
    return Span(since, Term(n=days, unit=Unit.DAYS), closing(last, calendar))
