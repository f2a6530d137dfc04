"""Offers of cases to other districts: the packet is for the receiver, the status for both.

One conditional update decides each offer, so an answer and an expiry cannot both win.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import CommunicationNeed, ConsentPurpose, RedFlag, Relation, SubDomain
from care.model.ids import AgencyId, CaseId, DistrictCode, LevelCode, MemberId, PersonId, TransferId
from care.model.loop_codes import TransferAnswer
from care.model.value import Value
from store.keyring import Keyring
from store.sealing import Place, seal, unseal
from store.statements import add
from store.tables.transfers import TransferLine


class OfferStatus(StrEnum):
    OFFERED = "OFFERED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"


class PacketMember(Value):
    """Somebody whose data may go: consent was given or a ground stands."""

    member_id: MemberId
    """The sender's id; the receiver gives one of its own."""
    relation: Relation
    name: str
    birth_date: date | None = None
    birth_year: int | None = None
    birth_month: int | None = None
    phone: str | None = None
    address: str | None = None


class ConsentFact(Value):
    """That a consent was given. It binds the sender; the receiver asks for its own."""

    member_id: MemberId
    purpose: ConsentPurpose
    agency_id: AgencyId | None = None
    valid_until: date


class Packet(Value):
    """What goes with an offer and nothing else: no notes, no history (domain §2.7)."""

    case_number: str
    contact: str
    """Who answers for the case at the sender, and until the acceptance is responsible."""
    members: tuple[PacketMember, ...]
    communication: tuple[CommunicationNeed, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    level: LevelCode | None = None
    needs: tuple[SubDomain, ...] = ()
    """Of the goals of the approved plan."""
    consents: tuple[ConsentFact, ...] = ()
    address_protected: bool = False


@dataclass(frozen=True)
class Offer:
    transfer_id: TransferId
    from_district: DistrictCode
    to_district: DistrictCode
    from_case: CaseId
    lineage: CaseId
    episode: int
    status: OfferStatus
    offered_at: datetime
    due: datetime
    answered_at: datetime | None
    answered_by: PersonId | None
    successor: CaseId | None

    @property
    def answer(self) -> TransferAnswer | None:
        return None if self.status is OfferStatus.OFFERED else TransferAnswer(self.status.value)

    def is_open(self, now: datetime) -> bool:
        return self.status is OfferStatus.OFFERED and now < self.due


async def lay_offer(session: AsyncSession, keyring: Keyring, offer: Offer, packet: Packet) -> bool:
    """False when this offer was laid before; then nothing changes."""
    key = await keyring.district_key(session, offer.to_district)
    line = {
        **vars(offer),
        "status": offer.status.value,
        "packet": seal(key, packet.model_dump_json(), _place(offer)),
    }
    return bool(await add(session, TransferLine, (line,)))


async def offers_to(
    session: AsyncSession, district: DistrictCode, now: datetime, *, open_only: bool = False
) -> list[Offer]:
    """Those laid before this district: the open ones by due date, then the newest answers."""
    query = select(TransferLine).where(TransferLine.to_district == district)
    if open_only:
        query = query.where(
            TransferLine.status == OfferStatus.OFFERED.value, TransferLine.due > now
        )
    lines = await session.scalars(query.order_by(TransferLine.due.desc()).limit(200))
    found = [_offer(line) for line in lines]
    return sorted(found, key=lambda one: (not one.is_open(now), abs(one.due - now)))


async def count_open(session: AsyncSession, district: DistrictCode, now: datetime) -> int:
    """How many wait for this district's answer."""
    return (
        await session.scalar(
            select(func.count())
            .select_from(TransferLine)
            .where(
                TransferLine.to_district == district,
                TransferLine.status == OfferStatus.OFFERED.value,
                TransferLine.due > now,
            )
        )
        or 0
    )


async def offer(session: AsyncSession, transfer_id: str) -> Offer | None:
    line = await session.get(TransferLine, transfer_id, populate_existing=True)
    return None if line is None else _offer(line)


async def packet_of(session: AsyncSession, keyring: Keyring, found: Offer) -> Packet | None:
    """For the receiver alone; None once it is gone."""
    line = await session.get(TransferLine, found.transfer_id, populate_existing=True)
    if line is None or line.packet is None:
        return None
    key = await keyring.district_key(session, found.to_district)
    return Packet.model_validate_json(unseal(key, line.packet, _place(found)))


async def accept_offer(
    session: AsyncSession,
    transfer_id: str,
    successor: CaseId,
    by: PersonId,
    at: datetime,
) -> bool:
    """True for the first who accepts in time; the packet stays until the new case stands."""
    changed = await session.scalar(
        update(TransferLine)
        .where(
            TransferLine.transfer_id == transfer_id,
            TransferLine.status == OfferStatus.OFFERED.value,
            TransferLine.due > at,
        )
        .values(
            status=OfferStatus.ACCEPTED.value,
            answered_at=at,
            answered_by=by,
            successor=successor,
        )
        .returning(TransferLine.transfer_id)
    )
    return changed is not None


async def end_offer(
    session: AsyncSession,
    transfer_id: str,
    status: OfferStatus,
    at: datetime,
    by: PersonId | None = None,
) -> bool:
    """Rejected, expired or withdrawn: nobody reads the packet again. False when it was answered."""
    changed = await session.scalar(
        update(TransferLine)
        .where(
            TransferLine.transfer_id == transfer_id,
            TransferLine.status == OfferStatus.OFFERED.value,
        )
        .values(status=status.value, answered_at=at, answered_by=by, packet=None)
        .returning(TransferLine.transfer_id)
    )
    return changed is not None


async def empty_packet(session: AsyncSession, transfer_id: str) -> None:
    """The receiver has a household of its own now."""
    await session.execute(
        update(TransferLine).where(TransferLine.transfer_id == transfer_id).values(packet=None)
    )


def _offer(line: TransferLine) -> Offer:
    return Offer(
        transfer_id=TransferId(line.transfer_id),
        from_district=DistrictCode(line.from_district),
        to_district=DistrictCode(line.to_district),
        from_case=CaseId(line.from_case),
        lineage=CaseId(line.lineage),
        episode=line.episode,
        status=OfferStatus(line.status),
        offered_at=line.offered_at,
        due=line.due,
        answered_at=line.answered_at,
        answered_by=PersonId(line.answered_by) if line.answered_by else None,
        successor=CaseId(line.successor) if line.successor else None,
    )


def _place(offer: Offer) -> Place:
    return Place("transfers", "packet", offer.transfer_id, offer.to_district)
