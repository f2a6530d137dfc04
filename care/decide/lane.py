"""Whether the crisis lane is open, and what opens it (guide §2.4)."""

from care.decide.context import Context
from care.messages import events as e
from care.messages import loop_events as le
from care.model.case import CaseState
from care.model.codes import RedFlag
from care.model.course import CrisisLane


def lane_open(state: CaseState) -> bool:
    """From a red flag until the flags were cleared; it waits for no stage."""
    return state.crisis is not None and state.crisis.settled_at is None


def opened_by(
    state: CaseState, fresh: tuple[RedFlag, ...], context: Context
) -> tuple[e.Event, ...]:
    """A new danger opens the lane; one that is open takes it up, a settled one gives way."""
    urgent = any(flag in state.policy.crisis.urgent_flags for flag in fresh)
    if state.policy.life is None or not urgent or lane_open(state):
        return ()
    return (le.CrisisOpened(lane=CrisisLane(opened_at=context.now)),)
