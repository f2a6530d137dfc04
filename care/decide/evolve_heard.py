"""What each event of ``care.decide.heard`` changes."""

from collections.abc import Callable
from typing import Any

from care.messages import discovery_events as de
from care.messages.events import Recorded
from care.model.case import CaseState
from care.model.searches import NumberSearch

Change = dict[str, object]
KEPT = 12


def _heard(state: CaseState, **update: object) -> Change:
    return {"heard": state.heard.model_copy(update=update)}


def _signal(state: CaseState, event: de.SignalRecorded, at: Recorded) -> Change:
    signals = (*state.heard.signals, event.signal)[-KEPT:]
    since = state.heard.signals_since
    if state.policy.number_notice is not None:
        since = since or at.at
    return _heard(state, signals=signals, signals_since=since)


def _looked_at(state: CaseState, event: de.SignalsAnswered, at: Recorded) -> Change:
    return _heard(state, signals_since=None)


def _requested(state: CaseState, event: de.NumberRequested, at: Recorded) -> Change:
    return _heard(state, number=NumberSearch(requested_at=at.at, requested_by=at.actor))


def _received(state: CaseState, event: de.NumberReceived, at: Recorded) -> Change:
    return _number(state, received_at=at.at, found=event.found)


def _told(state: CaseState, event: de.NumberNoticeGiven, at: Recorded) -> Change:
    return _number(state, told_at=at.at)


def _number(state: CaseState, **update: object) -> Change:
    number = state.heard.number
    return _heard(state, number=number.model_copy(update=update)) if number is not None else {}


def _feedback(state: CaseState, event: de.FeedbackRecorded, at: Recorded) -> Change:
    return _heard(state, feedback=(*state.heard.feedback, event.feedback)[-KEPT:])


HEARD_CHANGES: dict[type[Any], Callable[[CaseState, Any, Recorded], Change]] = {
    de.SignalRecorded: _signal,
    de.SignalsAnswered: _looked_at,
    de.NumberRequested: _requested,
    de.NumberReceived: _received,
    de.NumberNoticeGiven: _told,
    de.FeedbackRecorded: _feedback,
}
