"""Clocks of ``care.decide.engagement``: the hold sleeps on none of them."""

from collections.abc import Iterator
from datetime import datetime

from care.decide.calendar import closing, due
from care.decide.clock import TEAM_LEAD, Span, Whose, dated, latest, owners, running
from care.model.case import CaseState
from care.model.codes import Stage
from care.model.course import EngagementHold
from care.model.term import Term
from care.model.work import Deadline, DeadlineKind


def engagement_clocks(state: CaseState) -> Iterator[Deadline]:
    life, hold = state.policy.life, state.hold
    if life is None or hold is None or state.stage is not Stage.ENGAGEMENT_HOLD:
        return
    yield _contact(state, hold, life.engagement_cadence)
    since = _reviewed(hold, annual=False)
    span = Span(since, life.engagement_review)
    yield running(state, DeadlineKind.HOLD_REVIEW, span, TEAM_LEAD, dated(since, state))
    yearly = annual_clock(state)
    if yearly is not None:
        yield yearly


def annual_clock(state: CaseState) -> Deadline | None:
    life, hold = state.policy.life, state.hold
    if life is None or hold is None:
        return None
    since = _reviewed(hold, annual=True)
    span, whose = Span(since, life.engagement_annual), Whose(life.engagement_annual_by)
    return running(state, DeadlineKind.HOLD_ANNUAL, span, whose, dated(since, state))


def _contact(state: CaseState, hold: EngagementHold, cadence: Term) -> Deadline:
    """From the last try, in vain or not; a day agreed with the household counts when earlier."""
    since = latest(hold.since, state.contacts.last_at) or hold.since
    agreed = _agreed(state, since, cadence)
    span = Span(since, cadence, agreed)
    return running(state, DeadlineKind.HOLD_CONTACT, span, owners(state), dated(since, state))


def _agreed(state: CaseState, since: datetime, cadence: Term) -> datetime | None:
    next_on, calendar = state.contacts.next_on, state.policy.calendar
    if next_on is None:
        return None
    return min(closing(next_on, calendar), due(since, cadence, calendar))


def _reviewed(hold: EngagementHold, *, annual: bool) -> datetime:
    said = [review.at for review in hold.reviews if review.annual is annual]
    return said[-1] if said else hold.since
