"""Tries to reach a household: kept one by one, and what they must show before it is given up."""

from datetime import datetime

from care.decide.calendar import local_date, local_hour
from care.decide.hold import in_hold
from care.messages import commands as c
from care.model.case import CaseState
from care.model.codes import ClosureReason, ContactMode, ContactResult
from care.model.course import Attempt
from care.model.loop_codes import TimeBand
from care.model.policy import Calendar
from care.model.refusal import Missing

KEPT = 12
NOON, EVENING = 12, 18
FROM_AFAR = frozenset({ContactMode.PHONE, ContactMode.VIDEO, ContactMode.DOORSTEP})
"""What stands for a visit while a district notice says so (domain NW-09)."""
GIVING_UP = frozenset({ClosureReason.REFUSED, ClosureReason.UNREACHABLE_LONG_TERM})
BANDS = 3
"""Different parts of the day or week a household is sought in (``discovery.contactAttempts``)."""


def with_attempt(state: CaseState, contact: c.RecordContact, at: datetime) -> tuple[Attempt, ...]:
    attempt = Attempt(
        at=at,
        mode=contact.mode,
        band=contact.band or band_of(at, state.policy.calendar),
        result=contact.result,
        next_on=contact.next_on,
    )
    return (*state.contacts.recent, attempt)[-KEPT:]


def band_of(moment: datetime, calendar: Calendar) -> TimeBand:
    """By the local day and hour somebody was sought."""
    if local_date(moment, calendar).weekday() >= 5:
        return TimeBand.WEEKEND
    hour = local_hour(moment, calendar)
    if hour < NOON:
        return TimeBand.MORNING
    return TimeBand.AFTERNOON if hour < EVENING else TimeBand.EVENING


def is_visit(state: CaseState, contact: c.RecordContact) -> bool:
    """Somebody was met at home; under a remote notice a call counts, and no clock stops."""
    if contact.result is not ContactResult.MET:
        return False
    remote = state.policy.life is not None and contact.remote_notice and contact.mode in FROM_AFAR
    return remote or contact.mode is ContactMode.VISIT


def attempt_gaps(state: CaseState, reason: ClosureReason) -> tuple[Missing, ...]:
    """Nobody is given up before as many tries in vain as policy asks for, and before a review.

    With ``life`` the tries fall into different bands and one of them is a visit; out of a hold a
    refusal, too, needs the evidence that somebody kept coming.
    """
    if state.policy.life is None:
        return _too_few(state, state.contacts.attempts) if _unreachable(reason) else ()
    if reason not in GIVING_UP:
        return ()
    gaps = in_vain_gaps(state) if _unreachable(reason) else ()
    return gaps + _hold_gaps(state) if in_hold(state) else gaps


def _unreachable(reason: ClosureReason) -> bool:
    return reason is ClosureReason.UNREACHABLE_LONG_TERM


def _too_few(state: CaseState, made: int) -> tuple[Missing, ...]:
    asked = state.policy.contact_attempts
    return () if made >= asked else (Missing(code="contact_attempts", subject=str(asked)),)


def in_vain_gaps(state: CaseState) -> tuple[Missing, ...]:
    """Since somebody was last met; the whole count goes back further than what is kept."""
    tries: list[Attempt] = []
    for attempt in state.contacts.recent:
        tries = [] if attempt.result is ContactResult.MET else [*tries, attempt]
    bands = min(BANDS, state.policy.contact_attempts)
    visited = any(attempt.mode is ContactMode.VISIT for attempt in tries)
    return (
        *_too_few(state, state.contacts.attempts),
        *(
            (Missing(code="contact_bands", subject=str(bands)),)
            if len({attempt.band for attempt in tries}) < bands
            else ()
        ),
        *(() if visited else (Missing(code="contact_visit"),)),
    )


def _hold_gaps(state: CaseState) -> tuple[Missing, ...]:
    hold = state.hold
    if hold is None:
        return ()
    since = sum(attempt.at > hold.since for attempt in state.contacts.recent)
    reviewed = () if hold.reviews else (Missing(code="hold_review"),)
    return reviewed + _too_few(state, since)
