"""What happens by itself when its day comes and nobody acted: one table, clock by clock."""

from collections.abc import Callable
from datetime import datetime

from care.decide.chain import silent
from care.decide.linking_clocks import chase_step
from care.decide.reminders import reminder
from care.decide.transfer import taken_back
from care.messages import events as e
from care.messages import loop_events as le
from care.model.case import CaseState
from care.model.codes import ClosureReason
from care.model.loop_codes import TransferAnswer
from care.model.service_codes import ChaseAct
from care.model.work import Deadline, DeadlineKind


def _resumes(state: CaseState, now: datetime, clock: Deadline) -> tuple[e.Event, ...]:
    return (le.CaseResumed(by_itself=True),)


def _uncovers(state: CaseState, now: datetime, clock: Deadline) -> tuple[e.Event, ...]:
    if state.cover is None:
        return ()
    return (le.CoverEnded(person=state.cover.person, by_itself=True),)


def _expires(state: CaseState, now: datetime, clock: Deadline) -> tuple[e.Event, ...]:
    return taken_back(state, TransferAnswer.EXPIRED, None, now)


def _merges(state: CaseState, now: datetime, clock: Deadline) -> tuple[e.Event, ...]:
    return (e.CaseEnded(why=ClosureReason.DUPLICATE),)


def _chases(state: CaseState, now: datetime, clock: Deadline) -> tuple[e.Event, ...]:
    linkage, step = state.linkage(clock.subject), chase_step(state, clock)
    if linkage is None or step is None:
        return ()
    if step.act is ChaseAct.NEXT_BODY:
        return silent(state, linkage, now)
    return reminder(linkage, step.code)


def _asks_how(state: CaseState, now: datetime, clock: Deadline) -> tuple[e.Event, ...]:
    linkage = state.linkage(clock.subject)
    return () if linkage is None else reminder(linkage)


AUTOMATIC: dict[DeadlineKind, Callable[[CaseState, datetime, Deadline], tuple[e.Event, ...]]] = {
    DeadlineKind.RESUME: _resumes,
    DeadlineKind.COVER_END: _uncovers,
    DeadlineKind.TRANSFER_ANSWER: _expires,
    DeadlineKind.MERGE_FINAL: _merges,
    DeadlineKind.CHASE: _chases,
    DeadlineKind.STATUS_UPDATE: _asks_how,
}
"""Each ends the wait its clock stands for, so that the clock is gone with it."""
