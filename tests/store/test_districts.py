"""Below every query the database keeps districts apart, even where a query forgets to (SR-09)."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import delete, func, insert, select, text, true, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import AgencyKind, PartnerChannel, Role
from care.model.ids import AgencyId, CaseId, DistrictCode, HouseholdId, MemberId, PersonId
from store import access_records, agencies, drafts, people, sessions, timeline
from store import queries as q
from store.database import Database, enter, migrate
from store.households import MemberDetails, add_member, new_household
from store.keyring import Keyring
from store.people import Person
from store.statements import next_value, table_of
from store.tables import Line
from store.tables.access import AccessLine
from store.tables.agencies import AgencyLine
from store.tables.cases import CaseLine
from store.tables.desk import CounterLine, MarkLine
from store.tables.people import PersonLine
from tests.care.builders import NOW
from tests.postgres import drop_database, new_database, owned, used
from tests.store.conftest import clone
from tests.store.steps import a_case_in_linkage
from tests.store.test_access_records import ENTRY

pytestmark = pytest.mark.postgres
A, B = DistrictCode("11215"), DistrictCode("11140")
PUBLIC = {table_of(MarkLine).name, "alembic_version"}
"""What names no person and no district."""


@pytest.fixture
async def house(postgres_template: str, keyring: Keyring) -> AsyncIterator[Database]:
    """One case with all that belongs to it in each of two districts; nobody has said which."""
    with clone(postgres_template) as name:
        database = Database(used(postgres_template, name), pool_size=1)
        for district in (A, B):
            await fill(database, keyring, district)
        yield database
        await database.dispose()


async def fill(database: Database, keyring: Keyring, district: DistrictCode) -> None:
    walk = a_case_in_linkage(f"{district}-ABCDEFGHJKMNPQRS", f"h-{district}")
    person = Person(PersonId(f"p-{district}"), f"login-{district}", district)
    manager = replace(person, roles=frozenset({Role.CASE_MANAGER}))
    member = MemberDetails(MemberId(f"m-{district}"), "윤해온", phone="010-1234-5678")
    async with database.of(district).write() as session:
        for step in walk.steps:
            await timeline.append(session, step, keyring)
        home = HouseholdId(f"h-{district}")
        await new_household(session, home, district, walk.state.office, NOW)
        await add_member(session, keyring, home, member)
        await people.create_person(session, keyring, manager, "손가온", "hash", NOW)
        await sessions.create(session, person.person_id, NOW, NOW - NOW)
        await agencies.save_agency(session, body(district))
        await drafts.save_draft(session, keyring, person.person_id, walk.case_id, "visit", "x", NOW)
        await access_records.record(session, replace(ENTRY, district=district))
        await next_value(session, district, "cases")


def body(district: DistrictCode) -> agencies.Agency:
    return agencies.Agency(
        AgencyId(f"a-{district}"),
        district,
        "가상소담복지관",
        AgencyKind.WELFARE_CENTRE,
        PartnerChannel.MANUAL,
        "",
    )


async def counts(session: AsyncSession) -> dict[str, int]:
    """How many lines of each table with something in it are seen."""
    found = {}
    for table in Line.metadata.sorted_tables:
        if table.name not in PUBLIC:
            found[table.name] = await session.scalar(select(func.count()).select_from(table)) or 0
    return {name: count for name, count in found.items() if count}


async def test_no_table_was_forgotten(house: Database) -> None:
    unwalled = text(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm')"
        " AND relnamespace = 'public'::regnamespace"
        " AND NOT (relrowsecurity AND relforcerowsecurity)"
    )
    async with house.read() as session:
        assert set(await session.scalars(unwalled)) == PUBLIC


async def test_who_says_nothing_sees_nothing(house: Database) -> None:
    async with house.read() as session:
        assert await counts(session) == {}


async def test_a_district_sees_its_own_half_of_everything(house: Database) -> None:
    async with house.for_all().read() as session:
        everything = await counts(session)
    async with house.of(A).read() as session:
        own = await counts(session)
    assert {name: 2 * count for name, count in own.items()} == everything
    assert own.keys() >= {
        "access_heads", "access_records", "agencies", "case_events", "case_keys", "case_steps",
        "cases", "counters", "district_keys", "drafts", "households", "linkages", "member_tokens",
        "members", "people", "person_roles", "resource_ledger", "sessions",
        "tasks",
    }  # fmt: skip


async def test_lists_that_forget_the_district_still_show_one(
    house: Database, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.scope._within", lambda _line, _scope: true())
    scope = q.Scope(A, None, None, PersonId(f"p-{A}"), frozenset({Role.CASE_MANAGER}))
    stranger = CaseId(f"{B}-ABCDEFGHJKMNPQRS")
    async with house.for_all().read() as session:
        assert (await q.case_list(session, keyring, scope, q.CaseFilters(NOW))).total == 2
    async with house.of(A).read() as session:
        listed = await q.case_list(session, keyring, scope, q.CaseFilters(NOW))
        assert [row.district for row in listed.items] == [A]
        assert await q.case_row(session, keyring, scope, stranger) is None
        assert await q.snapshot(session, keyring, scope, stranger) is None
        assert (await q.timeline_page(session, keyring, scope, stranger)).total == 0


async def test_what_one_transaction_said_is_forgotten_by_the_next(house: Database) -> None:
    """The pool has one connection, so all of these share it."""
    async with house.of(A).read() as session:
        assert await counts(session)
    async with house.read() as session:
        assert await counts(session) == {}
    async with house.for_all().write() as session:
        assert await counts(session)
    async with house.of(B).read() as session:
        assert await session.scalar(select(CaseLine.district)) == B


async def test_a_session_that_goes_on_after_its_commit_sees_nothing(house: Database) -> None:
    async with house.of(A).read() as session:
        await session.commit()
        assert await counts(session) == {}


async def test_at_the_door_accounts_and_bodies_are_known_and_nothing_else(house: Database) -> None:
    async with house.at_the_door().write() as session:
        assert await counts(session) == {
            "agencies": 2, "people": 2, "person_roles": 2, "sessions": 2
        }  # fmt: skip
        await session.execute(update(PersonLine).values(active=False))
        await session.execute(delete(AgencyLine))
        await enter(session, A)
        assert (await counts(session))["people"] == 1
    async with house.for_all().read() as session:
        assert set(await session.scalars(select(PersonLine.active))) == {True}
        assert (await counts(session))["agencies"] == 2


async def test_nothing_is_written_into_another_district(house: Database) -> None:
    theirs = insert(CounterLine).values(district=B, name="visits", value=1)
    with pytest.raises(DBAPIError):
        async with house.of(A).write() as session:
            await session.execute(theirs)
    async with house.of(A).write() as session:
        moved = update(CaseLine).where(CaseLine.district == B).values(office="mine")
        await session.execute(moved)
    with pytest.raises(DBAPIError):
        async with house.of(A).write() as session:
            await session.execute(update(CaseLine).values(district=B))
    async with house.of(B).read() as session:
        assert await session.scalar(select(CaseLine.office)) != "mine"


async def test_numbers_and_names_of_another_district_are_free_here(house: Database) -> None:
    """SR-10: what people choose is unique within a district, so nothing tells of the other's."""
    async with house.of(B).write() as session:
        for _ in range(3):
            await next_value(session, B, "home visits")
    async with house.of(A).write() as session:
        assert await next_value(session, A, "home visits") == 1
        assert await access_records.record(session, replace(ENTRY, district=A)) == 2
    async with house.of(A).read() as session:
        assert (await access_records.verify(session, A)).holds


async def test_the_processes_only_ever_add_to_who_looked(house: Database) -> None:
    for change in (update(AccessLine).values(person="p-2"), delete(AccessLine)):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with house.for_all().write() as session:
                await session.execute(change)


async def test_the_owner_is_behind_the_walls_too(postgres_template: str, keyring: Keyring) -> None:
    """Where one role both migrates and serves, as in a trial."""
    with clone(postgres_template) as name:
        database = Database(owned(postgres_template, name))
        await fill(database, keyring, A)
        async with database.read() as session:
            assert await counts(session) == {}
        async with database.of(B).read() as session:
            assert await counts(session) == {}
        await database.dispose()


async def test_migrating_anew_gives_the_role_what_it_was_not_given(postgres: str) -> None:
    new_database(postgres, "late_role")
    migrate(owned(postgres, "late_role"))
    database = Database(owned(postgres, "late_role"))
    async with database.write() as session:
        await session.execute(text("REVOKE ALL ON cases FROM hamkke_app"))
    await database.dispose()
    migrate(owned(postgres, "late_role"))
    other = Database(used(postgres, "late_role"))
    async with other.for_all().read() as session:
        assert await counts(session) == {}
    await other.dispose()
    drop_database(postgres, "late_role")


@pytest.mark.parametrize("word", ["", "*", "?"])
def test_the_words_for_more_than_a_district_are_no_districts(
    sqlite_template: object, word: str
) -> None:
    with pytest.raises(ValueError, match="not a district"):
        Database(f"sqlite+aiosqlite:///{sqlite_template}").of(word)
