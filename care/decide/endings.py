"""What no episode ends over, whichever rule would end it."""

from care.decide.context import lacking, refuse
from care.decide.lane import lane_open
from care.decide.requirements import purge_gaps
from care.messages import events as e
from care.messages import loop_events as le
from care.model.case import CaseState
from care.model.codes import ClosureReason
from care.model.loop_codes import Kinship
from care.model.refusal import Refusal

TAKEN_OVER = frozenset({Kinship.REOPENED.value, Kinship.TRANSFERRED.value})
"""Another episode answers from then on, and its word cannot be refused here."""
NOBODY_LEFT = frozenset({ClosureReason.DECEASED.value, ClosureReason.DUPLICATE.value})


def unfinished(state: CaseState, events: tuple[e.Event, ...]) -> Refusal | None:
    """A danger nobody has answered, or data a person wants destroyed at once."""
    ends = next((event for event in events if isinstance(event, e.CaseEnded)), None)
    if ends is None or ends.why in TAKEN_OVER:
        return None
    if purge_gaps(state):
        return lacking(*purge_gaps(state))
    opens = any(isinstance(event, le.CrisisOpened) for event in events)
    if (opens or lane_open(state)) and ends.why not in NOBODY_LEFT:
        return refuse("crisis_open")
    return None
