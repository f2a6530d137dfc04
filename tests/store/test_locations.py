"""A protected place is kept apart from its household, and read by named people only (SR-16)."""

from datetime import date, timedelta

from sqlalchemy import text

from care.messages import commands as c
from care.model.codes import Role
from care.model.ids import DistrictCode, HouseholdId, MemberId, OfficeCode, PersonId, TextId
from store import locations, timeline
from store.compartment import open_compartment
from store.database import Database
from store.erasure import erase_case
from store.households import MemberDetails, add_member, household, new_household
from store.keyring import Keyring
from store.locations import Naming
from tests.care.builders import NOW
from tests.store.steps import Walk

A = DistrictCode("11215")
HOME = HouseholdId("h-1")
MOTHER = MemberDetails(
    MemberId("m-1"), "윤다온", date(1987, 4, 2), "010-2345-6789", "한들읍 비밀길 7"
)
LEAD, OWNER, NURSE = PersonId("p-lead"), PersonId("p-owner"), PersonId("p-nurse")
TODAY = NOW.date()


async def keep(database: Database, keyring: Keyring) -> None:
    async with database.write() as session:
        await new_household(session, HOME, A, OfficeCode("sodam-dong"), NOW)
        await add_member(session, keyring, HOME, MOTHER)


async def protect(database: Database, keyring: Keyring, phones: bool = False) -> None:
    async with database.write() as session:
        await locations.protect(session, keyring, HOME, A, NOW, phones=phones)


async def shown(database: Database, keyring: Keyring) -> tuple[str | None, str | None]:
    async with database.read() as session:
        view = await household(session, keyring, HOME)
    assert view is not None
    [member] = view.members
    assert member.name == MOTHER.name
    return member.address, member.phone


async def test_a_protected_address_leaves_the_households_lines(
    database: Database, keyring: Keyring
) -> None:
    await keep(database, keyring)
    await protect(database, keyring)
    assert await shown(database, keyring) == (None, MOTHER.phone)
    async with database.write() as session:
        assert await session.scalar(text("SELECT count(address) FROM members")) == 0
        kept = await locations.reveal(session, keyring, HOME)
    assert kept is not None
    assert kept.of(MOTHER.member_id).address == MOTHER.address


async def test_a_marked_phone_goes_along_and_is_found_by_nobody(
    database: Database, keyring: Keyring
) -> None:
    await keep(database, keyring)
    async with database.read() as session:
        before = await session.scalar(text("SELECT count(*) FROM member_tokens"))
    await protect(database, keyring)
    await protect(database, keyring, phones=True)
    assert await shown(database, keyring) == (None, None)
    async with database.write() as session:
        after = await session.scalar(text("SELECT count(*) FROM member_tokens"))
        kept = await locations.reveal(session, keyring, HOME)
    assert (before, after) == (before, before - 2)
    assert kept is not None
    assert kept.of(MOTHER.member_id).phone == MOTHER.phone


async def test_whoever_comes_later_is_kept_apart_too(database: Database, keyring: Keyring) -> None:
    async with database.write() as session:
        await new_household(session, HOME, A, OfficeCode("sodam-dong"), NOW)
        await open_compartment(session, HOME, A, NOW)
        await add_member(session, keyring, HOME, MOTHER)
        assert await locations.note_place(session, keyring, HOME, "쉼터 3층", "")
        assert await locations.note_place(session, keyring, HOME, "", "월요일 낮에만")
        kept = await locations.reveal(session, keyring, HOME)
    assert await shown(database, keyring) == (None, MOTHER.phone)
    assert kept is not None
    assert (kept.place, kept.reach) == ("쉼터 3층", "월요일 낮에만")
    assert kept.of(MOTHER.member_id).address == MOTHER.address


async def test_lifting_the_protection_brings_the_address_back_and_ends_the_list(
    database: Database, keyring: Keyring
) -> None:
    await keep(database, keyring)
    await protect(database, keyring, phones=True)
    async with database.write() as session:
        await locations.name_reader(session, keyring, HOME, A, Naming(OWNER, LEAD, NOW))
        await locations.lift(session, keyring, HOME, NOW)
        await locations.lift(session, keyring, HOME, NOW)
        assert not await locations.is_reader(session, HOME, OWNER, TODAY)
        assert not await locations.is_protected(session, HOME)
        assert await locations.reveal(session, keyring, HOME) is None
    assert await shown(database, keyring) == (MOTHER.address, MOTHER.phone)
    await protect(database, keyring)
    assert await shown(database, keyring) == (None, MOTHER.phone)


async def test_the_list_holds_until_its_day_or_its_end(
    database: Database, keyring: Keyring
) -> None:
    until = TODAY + timedelta(days=2)
    async with database.write() as session:
        named = Naming(NURSE, LEAD, NOW, reason="방문 간호", until=until)
        await locations.name_reader(session, keyring, HOME, A, named)
        await locations.name_reader(session, keyring, HOME, A, named)
        [reader] = await locations.readers(session, keyring, HOME, TODAY)
        assert (reader.person, reader.named_by, reader.reason) == (NURSE, LEAD, "방문 간호")
        assert await locations.is_reader(session, HOME, NURSE, until)
        assert not await locations.is_reader(session, HOME, NURSE, until + timedelta(days=1))
        assert not await locations.is_reader(session, HouseholdId("h-2"), NURSE, TODAY)
        assert not await locations.end_reader(session, HouseholdId("h-2"), reader.reader_id, NOW)
        assert await locations.end_reader(session, HOME, reader.reader_id, NOW)
        assert await locations.readers(session, keyring, HOME, TODAY) == []


async def test_what_a_case_decides_of_the_address_is_done_in_the_same_step(
    database: Database, keyring: Keyring
) -> None:
    await keep(database, keyring)
    walk = Walk()
    reason = TextId("t-1")
    steps = [
        walk.open(),
        walk.act(c.ProtectAddress(protected=True, reason=reason), Role.CASE_MANAGER),
    ]
    for step in (*steps, *steps):
        async with database.write() as session:
            await timeline.append(session, step, keyring)
    assert await shown(database, keyring) == (None, MOTHER.phone)
    async with database.read() as session:
        found = await locations.readers(session, keyring, HOME, TODAY)
    assert [one.person for one in found] == [steps[1].events[0].actor]
    lifted = walk.act(c.ProtectAddress(protected=False, reason=reason), Role.CASE_MANAGER)
    async with database.write() as session:
        await timeline.append(session, lifted, keyring)
    assert await shown(database, keyring) == (MOTHER.address, MOTHER.phone)


async def test_erasure_destroys_the_compartments_own_key(
    database: Database, keyring: Keyring
) -> None:
    await keep(database, keyring)
    await protect(database, keyring)
    walk = Walk()
    async with database.write() as session:
        await timeline.append(session, walk.open(), keyring)
        await locations.name_reader(session, keyring, HOME, A, Naming(OWNER, LEAD, NOW))
        alive = text("SELECT count(*) FROM case_keys WHERE destroyed_at IS NULL")
        assert await session.scalar(alive) == 3
        await erase_case(session, keyring, walk.case_id, NOW)
        assert await session.scalar(alive) == 0
        assert await session.scalar(text("SELECT count(*) FROM locations")) == 0
        assert await locations.readers(session, keyring, HOME, TODAY) == []
