"""Accounts and sessions: names sealed, sessions revocable at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from care.model.codes import Role
from care.model.ids import DistrictCode, OfficeCode, PersonId
from store import people, sessions
from store.callers import absent_of, caller
from store.database import Database
from store.keyring import Keyring
from store.people import Person
from store.tables.people import SessionLine
from tests.care.builders import NOW

DISTRICT = DistrictCode("11215")
ROLES = frozenset({Role.CASE_MANAGER, Role.TEAM_LEAD})
HAN = Person(PersonId("p-1"), "han", DISTRICT, OfficeCode("sodam-dong"), roles=ROLES)
IDLE, LIFE = timedelta(minutes=30), timedelta(hours=12)


@pytest.fixture
async def token(database: Database, keyring: Keyring) -> str:
    async with database.write() as session:
        await people.create_person(session, keyring, HAN, "한지우", "argon2-hash", NOW)
        return await sessions.create(session, HAN.person_id, NOW, LIFE)


async def test_an_account_is_found_by_its_login(database: Database, token: str) -> None:
    async with database.read() as session:
        account = await people.by_login(session, "han")
        assert account == people.Account(HAN, "argon2-hash")
        assert await people.by_login(session, "nobody") is None
        assert await people.person(session, HAN.person_id) == HAN


async def test_names_of_colleagues_open_and_unknown_ids_are_left_out(
    database: Database, keyring: Keyring, token: str
) -> None:
    async with database.read() as session:
        ids = (HAN.person_id, PersonId("system"), None)
        assert await people.display_names(session, keyring, ids) == {"p-1": "한지우"}


async def test_people_of_a_district_are_listed_by_role(database: Database, token: str) -> None:
    async with database.read() as session:
        assert await people.people(session, DISTRICT, Role.TEAM_LEAD) == [HAN]
        assert await people.people(session, DISTRICT, Role.COORDINATOR) == []
        assert await people.people(session, DistrictCode("11140")) == []


async def test_the_table_knows_only_the_hash_of_a_token(database: Database, token: str) -> None:
    async with database.read() as session:
        assert await session.scalar(select(SessionLine.token_hash)) not in (None, token)


async def test_a_session_ends_idle_or_old_and_lives_on_when_touched(
    database: Database, keyring: Keyring, token: str
) -> None:
    async with database.read() as session:
        later = NOW + timedelta(minutes=29)
        found = await caller(session, keyring, token, later, IDLE)
        assert found is not None
        assert (found.person_id, found.name, found.roles) == (HAN.person_id, "한지우", ROLES)
        assert await caller(session, keyring, token, NOW + timedelta(minutes=31), IDLE) is None
        assert await caller(session, keyring, "guess", later, IDLE) is None
        assert await caller(session, keyring, token, NOW + LIFE, LIFE * 2) is None
    async with database.write() as session:
        await sessions.touch(session, token, later)
    async with database.read() as session:
        assert await caller(session, keyring, token, NOW + timedelta(minutes=58), IDLE)


ENDINGS = ("logout", "password", "disabled", "roles")


@pytest.mark.parametrize("ending", ENDINGS)
async def test_logout_and_every_change_of_rights_end_the_session(
    database: Database, keyring: Keyring, token: str, ending: str
) -> None:
    async with database.write() as session:
        if ending == "logout":
            await sessions.revoke(session, token, NOW)
        elif ending == "password":
            await people.set_password_hash(session, HAN.person_id, "new", NOW)
        elif ending == "disabled":
            await people.set_active(session, HAN.person_id, False, NOW)
        else:
            await people.set_roles(session, HAN.person_id, {Role.COORDINATOR}, NOW)
    async with database.read() as session:
        assert await caller(session, keyring, token, NOW, IDLE) is None


async def test_a_role_taken_away_is_gone_with_the_next_request(
    database: Database, keyring: Keyring, token: str
) -> None:
    for left in (frozenset({Role.TEAM_LEAD}), frozenset[Role]()):
        async with database.write() as session:
            await people.set_roles(session, HAN.person_id, left, NOW)
            again = await sessions.create(session, HAN.person_id, NOW, LIFE)
        async with database.read() as session:
            found = await caller(session, keyring, again, NOW, IDLE)
            assert (found.roles if found else frozenset()) == left


async def test_an_absent_approver_is_stood_in_for_from_day_to_day(
    database: Database, keyring: Keyring, token: str
) -> None:
    today = NOW.date()
    stand_in, day = PersonId("p-2"), timedelta(days=1)
    absence = people.Substitution(0, HAN.person_id, stand_in, today, today + day)
    async with database.write() as session:
        for _ in range(2):
            await people.name_substitute(session, DISTRICT, absence, HAN.person_id, NOW)
    async with database.read() as session:
        (found,) = await absent_of(session, keyring, stand_in, today + day)
        assert (found.person_id, found.name, found.roles) == (HAN.person_id, "한지우", ROLES)
        assert await absent_of(session, keyring, stand_in, today + 2 * day) == []
        assert await absent_of(session, keyring, HAN.person_id, today) == []
    async with database.write() as session:
        await people.set_active(session, HAN.person_id, False, NOW)
        assert await absent_of(session, keyring, stand_in, today) == []


async def test_ended_sessions_are_swept(database: Database, token: str) -> None:
    async with database.write() as session:
        await sessions.sweep(session, NOW)
        assert await session.scalar(text("SELECT count(*) FROM sessions")) == 1
        await sessions.sweep(session, NOW + LIFE + IDLE)
        assert await session.scalar(text("SELECT count(*) FROM sessions")) == 0


async def test_settings_of_a_person_are_kept(database: Database, token: str) -> None:
    async with database.write() as session:
        await people.set_preferences(session, HAN.person_id, "en", "dark")
    async with database.read() as session:
        found = await people.person(session, HAN.person_id)
    assert found is not None
    assert (found.locale, found.theme, found.roles) == ("en", "dark", ROLES)
