"""Where help can be asked for at once, outside any plan."""

from care.decide.lane import lane_open
from care.model.case import CaseState
from care.model.codes import Stage

BEFORE_A_PLAN = frozenset(
    {Stage.INTAKE, Stage.RECEIVED, Stage.ASSESSMENT, Stage.CONFERENCE, Stage.PLANNING}
)


def may_ask_at_once(state: CaseState) -> bool:
    """Before there is a plan to ask by, in hold, and in a crisis at any stage."""
    held = state.stage is Stage.ENGAGEMENT_HOLD
    return held or state.stage in BEFORE_A_PLAN or lane_open(state)
