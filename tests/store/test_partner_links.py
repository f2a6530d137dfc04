"""Links and PINs in both databases: found at the door by their token, counted before compared."""

import asyncio
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr

from care.model.codes import AgencyKind, PartnerAnswer, PartnerChannel
from care.model.ids import AgencyId, DistrictCode, LinkageId, PersonId
from store import agencies, partner_access, partner_links
from store.agencies import Agency
from store.database import Database
from store.keyring import Keyring
from store.partner_links import Link

HERE, THERE = DistrictCode("41570"), DistrictCode("11215")
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
LINKAGE, BY = LinkageId("linkage-000001"), PersonId("coordinator")
UNTIL = NOW + timedelta(days=14)


def body(district: DistrictCode = HERE) -> Agency:
    return Agency(
        AgencyId(f"a-{district}"), district, "도담의원", AgencyKind.CLINIC, PartnerChannel.MAIL
    )


async def issued(
    database: Database, keyring: Keyring, district: DistrictCode = HERE, until: datetime = UNTIL
) -> SecretStr:
    async with database.of(district).write() as session:
        await agencies.save_agency(session, body(district))
        return await partner_links.issue(session, keyring, LINKAGE, body(district), until, NOW)


async def at_the_door(database: Database, keyring: Keyring, token: str) -> Link | None:
    async with database.at_the_door().read() as session:
        return await partner_links.opened(session, keyring, token)


async def test_a_token_is_all_that_is_needed_to_find_its_district(
    database: Database, keyring: Keyring
) -> None:
    tokens = {
        district: (await issued(database, keyring, district)).get_secret_value()
        for district in (HERE, THERE)
    }
    for district, token in tokens.items():
        found = await at_the_door(database, keyring, token)
        assert found is not None
        assert (found.district, found.linkage_id) == (district, LINKAGE)
        assert (found.expires_at, found.opens(NOW), found.opens(UNTIL)) == (UNTIL, True, False)


async def test_a_signature_of_another_link_opens_nothing(
    database: Database, keyring: Keyring
) -> None:
    here = (await issued(database, keyring)).get_secret_value()
    there = (await issued(database, keyring, THERE)).get_secret_value()
    crossed = here.partition(".")[0] + "." + there.partition(".")[2]
    assert await at_the_door(database, keyring, crossed) is None
    assert await at_the_door(database, Keyring(b"x" * 32), "a" * 24 + "." + "b" * 22) is None


async def test_it_is_the_same_link_until_it_is_closed(database: Database, keyring: Keyring) -> None:
    first = await issued(database, keyring)
    later = await issued(database, keyring, until=UNTIL + timedelta(days=7))
    assert first == later
    sooner = await issued(database, keyring, until=NOW + timedelta(days=1))
    found = await at_the_door(database, keyring, sooner.get_secret_value())
    assert found is not None
    assert found.expires_at == UNTIL + timedelta(days=7)
    async with database.of(HERE).write() as session:
        assert await partner_links.revoke(session, HERE, found.link_id, BY, NOW)
        assert not await partner_links.revoke(session, HERE, found.link_id, BY, NOW)
    closed = await at_the_door(database, keyring, first.get_secret_value())
    assert closed is not None
    assert not closed.opens(NOW)
    assert await issued(database, keyring) != first


async def test_what_the_browser_holds_unlocks_for_half_an_hour(
    database: Database, keyring: Keyring
) -> None:
    token = (await issued(database, keyring)).get_secret_value()
    link = await at_the_door(database, keyring, token)
    assert link is not None
    async with database.of(HERE).write() as session:
        held = await partner_links.unlock(session, link.link_id, NOW)
        await partner_links.note_answer(session, link.link_id, PartnerAnswer.ACCEPTED, NOW)
    open_now = await at_the_door(database, keyring, token)
    assert open_now is not None
    told = held.get_secret_value()
    assert open_now.unlocked_by(told, NOW)
    assert not open_now.unlocked_by(told, NOW + timedelta(minutes=30))
    assert not open_now.unlocked_by("", NOW)
    assert open_now.answer is PartnerAnswer.ACCEPTED


async def test_tries_at_once_are_all_counted(database: Database) -> None:
    async with database.of(HERE).write() as session:
        await agencies.save_agency(session, body())
        await partner_access.set_pin(session, body(), "hash", BY, NOW)

    async def guess() -> bool:
        async with database.of(HERE).write() as session:
            taken = await partner_access.take_try(session, body().agency_id)
        return taken.pin_hash is not None

    compared = await asyncio.gather(*(guess() for _ in range(20)))
    assert sum(compared) == partner_access.TRIES
    async with database.of(HERE).write() as session:
        pin = await partner_access.pin_of(session, body().agency_id)
        assert pin is not None
        assert pin.locked
        await partner_access.clear_tries(session, body().agency_id)
        assert (await partner_access.take_try(session, body().agency_id)).left == 4


async def test_a_body_without_a_pin_has_no_tries(database: Database) -> None:
    async with database.of(HERE).write() as session:
        taken = await partner_access.take_try(session, AgencyId("nobody"))
    assert (taken.pin_hash, taken.left) == (None, 0)


async def test_a_key_is_believed_of_its_own_body_only(database: Database) -> None:
    for district in (HERE, THERE):
        async with database.of(district).write() as session:
            await agencies.save_agency(session, body(district))
    async with database.of(HERE).write() as session:
        key = (await partner_access.make_key(session, body(), BY, NOW)).get_secret_value()
    async with database.read() as session:
        assert await partner_access.believes(session, body().agency_id, key)
        assert not await partner_access.believes(session, body(THERE).agency_id, key)
        assert not await partner_access.believes(session, body().agency_id, key[:-1])
