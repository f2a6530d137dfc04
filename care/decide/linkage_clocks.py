"""Clocks of what was asked of other bodies; a case never sits waiting on one body alone."""

from collections.abc import Iterator
from datetime import datetime

from care.decide.calendar import closing
from care.decide.chain import gap_of
from care.decide.clock import PARTNER, UNDER_CARE, Span, latest, owners, running, woken
from care.decide.context import WITH_PLAN
from care.decide.immediate import may_ask_at_once
from care.decide.linking_clocks import proposes
from care.decide.reminders import UNDECIDED
from care.decide.stage_clocks import plan_agreed
from care.model.case import CaseState
from care.model.codes import LinkageStatus, PartnerChannel, Stage
from care.model.linkage import Linkage
from care.model.plan import PlanAction
from care.model.service_codes import GapEnding
from care.model.work import Deadline, DeadlineKind

TAKEN_ON = frozenset({LinkageStatus.ACCEPTED, LinkageStatus.SCHEDULED})
NOT_SERVED = frozenset({LinkageStatus.DECLINED, LinkageStatus.NOT_DELIVERED})


def linkage_clocks(state: CaseState) -> Iterator[Deadline]:
    """While a closure is decided nobody is asked for what only a running plan can take."""
    yield from _requests(state)
    planned = state.stage in WITH_PLAN or state.stage is Stage.ENGAGEMENT_HOLD
    for linkage in state.linkages:
        clock = _clock_of(state, linkage) if planned or not linkage.action_id else None
        if clock is not None:
            yield clock


def unrequested(state: CaseState) -> tuple[PlanAction, ...]:
    """Actions of the plan that name a body, or a kind of body, nobody has been asked for yet.

    What a hold took back is asked for anew once the household wakes, or planned otherwise.
    """
    if state.plan is None:
        return ()
    since = woken(state)
    asked = {linkage.action_id for linkage in state.linkages if not _taken_back(linkage, since)}
    return tuple(
        action
        for action in state.plan.actions
        if (action.agency_id or action.agency_kind) and action.item_id not in asked
    )


def _taken_back(linkage: Linkage, woken_at: datetime | None) -> bool:
    withdrawn = linkage.status is LinkageStatus.WITHDRAWN
    return withdrawn and woken_at is not None and linkage.status_at <= woken_at


def replaced(state: CaseState, linkage: Linkage) -> bool:
    """Somebody else was asked for the same, or the plan no longer holds it."""
    if not linkage.action_id:
        return _helped_otherwise(state, linkage)
    if state.plan is not None and not any(
        action.item_id == linkage.action_id for action in state.plan.actions
    ):
        return True
    return any(
        other.replaces == linkage.linkage_id
        or (other.action_id == linkage.action_id and other.requested_at > linkage.requested_at)
        for other in state.linkages
    )


def _helped_otherwise(state: CaseState, linkage: Linkage) -> bool:
    """Immediate help: asked of somebody later, or taken up by the plan that is carried out."""
    return state.stage in UNDER_CARE or any(
        other.replaces == linkage.linkage_id
        or (other.service is linkage.service and other.requested_at > linkage.requested_at)
        for other in state.linkages
    )


def _requests(state: CaseState) -> Iterator[Deadline]:
    if state.stage not in UNDER_CARE or state.plan is None or not plan_agreed(state):
        return
    since = state.plan_agreed_at or state.plan_approved_at
    since = latest(since, woken(state)) if since is not None else None
    if since is not None and unrequested(state):
        span = Span(since, state.policy.linkage_request)
        subject = f"v{state.plan.version}"
        yield running(state, DeadlineKind.LINKAGE_REQUEST, span, owners(state), subject)


def _clock_of(state: CaseState, linkage: Linkage) -> Deadline | None:
    if _needs_another(linkage):
        return _substitute(state, linkage)
    if linkage.status in UNDECIDED:
        return _asked(state, linkage)
    if linkage.status in TAKEN_ON and not proposes(linkage):
        return _accepted(state, linkage)
    return None


def _needs_another(linkage: Linkage) -> bool:
    """Declined, never given, taken back from a silent body, or lost on the way."""
    lost = linkage.status is LinkageStatus.REQUESTED and linkage.delivery_failed
    return lost or linkage.silent or linkage.status in NOT_SERVED


def _asked(state: CaseState, linkage: Linkage) -> Deadline:
    """A letter or call nobody has made yet is the owner's move; after it the body's."""
    subject = linkage.linkage_id
    if linkage.channel is PartnerChannel.MANUAL and linkage.delivered_at is None:
        policy = state.policy
        term = policy.partner_answer_urgent if linkage.urgent else policy.linkage_request
        span = Span(linkage.requested_at, term)
        return running(state, DeadlineKind.MANUAL_REFERRAL, span, owners(state), subject)
    span = Span(linkage.requested_at, linkage.answer_term)
    return running(state, DeadlineKind.PARTNER_ANSWER, span, PARTNER, subject)


def _accepted(state: CaseState, linkage: Linkage) -> Deadline:
    """By the day the body named, or within the time policy gives it."""
    day = linkage.scheduled_on
    due = closing(day, state.policy.calendar) if day is not None else None
    span = Span(linkage.status_at, state.policy.linkage_start, due)
    return running(state, DeadlineKind.LINKAGE_START, span, owners(state), linkage.linkage_id)


def _substitute(state: CaseState, linkage: Linkage) -> Deadline | None:
    if replaced(state, linkage) or not _may_ask_another(state, linkage):
        return None
    gap = gap_of(state, linkage)
    if gap is not None and gap.ending is not GapEnding.FOUND:
        # The coordinator's move, or the need is met otherwise.
        return None
    found = latest(linkage.status_at, gap.ended_at) if gap is not None else None
    span = Span(found or linkage.status_at, state.policy.linkage_request)
    return running(state, DeadlineKind.SUBSTITUTE_SEARCH, span, owners(state), linkage.linkage_id)


def _may_ask_another(state: CaseState, linkage: Linkage) -> bool:
    """What failed on the way is sent again at any time; another body only where one can be asked.

    In hold the plan stands still, and with it what its bodies declined.
    """
    if linkage.status is LinkageStatus.REQUESTED:
        return True
    if linkage.action_id:
        return state.stage is not Stage.ENGAGEMENT_HOLD
    return may_ask_at_once(state)
