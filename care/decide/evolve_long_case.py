"""What each event of ``care.decide.long_case`` changes, and what counts as progress."""

from collections.abc import Callable
from typing import Any

from care.decide.calendar import due
from care.messages import loop_events as le
from care.messages.events import Recorded
from care.model.case import CaseState, ConferenceRecord
from care.model.codes import ConferenceKind
from care.model.loop_codes import StallChoice, SupervisionKind

Change = dict[str, object]

KEPT_COMPLAINTS = 20
KEPT_TASKS = 50
"""How many settled ones the case remembers; the timeline keeps all."""


def progress(state: CaseState, at: Recorded) -> Change:
    """Somebody was met, or a plan or a service moved: a stall counts from here."""
    return {} if state.policy.life is None else {"progress_at": at.at}


def _long(state: CaseState, **update: object) -> Change:
    return {"long_case": state.long_case.model_copy(update=update)}


def _asked(state: CaseState, event: le.SupervisionAsked, at: Recorded) -> Change:
    """The first asking keeps its date; the last one says why."""
    before = state.long_case.asked_supervision
    since = before[1] if before is not None else at.at
    return _long(state, asked_supervision=(event.supervision, since))


def _supervised(state: CaseState, event: le.SupervisionHeld, at: Recorded) -> Change:
    """A session answers whatever asked for one; an early one is not yet that of the year."""
    update: Change = {"supervised_at": at.at, "asked_supervision": None}
    if event.session.supervision is SupervisionKind.LONG_CASE or _a_year_on(state, at):
        update["reviewed_at"] = at.at
    return _long(state, **update)


def _a_year_on(state: CaseState, at: Recorded) -> bool:
    life, received = state.policy.life, state.received_at
    if life is None or received is None:
        return False
    return at.at >= due(received, life.long_supervision, state.policy.calendar)


def _solution_asked(state: CaseState, event: le.SolutionConferenceAsked, at: Recorded) -> Change:
    return _long(state, solution_asked_at=at.at)


def conference_held(state: CaseState, held: ConferenceRecord) -> Change:
    """A solution conference answers whatever asked for one."""
    if state.policy.life is None or held.kind is not ConferenceKind.SOLUTION:
        return {}
    return _long(state, solution_at=held.held_at, solution_asked_at=None)


def _confirmed(state: CaseState, event: le.LongCaseConfirmed, at: Recorded) -> Change:
    return _long(state, confirmed_at=at.at)


def _stall_answered(state: CaseState, event: le.StallAnswered, at: Recorded) -> Change:
    return _long(state, stall=event.answer.choice, stall_answered_at=at.at)


def settled_stall(state: CaseState) -> Change:
    """Reassigning was what the coordinator chose, and it has been done."""
    chosen = state.long_case.stall is StallChoice.REASSIGN
    return _long(state, stall=None) if chosen else {}


def _agreed(state: CaseState, event: le.TaskAgreed, at: Recorded) -> Change:
    open_ones = tuple(t for t in state.agreed if t.done_at is None)
    done = tuple(t for t in state.agreed if t.done_at is not None)
    return {"agreed": (*done[-KEPT_TASKS:], *open_ones, event.task)}


def _done(state: CaseState, event: le.AgreedTaskDone, at: Recorded) -> Change:
    done = event.done.task_id
    return {
        "agreed": tuple(
            t.model_copy(update={"done_at": at.at}) if t.task_id == done else t
            for t in state.agreed
        )
    }


def _complaint(state: CaseState, event: le.ComplaintReceived, at: Recorded) -> Change:
    waiting = tuple(k for k in state.complaints if k.resolved_at is None)
    settled = tuple(k for k in state.complaints if k.resolved_at is not None)
    return {"complaints": (*settled[-KEPT_COMPLAINTS:], *waiting, event.complaint)}


def _resolved(state: CaseState, event: le.ComplaintResolved, at: Recorded) -> Change:
    resolved = event.resolved.complaint_id
    return {
        "complaints": tuple(
            k.model_copy(update={"resolved_at": at.at}) if k.complaint_id == resolved else k
            for k in state.complaints
        )
    }


LONG_CASE_CHANGES: dict[type[Any], Callable[[CaseState, Any, Recorded], Change]] = {
    le.SupervisionAsked: _asked,
    le.SupervisionHeld: _supervised,
    le.SolutionConferenceAsked: _solution_asked,
    le.LongCaseConfirmed: _confirmed,
    le.StallAnswered: _stall_answered,
    le.TaskAgreed: _agreed,
    le.AgreedTaskDone: _done,
    le.ComplaintReceived: _complaint,
    le.ComplaintResolved: _resolved,
}
