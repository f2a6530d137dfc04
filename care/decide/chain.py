"""A chain: the linkages of one need, one body asked after the other, with one waiting time."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from care.decide.calendar import local_date
from care.decide.consents import Sharing, missing_consents
from care.decide.context import IN_SERVICE
from care.decide.duplicates import given_already
from care.decide.recalls import recall
from care.decide.sending import answer_term, send
from care.messages import events as e
from care.messages import linking_commands as kc
from care.messages import linking_events as ke
from care.model.case import CaseState
from care.model.codes import DeclineReason, LinkageStatus
from care.model.ids import GapId, LinkageId
from care.model.linkage import Linkage
from care.model.linking import NextBody, ResourceGap
from care.model.service_codes import GapEnding

SERVED = frozenset({LinkageStatus.STARTED, LinkageStatus.DONE})


def root(linkage: Linkage) -> LinkageId:
    """The linkage its chain began with."""
    return linkage.first or linkage.linkage_id


def chain_of(state: CaseState, first: LinkageId) -> tuple[Linkage, ...]:
    """In the order they were asked."""
    return tuple(linkage for linkage in state.linkages if root(linkage) == first)


def waited(state: CaseState, first: LinkageId, now: datetime) -> timedelta:
    """The household's whole wait: from the first request until the service began, or until now."""
    chain = chain_of(state, first)
    if not chain:
        return timedelta(0)
    begun = [linkage.status_at for linkage in chain if linkage.status in SERVED]
    return min(begun, default=now) - min(linkage.requested_at for linkage in chain)


def in_vain(linkage: Linkage) -> bool:
    """The body declined or stayed silent; what the household itself did not want is no gap."""
    if linkage.status is LinkageStatus.DECLINED:
        return linkage.decline is not DeclineReason.CLIENT_DECLINED
    return linkage.status is LinkageStatus.WITHDRAWN and linkage.silent


def gap_of(state: CaseState, linkage: Linkage) -> ResourceGap | None:
    return next((gap for gap in state.gaps if gap.first == root(linkage)), None)


def first_of(state: CaseState, asked: Linkage) -> LinkageId | None:
    """The chain a request goes on with: of whom it replaces, or who was asked before in vain."""
    replaced = state.linkage(asked.replaces) if asked.replaces is not None else None
    if replaced is not None:
        return root(replaced)
    before = [k for k in state.linkages if k.action_id == asked.action_id and in_vain(k)]
    return root(before[-1]) if before and asked.action_id else None


def silent(state: CaseState, linkage: Linkage, now: datetime) -> tuple[e.Event, ...]:
    """The body did not answer: the referral is taken back and the next body is asked."""
    withdrawn = e.LinkageWithdrawn(linkage_id=linkage.linkage_id, reason=None, silent=True)
    ended = linkage.model_copy(update={"status": LinkageStatus.WITHDRAWN, "silent": True})
    return (withdrawn, *recall(linkage), *after_vain(state, ended, now))


def after_vain(state: CaseState, ended: Linkage, now: datetime) -> tuple[e.Event, ...]:
    """``ended`` is the linkage as it stands after the decline or silence, ``state`` before it.

    A body the household did not want leads to a word with the household, not to the next body.
    """
    if state.policy.linking is None or not in_vain(ended):
        return ()
    known = tuple(ended if k.linkage_id == ended.linkage_id else k for k in state.linkages)
    after = state.model_copy(update={"linkages": known})
    return (*_gap_found(after, ended, now), *_next_asked(after, ended, now))


def _gap_found(state: CaseState, ended: Linkage, now: datetime) -> tuple[e.Event, ...]:
    rules, chain = state.policy.linking, chain_of(state, root(ended))
    vain = sum(1 for linkage in chain if in_vain(linkage))
    if rules is None or vain < rules.gap_after or gap_of(state, ended) is not None:
        return ()
    gap = ResourceGap(
        gap_id=GapId(root(ended)),
        first=root(ended),
        service=ended.service,
        need=ended.need,
        asked=vain,
        waiting_since=min(linkage.requested_at for linkage in chain),
        found_at=now,
    )
    return (ke.ResourceGapFound(gap=gap),)


def _next_asked(state: CaseState, ended: Linkage, now: datetime) -> tuple[e.Event, ...]:
    onward = next(_candidates(state, ended, now), None)
    return () if onward is None else (e.LinkageRequested(linkage=onward), *send(onward))


def _candidates(state: CaseState, ended: Linkage, now: datetime) -> Iterator[Linkage]:
    """Who may be asked today, in the order chosen; the others stay for a later turn."""
    chain = chain_of(state, root(ended))
    if not _still_wanted(state, ended) or any(linkage.status.is_open for linkage in chain):
        return
    asked = {linkage.agency_id for linkage in chain}
    for body in ended.then:
        if body.agency_id not in asked:
            onward = _onward(state, ended, body, now)
            if _may_be_asked(state, onward, ended):
                yield onward


def _still_wanted(state: CaseState, ended: Linkage) -> bool:
    """The plan is carried out and still holds the action."""
    planned = state.plan is not None and any(
        action.item_id == ended.action_id for action in state.plan.actions
    )
    return planned and state.stage in IN_SERVICE and state.pause is None


def _may_be_asked(state: CaseState, onward: Linkage, ended: Linkage) -> bool:
    """As if a person asked: consent or ground for this body, and nobody gives it already."""
    sharing = Sharing(
        agency_id=onward.agency_id,
        agency_kind=onward.agency_kind,
        members=onward.members,
        service=onward.service,
        basis=onward.basis,
    )
    on = local_date(onward.requested_at, state.policy.calendar)
    if missing_consents(state, sharing, on):
        return False
    others = (onward.service, onward.members, onward.requested_at, ended.linkage_id)
    return given_already(state, *others) is None


def _onward(state: CaseState, ended: Linkage, body: NextBody, now: datetime) -> Linkage:
    left = tuple(other for other in ended.then if other.agency_id != body.agency_id)
    return Linkage(
        linkage_id=_free_id(state, root(ended)),
        action_id=ended.action_id,
        agency_id=body.agency_id,
        agency_kind=body.agency_kind,
        channel=body.channel,
        service=ended.service,
        need=ended.need,
        members=ended.members,
        basis=ended.basis,
        urgent=ended.urgent,
        answer_term=answer_term(state.policy, body.agency_kind, urgent=ended.urgent),
        requested_at=now,
        status_at=now,
        replaces=ended.linkage_id,
        then=left,
        wanted_on=ended.wanted_on,
        first=root(ended),
    )


def _free_id(state: CaseState, first: LinkageId) -> LinkageId:
    """The same in every replay: the chain's own name and the number in it."""
    number = len(chain_of(state, first)) + 1
    while state.linkage(f"{first}.{number}") is not None:
        number += 1
    return LinkageId(f"{first}.{number}")


def served(state: CaseState, linkage: Linkage) -> tuple[e.Event, ...]:
    """A service that begins settles the gap its chain had become."""
    gap = gap_of(state, linkage)
    if gap is None or gap.ending is not None:
        return ()
    return (ke.ResourceGapSettled(gap_id=gap.gap_id, ending=GapEnding.FOUND, note=None),)


def handed_on(
    state: CaseState, linkage: Linkage, command: kc.PassOnLinkage, now: datetime
) -> tuple[e.Event, ...]:
    """The household waits in the same chain; whom to ask next goes with it."""
    onward = Linkage(
        linkage_id=command.new_linkage_id,
        action_id=linkage.action_id,
        agency_id=command.agency_id,
        agency_kind=command.agency_kind,
        channel=command.channel,
        service=linkage.service,
        need=linkage.need,
        members=linkage.members,
        basis=linkage.basis,
        urgent=linkage.urgent,
        answer_term=answer_term(state.policy, command.agency_kind, urgent=linkage.urgent),
        requested_at=now,
        status_at=now,
        then=linkage.then,
        wanted_on=linkage.wanted_on,
        first=root(linkage),
        part_of=linkage.linkage_id,
    )
    passed = ke.LinkagePassedOn(linkage_id=linkage.linkage_id, to=onward.linkage_id)
    return (e.LinkageRequested(linkage=onward), passed, *send(onward))
