"""What each event of ``care.decide.engagement`` changes."""

from collections.abc import Callable
from typing import Any

from care.decide.deadlines import deadlines
from care.messages import loop_events as le
from care.messages.events import Recorded
from care.model.case import CaseState

Change = dict[str, object]


def _held(state: CaseState, event: le.HoldEntered, at: Recorded) -> Change:
    return {"hold": event.hold}


def _reviewed(state: CaseState, event: le.HoldReviewed, at: Recorded) -> Change:
    if state.hold is None:
        return {}
    reviews = (*state.hold.reviews, event.review)
    return {"hold": state.hold.model_copy(update={"reviews": reviews})}


def _woken(state: CaseState, event: le.HoldWoken, at: Recorded) -> Change:
    """A check agreed before the hold is void, and a clock that begins anew may tell all anew."""
    live = {deadline.key for deadline in deadlines(state)}
    kept = tuple(fired for fired in state.fired if fired.rpartition("|")[0] in live)
    return {"hold": None, "next_check_on": None, "fired": kept}


ENGAGEMENT_CHANGES: dict[type[Any], Callable[[CaseState, Any, Recorded], Change]] = {
    le.HoldEntered: _held,
    le.HoldReviewed: _reviewed,
    le.HoldWoken: _woken,
}
