"""Clocks of the service loop: bodies chased and asked how it goes, and what bodies leave to us."""

from collections.abc import Iterator
from datetime import datetime

from care.decide.calendar import closing, due, later_by, local_date
from care.decide.clock import (
    COORDINATOR,
    ITSELF,
    ONCE,
    PARTNER,
    STANDARD,
    URGENT,
    Span,
    dated,
    latest,
    owners,
    running,
    woken,
)
from care.decide.context import IN_SERVICE, WITH_PLAN
from care.decide.reminders import UNDECIDED
from care.model.case import CaseState
from care.model.codes import LinkageStatus, PartnerChannel, Stage
from care.model.linkage import Linkage
from care.model.linking import ChaseStep, LinkingRules
from care.model.service_codes import ChaseAct
from care.model.work import Deadline, DeadlineKind

BEING_SERVED = frozenset({LinkageStatus.ACCEPTED, LinkageStatus.SCHEDULED, LinkageStatus.STARTED})


def linking_clocks(state: CaseState) -> Iterator[Deadline]:
    rules = state.policy.linking
    if rules is None:
        return
    planned = state.stage in WITH_PLAN or state.stage is Stage.ENGAGEMENT_HOLD
    for linkage in state.linkages:
        if linkage.maybe_twice_at is not None:
            span = Span(linkage.maybe_twice_at, rules.double_send)
            yield _of(state, linkage, DeadlineKind.DOUBLE_SEND, span)
        if linkage.status.is_open and (planned or not linkage.action_id):
            yield from _of_one(state, linkage, rules)
    yield from _concerns(state, rules)
    yield from _gaps(state, rules)


def chase_step(state: CaseState, deadline: Deadline) -> ChaseStep | None:
    """The step of the district's ladder a ``CHASE`` clock stands for; None if it has none such."""
    rules, linkage = state.policy.linking, state.linkage(deadline.subject)
    if rules is None or linkage is None:
        return None
    code = deadline.key.rpartition(".")[2]
    return next((step for step in _ladder(linkage, rules) if step.code == code), None)


def _ladder(linkage: Linkage, rules: LinkingRules) -> tuple[ChaseStep, ...]:
    return rules.chase_urgent if linkage.urgent else rules.chase


def _of_one(state: CaseState, linkage: Linkage, rules: LinkingRules) -> Iterator[Deadline]:
    if linkage.status in UNDECIDED:
        yield from _chased(state, linkage, rules)
    elif linkage.status is LinkageStatus.WAITLISTED:
        since = _last_word(state, linkage)
        span = Span(since, rules.waitlist_review)
        yield _round(state, linkage, DeadlineKind.WAITLIST, span)
    elif linkage.status in BEING_SERVED:
        if proposes(linkage):
            span = Span(linkage.told_at or linkage.status_at, state.policy.linkage_request)
            yield _of(state, linkage, DeadlineKind.MEMBER_PROPOSED, span)
        yield _asked_how(state, linkage, rules)


def proposes(linkage: Linkage) -> bool:
    """An association named one of its members and the household has not been asked yet."""
    begun = linkage.status is LinkageStatus.STARTED
    return linkage.status.is_open and linkage.proposed is not None and not begun


def _chased(state: CaseState, linkage: Linkage, rules: LinkingRules) -> Iterator[Deadline]:
    """From the moment the referral is there; what never arrived is nobody's silence to remind of.

    A letter or call nobody has made yet is the owner's move.
    """
    by_hand = linkage.channel is PartnerChannel.MANUAL
    there = linkage.delivered_at is not None
    if linkage.delivery_failed or (by_hand and not there):
        return
    since = _since(state, linkage, linkage.delivered_at or linkage.requested_at)
    late = _more_time(state, linkage)
    for step in _ladder(linkage, rules):
        clock = _chase_clock(state, linkage, step, since, late)
        if step.act is ChaseAct.REMIND:
            reminded = any(at >= clock.due for at in linkage.reminded)
            if there and not reminded:
                yield clock
        elif step.act is ChaseAct.TELL_OWNER or _may_go_on(state, linkage):
            yield clock


def _chase_clock(
    state: CaseState, linkage: Linkage, step: ChaseStep, since: datetime, late: int
) -> Deadline:
    calendar = state.policy.calendar
    at = later_by(due(since, step.after, calendar), late, calendar)
    person = step.act is ChaseAct.TELL_OWNER or (
        step.act is ChaseAct.REMIND and linkage.channel is PartnerChannel.MANUAL
    )
    kind, ladder = DeadlineKind.CHASE, ONCE if person else ITSELF
    subject = f"{linkage.linkage_id}.{step.code}"
    clock = running(state, kind, Span(since, step.after, at), PARTNER, subject, ladder)
    return clock.model_copy(update={"subject": linkage.linkage_id})


def _more_time(state: CaseState, linkage: Linkage) -> int:
    """Days by which this body has longer to answer than the ladder was written for."""
    policy, asked = state.policy, linkage.requested_at
    usual = policy.partner_answer_urgent if linkage.urgent else policy.partner_answer
    if linkage.answer_term == usual:
        return 0
    calendar = policy.calendar
    own, common = due(asked, linkage.answer_term, calendar), due(asked, usual, calendar)
    return max((local_date(own, calendar) - local_date(common, calendar)).days, 0)


def _may_go_on(state: CaseState, linkage: Linkage) -> bool:
    """Nobody else is asked while the plan stands still, is made anew, or in hold."""
    if linkage.action_id:
        return state.stage in IN_SERVICE
    return state.stage is not Stage.ENGAGEMENT_HOLD


def _asked_how(state: CaseState, linkage: Linkage, rules: LinkingRules) -> Deadline:
    """Not before the day the body named; a body reached by hand is asked by a person."""
    since = _last_word(state, linkage)
    if linkage.scheduled_on is not None and linkage.status is LinkageStatus.SCHEDULED:
        since = max(since, closing(linkage.scheduled_on, state.policy.calendar))
    by_hand = linkage.channel is PartnerChannel.MANUAL
    ladder = STANDARD if by_hand else ITSELF
    span = Span(since, rules.status_every)
    return _round(state, linkage, DeadlineKind.STATUS_UPDATE, span, ladder)


def _last_word(state: CaseState, linkage: Linkage) -> datetime:
    """The body's own, or when it was last asked."""
    reminded = linkage.reminded[-1] if linkage.reminded else None
    last = latest(linkage.status_at, linkage.told_at, reminded) or linkage.status_at
    return _since(state, linkage, last)


def _since(state: CaseState, linkage: Linkage, first: datetime) -> datetime:
    """A case that learnt of the loop later, or came out of a hold, counts from then."""
    return latest(first, state.linking_since, woken(state)) or first


def _round(
    state: CaseState,
    linkage: Linkage,
    kind: DeadlineKind,
    span: Span,
    ladder: str = STANDARD,
) -> Deadline:
    """A clock that comes again and again, each round with a key of its own."""
    subject = f"{linkage.linkage_id}.{dated(span.since, state)}"
    whose = PARTNER if ladder == ITSELF else owners(state)
    clock = running(state, kind, span, whose, subject, ladder)
    return clock.model_copy(update={"subject": linkage.linkage_id})


def _of(state: CaseState, linkage: Linkage, kind: DeadlineKind, span: Span) -> Deadline:
    return running(state, kind, span, owners(state), linkage.linkage_id)


def _concerns(state: CaseState, rules: LinkingRules) -> Iterator[Deadline]:
    """Whoever is with the household saw something: the case manager hears of it now (PW-05)."""
    for concern in state.concerns:
        if concern.answered_at is None:
            span, kind = Span(concern.at, rules.concern_answer), DeadlineKind.CONCERN
            yield running(state, kind, span, owners(state), concern.concern_id, URGENT)


def _gaps(state: CaseState, rules: LinkingRules) -> Iterator[Deadline]:
    """In hold the plan stands still, and with it what nobody could serve."""
    if state.stage is Stage.ENGAGEMENT_HOLD:
        return
    for gap in state.gaps:
        if gap.ending is None:
            span = Span(gap.found_at, rules.gap_answer)
            yield running(state, DeadlineKind.RESOURCE_GAP, span, COORDINATOR, gap.gap_id)
