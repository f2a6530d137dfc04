"""Clocks of ``care.decide.heard``: somebody looks at a sign; who was searched for is told of it."""

from collections.abc import Iterator
from datetime import datetime

from care.decide.clock import STATUTORY, Span, dated, latest, owners, running
from care.model.case import CaseState
from care.model.searches import NumberSearch
from care.model.term import Term
from care.model.work import Deadline, DeadlineKind


def heard_clocks(state: CaseState) -> Iterator[Deadline]:
    term, heard = state.policy.number_notice, state.heard
    if term is None:
        return
    if heard.signals_since is not None:
        since = heard.signals_since
        span = Span(since, state.policy.late_answer)
        yield running(state, DeadlineKind.SIGNAL, span, owners(state), dated(since, state))
    if heard.number is not None:
        yield from _number(state, heard.number, term)


def _number(state: CaseState, number: NumberSearch, term: Term) -> Iterator[Deadline]:
    """A carrier has as long to answer as any body policy says nothing else of."""
    asked = number.requested_at
    if number.waits_for_number:
        span = Span(asked, state.policy.partner_answer)
        yield running(state, DeadlineKind.NUMBER_ANSWER, span, owners(state), dated(asked, state))
    since = told_from(state, number)
    if number.waits_for_notice and since is not None:
        subject = dated(asked, state)
        span, kind = Span(since, term), DeadlineKind.NUMBER_NOTICE
        yield running(state, kind, span, owners(state), subject, STATUTORY)


def told_from(state: CaseState, number: NumberSearch) -> datetime | None:
    """From receipt, or from the end of an urgency that stood then (급여법 제11조⑤).

    None while that urgency lasts: its own clocks run.
    """
    received, lane = number.received_at, state.crisis
    if received is None or (state.urgent_since is not None and state.urgent_since <= received):
        return None
    ended = lane.settled_at if lane is not None and lane.opened_at <= received else None
    return latest(received, ended)
