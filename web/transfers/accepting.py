"""Taking a case over: offer, household and opening are kept in one transaction, then it is opened.

Ids follow from the transfer, so a repeat, or a second coordinator, opens nothing twice.
"""

from dataclasses import dataclass
from typing import Any

from care.messages.commands import OpenCase
from care.messages.envelope import Envelope
from care.model.codes import DiscoveryChannel, Relation, Role
from care.model.course import Kin
from care.model.household import Member
from care.model.ids import CaseId, CaseNumber, HouseholdId, IntentKey, MemberId, OfficeCode
from care.model.loop_codes import Kinship
from store import households, outbox, transfers
from store.households import MemberDetails
from store.outbox import Kept
from store.transfers import Offer, OfferStatus, Packet, PacketMember
from web import decisions
from web.decisions import Act, Outcome
from web.episodes import beginning
from web.transfers.across import tell_sender_who_looked
from web.visitor import Visit
from web.words import Problem


@dataclass(frozen=True)
class NewCase:
    case_id: CaseId
    intent: IntentKey
    household_id: HouseholdId


def new_case(offer: Offer) -> NewCase:
    intent = beginning.same_each_time(offer.transfer_id, "accepted")
    return NewCase(
        case_id=beginning.case_id_of(offer.to_district, intent),
        intent=intent,
        household_id=HouseholdId(f"household-{intent}"),
    )


async def accept(visit: Visit, offer: Offer, office: OfficeCode) -> Outcome:
    """Raises Problem 409 when the offer is over."""
    made = new_case(offer)
    kept = await _take(visit, offer, made, office)
    act = Act(
        case_id=made.case_id,
        command=lambda ids: kept.envelope.command,
        role=kept.envelope.actor.role,
        opening=kept.start,
    )
    outcome = await decisions.decide(visit, act, made.intent)
    if isinstance(outcome, decisions.Done):
        async with visit.write() as session:
            await outbox.mark_done(
                session, visit.dependencies.keyring, made.case_id, made.intent, visit.now
            )
    return outcome


async def _take(visit: Visit, offer: Offer, made: NewCase, office: OfficeCode) -> Kept:
    keyring = visit.dependencies.keyring
    async with visit.write() as session:
        packet = await transfers.packet_of(session, keyring, offer)
        if packet is None or not await _first_or_again(session, visit, offer, made):
            raise Problem(409, "TRANSFER_OVER")
        members = people_of(packet, made.intent)
        home, district = made.household_id, offer.to_district
        await households.new_household(session, home, district, office, visit.now)
        for _, details in members:
            await households.add_member(session, keyring, home, details)
        number = await beginning.number_for(visit, session)
        people = tuple(member for member, _ in members)
        command = _opening(visit, offer, packet, made, office, number, people)
        envelope = Envelope(
            intent=made.intent, actor=visit.visitor.actor(Role.COORDINATOR), command=command
        )
        kept = Kept(envelope=envelope, start=beginning.start_of(visit, made.case_id))
        await outbox.keep_unknown(session, keyring, made.case_id, kept, visit.now)
        await tell_sender_who_looked(session, visit, offer, "act")
    return kept


async def _first_or_again(session: Any, visit: Visit, offer: Offer, made: NewCase) -> bool:
    by = visit.visitor.person
    if await transfers.accept_offer(session, offer.transfer_id, made.case_id, by, visit.now):
        return True
    found = await transfers.offer(session, offer.transfer_id)
    return found is not None and found.status is OfferStatus.ACCEPTED


def people_of(packet: Packet, intent: IntentKey) -> list[tuple[Member, MemberDetails]]:
    """With ids of this district. If the client stays behind, the first who comes is the client."""
    client = next((m for m in packet.members if m.relation is Relation.CLIENT), packet.members[0])
    first = [client, *(one for one in packet.members if one is not client)]
    return [
        _person(one, MemberId(f"member-{intent}-{place}"), leads=one is client)
        for place, one in enumerate(first)
    ]


def _person(one: PacketMember, member_id: MemberId, *, leads: bool) -> tuple[Member, MemberDetails]:
    member = Member(
        member_id=member_id,
        relation=Relation.CLIENT if leads else one.relation,
        birth_year=one.birth_year,
        birth_month=one.birth_month,
    )
    details = MemberDetails(
        member_id=member_id,
        name=one.name,
        birth_date=one.birth_date,
        phone=one.phone,
        address=one.address,
    )
    return member, details


def _opening(  # noqa: PLR0913 - what an opening says comes from as many places
    visit: Visit,
    offer: Offer,
    packet: Packet,
    made: NewCase,
    office: OfficeCode,
    number: CaseNumber,
    members: tuple[Member, ...],
) -> OpenCase:
    return OpenCase(
        case_number=number,
        office=office,
        household_id=made.household_id,
        channel=DiscoveryChannel.DUTY_REPORTER,
        members=members,
        address_protected=packet.address_protected,
        red_flags=packet.red_flags,
        communication=packet.communication,
        former=Kin(
            case_id=offer.from_case,
            district=offer.from_district,
            kinship=Kinship.TRANSFERRED,
            at=visit.now,
            members=tuple(one.member_id for one in packet.members),
        ),
        lineage=offer.lineage,
        episode=offer.episode,
        transfer_id=offer.transfer_id,
    )
