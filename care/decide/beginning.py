"""Where the work on a received case begins."""

from care.messages import events as e
from care.model.case import CaseState
from care.model.codes import Stage


def work_begins(state: CaseState, left: Stage = Stage.RECEIVED) -> tuple[e.Event, ...]:
    """The assessment; an episode reopened at a level goes straight to its plan."""
    if state.reopened_level is None:
        return (e.StageEntered(stage=Stage.ASSESSMENT, left=left),)
    level = e.Classified(level=state.reopened_level, previous=None, proposed=None, difference=None)
    return (level, e.StageEntered(stage=Stage.PLANNING, left=left))
