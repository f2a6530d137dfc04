"""An offer is seen by both districts, opened by one, and decided once."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from care.model.codes import Relation
from care.model.ids import CaseId, DistrictCode, MemberId, PersonId, TransferId
from store import transfers
from store.database import Database
from store.keyring import Keyring
from store.tables.transfers import TransferLine
from store.transfers import Offer, OfferStatus, Packet, PacketMember
from tests.care.builders import NOW
from tests.postgres import used
from tests.store.conftest import clone

SENDER, RECEIVER, OTHER = DistrictCode("11215"), DistrictCode("11140"), DistrictCode("41570")
NEW = CaseId("11140-abcdefgh")
BY = PersonId("p-coordinator")
PACKET = Packet(
    case_number="GJ-2026-0007",
    contact="손가온",
    members=(
        PacketMember(
            member_id=MemberId("m-1"),
            relation=Relation.CLIENT,
            name="윤해온",
            birth_date=date(1958, 4, 1),
            phone="010-0000-0001",
        ),
    ),
)


def an_offer(number: int = 1) -> Offer:
    return Offer(
        transfer_id=TransferId(f"transfer-{number}"),
        from_district=SENDER,
        to_district=RECEIVER,
        from_case=CaseId("11215-ABCDEFGHJKMNPQRS"),
        lineage=CaseId("11215-ABCDEFGHJKMNPQRS"),
        episode=2,
        status=OfferStatus.OFFERED,
        offered_at=NOW,
        due=NOW + timedelta(days=7),
        answered_at=None,
        answered_by=None,
        successor=None,
    )


async def lay(database: Database, keyring: Keyring, number: int = 1) -> Offer:
    offer = an_offer(number)
    async with database.of(RECEIVER).write() as session:
        assert await transfers.lay_offer(session, keyring, offer, PACKET)
    return offer


async def test_a_repeated_offer_is_laid_once(database: Database, keyring: Keyring) -> None:
    offer = await lay(database, keyring)
    async with database.of(RECEIVER).write() as session:
        assert not await transfers.lay_offer(session, keyring, offer, PACKET)
        assert await transfers.offers_to(session, RECEIVER, NOW) == [offer]
        assert await transfers.count_open(session, RECEIVER, NOW) == 1
        assert await transfers.packet_of(session, keyring, offer) == PACKET


async def test_nobody_s_name_stands_in_the_line_in_the_clear(
    database: Database, keyring: Keyring
) -> None:
    await lay(database, keyring)
    async with database.read() as session:
        sealed = await session.scalar(select(TransferLine.packet))
    assert sealed is not None
    assert "윤해온".encode() not in sealed


async def test_of_two_who_accept_at_once_one_wins(database: Database, keyring: Keyring) -> None:
    offer = await lay(database, keyring)

    async def accept() -> bool:
        async with database.of(RECEIVER).write() as session:
            return await transfers.accept_offer(session, offer.transfer_id, NEW, BY, NOW)

    assert sorted(await asyncio.gather(accept(), accept())) == [False, True]
    async with database.of(SENDER).read() as session:
        found = await transfers.offer(session, offer.transfer_id)
    assert found is not None
    assert (found.status, found.successor) == (OfferStatus.ACCEPTED, NEW)


@pytest.mark.parametrize("how", [OfferStatus.EXPIRED, OfferStatus.WITHDRAWN, OfferStatus.REJECTED])
async def test_an_offer_that_is_over_cannot_be_accepted_and_its_packet_is_gone(
    database: Database, keyring: Keyring, how: OfferStatus
) -> None:
    offer = await lay(database, keyring)
    async with database.of(SENDER).write() as session:
        assert await transfers.end_offer(session, offer.transfer_id, how, NOW)
    async with database.of(RECEIVER).write() as session:
        assert not await transfers.accept_offer(session, offer.transfer_id, NEW, BY, NOW)
        assert await transfers.packet_of(session, keyring, offer) is None
        assert await transfers.offers_to(session, RECEIVER, NOW, open_only=True) == []


async def test_an_offer_past_its_day_cannot_be_accepted(
    database: Database, keyring: Keyring
) -> None:
    offer = await lay(database, keyring)
    async with database.of(RECEIVER).write() as session:
        late = offer.due + timedelta(seconds=1)
        assert not await transfers.accept_offer(session, offer.transfer_id, NEW, BY, late)
        assert await transfers.count_open(session, RECEIVER, late) == 0


async def test_an_accepted_offer_is_not_taken_back(database: Database, keyring: Keyring) -> None:
    offer = await lay(database, keyring)
    async with database.of(RECEIVER).write() as session:
        assert await transfers.accept_offer(session, offer.transfer_id, NEW, BY, NOW)
    async with database.of(SENDER).write() as session:
        ended = await transfers.end_offer(session, offer.transfer_id, OfferStatus.EXPIRED, NOW)
    assert not ended


async def test_the_packet_is_emptied_once_the_new_case_stands(
    database: Database, keyring: Keyring
) -> None:
    offer = await lay(database, keyring)
    async with database.of(RECEIVER).write() as session:
        await transfers.empty_packet(session, offer.transfer_id)
        assert await transfers.packet_of(session, keyring, offer) is None


async def test_a_packet_moved_to_another_offer_does_not_open(
    database: Database, keyring: Keyring
) -> None:
    offer = await lay(database, keyring)
    async with database.read() as session:
        other = replace(offer, to_district=OTHER)
        with pytest.raises(Exception, match=r".*"):
            await transfers.packet_of(session, keyring, other)


@pytest.mark.postgres
async def test_a_third_district_sees_no_offer(postgres_template: str, keyring: Keyring) -> None:
    with clone(postgres_template) as name:
        database = Database(used(postgres_template, name))
        offer = await lay(database, keyring)
        async with database.of(OTHER).read() as session:
            assert await transfers.offer(session, offer.transfer_id) is None
        async with database.of(SENDER).read() as session:
            assert await transfers.offer(session, offer.transfer_id) == offer
        await database.dispose()
