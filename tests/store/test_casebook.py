"""A story goes forward by conditional updates alone: a second person, one wording, one print."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from care.model.codes import NeedArea, Role
from care.model.ids import CaseId, ConsentId, DistrictCode, PersonId
from store import casebook
from store.casebook import Story, Wording
from store.database import Database
from store.erasure import erase_case
from store.keyring import Keyring
from store.scope import Scope
from store.tables.casebook import StoryLine
from tests.care.builders import NOW

HERE = DistrictCode("11350")
CASE = CaseId(f"{HERE}-aaaa")
WRITER, READER = PersonId("p-writer"), PersonId("p-reader")
WORDS = "어느 어머니의 겨울"
DAY = date(2026, 5, 4)


def proposed() -> Story:
    return Story(CASE, HERE, ConsentId("consent-1"), NeedArea.SAFETY, WRITER, NOW)


def scope(district: DistrictCode) -> Scope:
    return Scope(district, None, None, READER, frozenset({Role.CASE_MANAGER}))


async def known(session: Any, keyring: Keyring) -> Story:
    found = await casebook.story(session, keyring, CASE)
    assert found is not None
    return found


async def drafted(database: Database, keyring: Keyring) -> Story:
    async with database.write() as session:
        assert await casebook.propose_story(session, proposed())
        assert await casebook.write_draft(session, keyring, proposed(), Wording(WORDS), WRITER, NOW)
        return await known(session, keyring)


async def test_a_case_has_one_story(database: Database, keyring: Keyring) -> None:
    await drafted(database, keyring)
    async with database.write() as session:
        assert not await casebook.propose_story(session, proposed())
        assert (await known(session, keyring)).draft == WORDS
        assert len(await casebook.stories(session, keyring, scope(HERE))) == 1
        assert await casebook.stories(session, keyring, scope(DistrictCode("41570"))) == []


async def test_it_lies_sealed_and_goes_with_the_key(database: Database, keyring: Keyring) -> None:
    await drafted(database, keyring)
    async with database.write() as session:
        line = await session.get(StoryLine, CASE)
        assert line is not None
        assert line.draft is not None
        assert WORDS.encode() not in line.draft
        await erase_case(session, keyring, CASE, NOW)
        assert (await known(session, keyring)).draft == ""


async def test_a_second_person_reads_the_wording_as_it_stands(
    database: Database, keyring: Keyring
) -> None:
    read = await drafted(database, keyring)
    later = NOW + timedelta(minutes=1)
    async with database.write() as session:
        assert not await casebook.review_story(session, read, WRITER, later)
        assert await casebook.write_draft(
            session, keyring, read, Wording(WORDS + "."), WRITER, later
        )
        assert not await casebook.review_story(session, read, READER, later)
        assert not await casebook.publish_story(session, CASE, DAY)
        now = await known(session, keyring)
        assert await casebook.review_story(session, now, READER, later)
        assert not await casebook.review_story(session, now, PersonId("p-third"), later)
        assert (await known(session, keyring)).reviewed_by == READER


async def test_what_is_printed_is_printed_once_and_not_rewritten(
    database: Database, keyring: Keyring
) -> None:
    read = await drafted(database, keyring)
    async with database.write() as session:
        assert await casebook.review_story(session, read, READER, NOW)
        assert await casebook.publish_story(session, CASE, DAY)
        assert not await casebook.publish_story(session, CASE, DAY)
        assert not await casebook.write_draft(
            session, keyring, read, Wording("다른 글"), WRITER, NOW
        )
        await casebook.drop_story(session, CASE)
        assert await casebook.story(session, keyring, CASE) is None


async def test_nobody_reads_what_is_not_written(database: Database, keyring: Keyring) -> None:
    async with database.write() as session:
        await casebook.propose_story(session, proposed())
        assert not await casebook.review_story(
            session, replace(proposed(), deidentified_at=NOW), READER, NOW
        )
