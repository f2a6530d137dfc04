"""State as the fold of events. Total: every recorded event has its change, and none can fail."""

from collections.abc import Callable, Iterable
from typing import Any

from care.decide.evolve_approval import APPROVAL_CHANGES
from care.decide.evolve_case import CASE_CHANGES
from care.decide.evolve_course import COURSE_CHANGES
from care.decide.evolve_crisis import CRISIS_CHANGES
from care.decide.evolve_engagement import ENGAGEMENT_CHANGES
from care.decide.evolve_heard import HEARD_CHANGES
from care.decide.evolve_kin import KIN_CHANGES
from care.decide.evolve_linking import LINKING_CHANGES
from care.decide.evolve_long_case import LONG_CASE_CHANGES
from care.decide.evolve_service import SERVICE_CHANGES
from care.decide.evolve_support import SUPPORT_CHANGES
from care.messages import events as e
from care.messages.envelope import CaseStart
from care.messages.events import Recorded
from care.model.case import AppliedIntent, CaseState

REMEMBERED_INTENTS = 100

CHANGES: dict[type[Any], Callable[[CaseState, Any, Recorded], dict[str, object]]] = {
    **CASE_CHANGES,
    **APPROVAL_CHANGES,
    **SERVICE_CHANGES,
    **ENGAGEMENT_CHANGES,
    **CRISIS_CHANGES,
    **SUPPORT_CHANGES,
    **LONG_CASE_CHANGES,
    **COURSE_CHANGES,
    **KIN_CHANGES,
    **LINKING_CHANGES,
    **HEARD_CHANGES,
}
"""Complete over the ``Event`` union; a test proves it."""


def blank(start: CaseStart) -> CaseState:
    """A case before its first event, or the one carried over from its last run."""
    if start.carried is not None:
        return start.carried
    return CaseState(
        case_id=start.case_id,
        district=start.district,
        policy=start.policy,
        clock_shift=start.clock_shift,
    )


def evolve(state: CaseState, recorded: Recorded) -> CaseState:
    change = CHANGES[type(recorded.event)](state, recorded.event, recorded)
    return state.model_copy(
        update={
            **change,
            "revision": recorded.sequence,
            "applied": _applied(state, recorded),
        }
    )


def _applied(state: CaseState, recorded: Recorded) -> tuple[AppliedIntent, ...]:
    """Clock ticks are left out: nobody repeats them, and they would push people's acts out."""
    if isinstance(recorded.event, e.LadderStepFired):
        return state.applied
    now = AppliedIntent(intent=recorded.intent, revision=recorded.sequence)
    if state.applied and state.applied[-1].intent == recorded.intent:
        return (*state.applied[:-1], now)
    return (*state.applied, now)[-REMEMBERED_INTENTS:]


def fold(state: CaseState, recorded: Iterable[Recorded]) -> CaseState:
    for event in recorded:
        state = evolve(state, event)
    return state
