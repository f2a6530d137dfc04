"""Clocks of ``care.decide.long_case``."""

from collections.abc import Iterator
from datetime import datetime

from care.decide.calendar import closing, due
from care.decide.care_clocks import ASKED, cadence, is_light
from care.decide.clock import (
    COORDINATOR,
    STALLED,
    TEAM_LEAD,
    UNDER_CARE,
    Span,
    Whose,
    dated,
    entered,
    latest,
    owners,
    running,
    woken,
)
from care.model.case import CaseState
from care.model.codes import Role, Stage
from care.model.course import AgreedTask, Complaint
from care.model.loop_codes import StallChoice
from care.model.policy import LifeRules
from care.model.term import Term, Unit
from care.model.work import Deadline, DeadlineKind

LONG_STAGES = (*UNDER_CARE, Stage.ENGAGEMENT_HOLD)
"""Where a case may stand for years."""
STALL_STAGES = frozenset(
    {Stage.RECEIVED, Stage.ASSESSMENT, Stage.CONFERENCE, Stage.PLANNING, Stage.CLOSURE}
) | frozenset(UNDER_CARE)
SOLUTION_CALL = Term(n=1, unit=Unit.MONTHS)
"""Solution conferences meet once a month where they meet most often (domain guide §2.7)."""
SECTION_HEAD = Whose(Role.SECTION_HEAD)


def long_case_clocks(state: CaseState) -> Iterator[Deadline]:
    life = state.policy.life
    if life is None:
        return
    yield from _years(state, life)
    yield from _asked(state, life)
    yield from _stall(state, life)
    yield from (_task(state, task) for task in state.agreed if task.done_at is None)
    for complaint in state.complaints:
        if complaint.resolved_at is None:
            yield _complaint(state, complaint, life)


def _years(state: CaseState, life: LifeRules) -> Iterator[Deadline]:
    """Twelve months: supervision; twenty-four: solution conference; then a word every year."""
    received, long = state.received_at, state.long_case
    if received is None or state.stage not in LONG_STAGES:
        return
    if long.reviewed_at is None:
        span = _from(state, received, life.long_supervision)
        yield running(state, DeadlineKind.SUPERVISION, span, TEAM_LEAD, "year")
    if long.solution_at is None:
        span = _from(state, received, life.long_solution)
        yield running(state, DeadlineKind.SOLUTION_CONFERENCE, span, COORDINATOR, "years")
    second = due(received, life.long_solution, state.policy.calendar)
    since = latest(second, long.confirmed_at) or second
    span = _from(state, since, life.long_confirm)
    yield running(state, DeadlineKind.LONG_CASE_CONFIRM, span, SECTION_HEAD, dated(since, state))


def _from(state: CaseState, since: datetime, term: Term) -> Span:
    """A case of years that learns of these clocks late is not overdue on that very day."""
    calendar, learnt = state.policy.calendar, state.loops_since
    ends = due(since, term, calendar)
    if learnt is None or learnt < since:
        return Span(since, term, ends)
    return Span(since, term, max(ends, due(learnt, SOLUTION_CALL, calendar)))


def _asked(state: CaseState, life: LifeRules) -> Iterator[Deadline]:
    long = state.long_case
    if long.asked_supervision is not None:
        since = long.asked_supervision[1]
        span, subject = Span(since, life.supervision_after), f"{ASKED}{dated(since, state)}"
        yield running(state, DeadlineKind.SUPERVISION, span, TEAM_LEAD, subject)
    asked = long.solution_asked_at
    if asked is not None and state.stage is not Stage.AFTERCARE:
        span, subject = Span(asked, SOLUTION_CALL), f"{ASKED}{dated(asked, state)}"
        yield running(state, DeadlineKind.SOLUTION_CONFERENCE, span, COORDINATOR, subject)
    if long.stall is StallChoice.REASSIGN and long.stall_answered_at is not None:
        since, subject = long.stall_answered_at, f"{ASKED}{dated(long.stall_answered_at, state)}"
        span = Span(since, state.policy.assign_owner)
        if state.stage in STALL_STAGES - {Stage.RECEIVED}:
            yield running(state, DeadlineKind.ASSIGN_OWNER, span, TEAM_LEAD, subject)


def _stall(state: CaseState, life: LifeRules) -> Iterator[Deadline]:
    """Due where the household should have been met again; its ladder climbs from there on."""
    if state.stage not in STALL_STAGES:
        return
    since = stalls_from(state)
    span = Span(since, _rhythm(state, life))
    kind, subject = DeadlineKind.STALL, dated(since, state)
    yield running(state, kind, span, owners(state), subject, STALLED)


def stalls_from(state: CaseState) -> datetime:
    """The last progress, answer to a stall or waking, or where the case was received."""
    moved = latest(state.progress_at, state.long_case.stall_answered_at, woken(state))
    return latest(moved or state.received_at, state.loops_since) or entered(state)


def _rhythm(state: CaseState, life: LifeRules) -> Term:
    """The level's, and while nobody has set one that of keeping in touch."""
    rhythm = cadence(state)
    if rhythm is None:
        return life.engagement_cadence
    return rhythm.visit if is_light(state) else rhythm.contact


def _task(state: CaseState, task: AgreedTask) -> Deadline:
    whose = owners(state) if task.person is None else Whose(Role.CASE_MANAGER, task.person)
    ends = closing(task.due_on, state.policy.calendar)
    span = Span(task.agreed_at, Term(n=_days(task, ends), unit=Unit.DAYS), ends)
    return running(state, DeadlineKind.AGREED_TASK, span, whose, task.task_id)


def _days(task: AgreedTask, ends: datetime) -> int:
    return max((ends - task.agreed_at).days, 0)


def _complaint(state: CaseState, complaint: Complaint, life: LifeRules) -> Deadline:
    span = Span(complaint.at, life.complaint)
    return running(state, DeadlineKind.COMPLAINT, span, owners(state), complaint.complaint_id)
