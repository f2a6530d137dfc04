"""What each event of ``care.decide.course`` changes."""

from collections.abc import Callable
from typing import Any

from care.decide.calendar import closing
from care.messages import loop_events as le
from care.messages.events import Recorded
from care.model.case import CaseState
from care.model.course import Cover, Pause

Change = dict[str, object]


def _paused(state: CaseState, event: le.CasePaused, at: Recorded) -> Change:
    told = event.pause
    return {"pause": Pause(reason=told.reason, since=at.at, resume_on=told.resume_on)}


def _resumed(state: CaseState, event: le.CaseResumed, at: Recorded) -> Change:
    """By itself it ends at its hour, also when the machine that saw to it was late."""
    pause = state.pause
    if pause is None:
        return {}
    agreed = closing(pause.resume_on, state.policy.calendar)
    until = max(pause.since, min(at.at, agreed)) if event.by_itself else at.at
    over = pause.model_copy(update={"until": until})
    return {"pause": None, "pauses": (*state.pauses, over)}


def _covered(state: CaseState, event: le.CoverSet, at: Recorded) -> Change:
    told = event.cover
    cover = Cover(person=told.cover, since=at.at, until=told.until, note=told.note)
    return {"cover": cover}


def _uncovered(state: CaseState, event: le.CoverEnded, at: Recorded) -> Change:
    return {"cover": None}


def _safety(state: CaseState, event: le.SafetyFlagsSet, at: Recorded) -> Change:
    return {"safety": tuple(dict.fromkeys(event.safety.flags))}


COURSE_CHANGES: dict[type[Any], Callable[[CaseState, Any, Recorded], Change]] = {
    le.CasePaused: _paused,
    le.CaseResumed: _resumed,
    le.CoverSet: _covered,
    le.CoverEnded: _uncovered,
    le.SafetyFlagsSet: _safety,
}
