"""Personal data is sealed to its place, and no byte of it lies about in the files."""

import base64
import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update

from care.model.ids import (
    AgencyId,
    CaseId,
    DistrictCode,
    HouseholdId,
    MemberId,
    OfficeCode,
    PersonId,
    TextId,
)
from store import drafts, timeline, webhooks
from store.database import Database
from store.erasure import erase_case
from store.households import MemberDetails, add_member, household, new_household
from store.keyring import KeyDestroyed, Keyring, WrongMasterKey, load_master_key
from store.people import Person, create_person
from store.queries import Scope, case_row, snapshot
from store.sealing import Place, Unsealable, seal, unseal
from store.tables.households import MemberLine
from store.texts import save_text, texts
from tests.care.builders import DONG, NOW
from tests.store.steps import Walk

DISTRICT = DistrictCode("11215")
CASE = CaseId("11215-ABCDEFGHJKMNPQRS")
HOME = HouseholdId("h-1")
CANARIES = (
    "카나리아윤해온",
    "010-9753-8642",
    "카나리아로 77번길 3",
    "1979-06-14",
    "비밀메모카나리아",
)
PLACE = Place("members", "name", "m-1", DISTRICT)
KEY = bytes(32)


@pytest.mark.parametrize("column", ["table", "column", "row", "district"])
def test_a_sealed_value_opens_in_its_own_place_only(column: str) -> None:
    sealed = seal(KEY, "윤해온" * 200, PLACE)
    assert unseal(KEY, sealed, PLACE) == "윤해온" * 200
    with pytest.raises(Unsealable):
        unseal(KEY, sealed, PLACE._replace(**{column: "other"}))


def test_a_changed_byte_or_another_key_does_not_open() -> None:
    sealed = seal(KEY, "윤해온", PLACE)
    for wrong in (sealed[:-1] + bytes([sealed[-1] ^ 1]), b"\x02" + sealed[1:], b""):
        with pytest.raises(Unsealable):
            unseal(KEY, wrong, PLACE)
    with pytest.raises(Unsealable):
        unseal(bytes([1]) * 32, sealed, PLACE)


def test_a_master_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "master.key"
    with pytest.raises(FileNotFoundError):
        load_master_key(file, create=False)
    key = load_master_key(file, create=True)
    assert load_master_key(file, create=True) == key
    assert file.stat().st_mode & 0o077 == 0


async def fill(database: Database, keyring: Keyring) -> Walk:
    """Each canary in each place that takes such words."""
    name, phone, address, born, note = CANARIES
    walk = Walk(CASE, HOME)
    person = Person(PersonId("p-1"), "worker", DISTRICT)
    message = webhooks.InboundMessage(AgencyId("a-1"), DISTRICT, "w-1", note, NOW)
    async with database.write() as session:
        await new_household(session, HOME, DISTRICT, OfficeCode("o"), NOW)
        details = MemberDetails(MemberId("m-1"), name, date.fromisoformat(born), phone, address)
        await add_member(session, keyring, HOME, details)
        await save_text(session, keyring, CASE, TextId("i.note"), note, DONG, NOW)
        await drafts.save_draft(session, keyring, DONG, CASE, "plan", note, NOW)
        await create_person(session, keyring, person, name, "hash", NOW)
        await webhooks.accept(session, keyring, message)
        await timeline.append(session, walk.open(), keyring)
    return walk


@pytest.fixture
async def filled(database: Database, keyring: Keyring) -> Database:
    await fill(database, keyring)
    return database


def all_bytes(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in folder.glob("scanned.db*"))


async def test_no_canary_is_found_in_any_byte_of_the_files(
    tmp_path: Path, sqlite_template: Path, keyring: Keyring
) -> None:
    file = tmp_path / "scanned.db"
    shutil.copy(sqlite_template, file)
    database = Database(f"sqlite+aiosqlite:///{file}")
    await fill(database, keyring)
    found = all_bytes(tmp_path)
    await database.dispose()
    assert b"SB-2026-0001" in found, "the scan looks at the right files"
    for canary in (*CANARIES, CANARIES[1].replace("-", "")):
        for form in (canary.encode(), canary.encode("utf-16-le"), canary.encode().hex().encode()):
            assert form not in found
        assert base64.b64encode(canary.encode()).rstrip(b"=") not in found


async def test_a_name_moved_to_another_member_does_not_open(
    filled: Database, keyring: Keyring
) -> None:
    async with filled.write() as session:
        await add_member(session, keyring, HOME, MemberDetails(MemberId("m-2"), "윤해솔"))
        first = select(MemberLine.name).where(MemberLine.member_id == "m-1").scalar_subquery()
        moved = update(MemberLine).where(MemberLine.member_id == "m-2").values(name=first)
        await session.execute(moved)
    async with filled.read() as session:
        with pytest.raises(Unsealable):
            await household(session, keyring, HOME)


async def test_another_master_key_opens_nothing(filled: Database) -> None:
    stranger = Keyring(bytes([7]) * 32)
    async with filled.read() as session:
        with pytest.raises(WrongMasterKey):
            await texts(session, stranger, CASE, [TextId("i.note")])


async def test_the_first_text_of_an_id_stays(filled: Database, keyring: Keyring) -> None:
    async with filled.write() as session:
        await save_text(session, keyring, CASE, TextId("i.note"), "another", DONG, NOW)
        other = CaseId("11215-ZZZZZZZZZZZZZZZZ")
        await save_text(session, keyring, other, TextId("i.note"), "other", DONG, NOW)
    async with filled.read() as session:
        found = await texts(session, keyring, CASE, [TextId("i.note"), TextId("missing")])
        stolen = await texts(session, keyring, CaseId("11140-X"), [TextId("i.note")])
    assert found == {"i.note": CANARIES[4]}
    assert stolen == {}


async def test_an_erased_case_is_noise_for_everyone(filled: Database, keyring: Keyring) -> None:
    scope = Scope(DISTRICT, None, None, DONG, frozenset())
    async with filled.write() as session:
        assert await erase_case(session, keyring, CASE, NOW)
        assert not await erase_case(session, keyring, CASE, NOW)
    await filled.checkpoint()
    for ring in (keyring, Keyring(bytes(range(32)))):
        async with filled.read() as session:
            for reading in (
                texts(session, ring, CASE, [TextId("i.note")]),
                snapshot(session, ring, scope, CASE),
                timeline.events(session, ring, CASE),
            ):
                with pytest.raises(KeyDestroyed):
                    await reading
            view = await household(session, ring, HOME)
            row = await case_row(session, ring, scope, CASE)
        assert view is not None
        assert (view.erased, view.members) == (True, ())
        assert row is not None
        assert row.client == ""
    async with filled.write() as session:
        with pytest.raises(KeyDestroyed):
            await save_text(session, keyring, CASE, TextId("new.note"), "x", DONG, NOW)
