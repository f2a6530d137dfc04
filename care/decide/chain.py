"""A chain: the linkages of one need, one body asked after the other, with one waiting time."""

from datetime import datetime

from care.decide.sending import answer_term, send
from care.messages import events as e
from care.messages import linking_commands as kc
from care.messages import linking_events as ke
from care.model.case import CaseState
from care.model.ids import LinkageId
from care.model.linkage import Linkage


def root(linkage: Linkage) -> LinkageId:
    """The linkage its chain began with."""
    return linkage.first or linkage.linkage_id


def chain_of(state: CaseState, first: LinkageId) -> tuple[Linkage, ...]:
    """In the order they were asked."""
    return tuple(linkage for linkage in state.linkages if root(linkage) == first)


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
