"""Clocks of ``care.decide.crisis``: hours for a danger, days for what is owed after it."""

from collections.abc import Iterator

from care.decide.clock import URGENT, Span, Whose, dated, latest, owners, running
from care.model.case import CaseState
from care.model.codes import LawfulBasis, Role
from care.model.course import CrisisLane
from care.model.loop_codes import CrisisFinding
from care.model.policy import LifeRules
from care.model.term import Term
from care.model.work import Deadline, DeadlineKind

TO_REPORT = frozenset({LawfulBasis.INCAPACITY, LawfulBasis.LEGAL_DUTY})
PRIVACY_OFFICER = Whose(Role.PRIVACY_OFFICER)


def crisis_clocks(state: CaseState) -> Iterator[Deadline]:
    life = state.policy.life
    if life is None:
        return
    if state.crisis is not None:
        yield from _lane(state, state.crisis, life)
    yield from _reports(state, life.ground_report)
    for demand in state.purges:
        if demand.done_at is None:
            span, subject = Span(demand.at, life.purge), demand.demand_id
            yield running(state, DeadlineKind.PURGE, span, PRIVACY_OFFICER, subject, URGENT)


def _lane(state: CaseState, lane: CrisisLane, life: LifeRules) -> Iterator[Deadline]:
    if lane.settled_at is not None:
        if lane.post_checked_at is None:
            span = Span(lane.settled_at, life.crisis_post_check)
            subject = dated(lane.settled_at, state)
            yield running(state, DeadlineKind.CRISIS_POST_CHECK, span, owners(state), subject)
        return
    whose, opened = owners(state), dated(lane.opened_at, state)
    found = lane.on_site_at is not None and lane.finding is not CrisisFinding.NOT_FOUND
    if not found:
        # Nobody found is no answer: somebody goes again within the same hours.
        span = Span(lane.on_site_at or lane.opened_at, life.crisis_on_site)
        subject = opened if lane.on_site_at is None else f"again.{dated(span.since, state)}"
        yield running(state, DeadlineKind.CRISIS_ON_SITE, span, whose, subject, URGENT)
    if lane.aid_at is None:
        span = Span(lane.opened_at, life.crisis_aid)
        yield running(state, DeadlineKind.CRISIS_AID, span, whose, opened, URGENT)
    acted = latest(lane.on_site_at, lane.aid_at)
    if found and lane.aid_at is not None and acted is not None:
        # All that was asked is done: clear the flags, or go on helping.
        span, subject = Span(acted, life.crisis_aid), dated(acted, state)
        yield running(state, DeadlineKind.RED_FLAG, span, whose, subject, URGENT)


def _reports(state: CaseState, term: Term) -> Iterator[Deadline]:
    """Somebody taken in, or cared for, without being able to consent (급여법 제5조③)."""
    for ground in state.grounds:
        taken_in = state.received_at is not None and ground.agency_id is None
        if taken_in and ground.basis in TO_REPORT and ground.reported_at is None:
            span = Span(latest(ground.since, state.received_at) or ground.since, term)
            kind = DeadlineKind.GROUND_REPORT
            yield running(state, kind, span, owners(state), ground.ground_id)
