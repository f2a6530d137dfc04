"""What the demonstration shows of discovery and of learning: told once, and fit to be shown."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy import func, select

from care.decide.consents import is_valid
from care.decide.deidentify import telling
from care.model.codes import ConsentPurpose, Role
from care.model.discovery import AtRiskStatus, BatchKind
from care.model.learned import LearningKind
from policies.resolve import districts, resolve
from runtime import demo_learned, demo_lists, demo_queue, demo_room
from runtime.demo_people import GIMPO, JEONJU, NOWON, staff, today_of
from store import (
    at_risk_queue,
    briefings,
    casebook,
    complaint_desk,
    known_people,
    learning,
    lessons,
    reports,
    situation_rooms,
    volumes,
)
from store.database import Database
from store.keyring import Keyring
from store.scope import Scope
from store.tables.at_risk import AtRiskLine
from tests.databases import new_sqlite
from web.imports.apart import read_apart
from web.imports.columns import Extra, How, Setting
from web.known_cases import KnownCases

QUIET = Console(quiet=True)
NOW = datetime.now(UTC)


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Any]:
    url = new_sqlite(tmp_path)
    database = Database(url, synchronous="NORMAL")
    yield SimpleNamespace(database=database, keyring=Keyring(b"k" * 32), openings=None)
    await database.dispose()


def scope(district: Any) -> Scope:
    roles = frozenset({Role.COORDINATOR})
    return Scope(district, None, None, staff(district, "coordinator"), roles)


async def test_households_at_risk_wait_in_every_district_and_are_told_of_once(parts: Any) -> None:
    counts = []
    for _ in range(2):
        await demo_queue.seed_queues(parts, QUIET, parts)
        async with parts.database.for_all().read() as session:
            counts.append(await session.scalar(select(func.count()).select_from(AtRiskLine)))
            waiting = {
                one: await at_risk_queue.waiting_counts(session, scope(one)) for one in districts()
            }
            told = await reports.listed(session, scope(NOWON))
    assert counts[0] == counts[1], "told again, nothing changes"
    assert all(one[AtRiskStatus.WAITING] >= 6 for one in waiting.values())
    assert waiting[GIMPO][AtRiskStatus.SNOOZED] == 1
    assert waiting[GIMPO][AtRiskStatus.DECLINED] == 1
    assert [one.urgent for one in told.items].count(True) == 1, "one opens a case at once"


async def test_every_row_of_the_lists_is_read_but_the_faulty_ones() -> None:
    today, rules = today_of(NOW), resolve(GIMPO).discovery
    assert rules is not None
    kinds = tuple(Extra(one.code, one.ko, How.FLAG, names=(one.en,)) for one in rules.kinds)
    offices = {str(code): name for code, name in resolve(GIMPO).offices.items()}
    for shown, faulty in zip(demo_lists.LISTS, (2, 0), strict=True):
        content = demo_lists.content_of(shown, today)
        setting = Setting(today, offices, today, extras=kinds)
        brought = await read_apart(content, BatchKind.SIGNALS, setting)
        assert brought.refused == faulty, brought.reading.notes


async def test_a_room_is_open_with_complaints_that_wait_and_outings_are_counted(
    parts: Any,
) -> None:
    for _ in range(2):
        await demo_room.seed_rooms(parts)
    async with parts.database.for_all().read() as session:
        rooms = await situation_rooms.rooms(session, parts.keyring, JEONJU)
        waiting = await complaint_desk.waiting(session, parts.keyring, JEONJU)
        outings = await briefings.sums(session, scope(GIMPO), date(2020, 1, 1), date(2100, 1, 1))
    assert [one.open_on(today_of(NOW)) for one in rooms] == [True]
    assert len(waiting) == sum(not answer for *_, answer in demo_room.COMPLAINTS)
    assert sum(one.held for one in outings) == len(demo_room.OUTINGS)


async def test_the_volume_is_read_and_names_nobody(parts: Any) -> None:
    for _ in range(2):
        await demo_learned.seed_learned(parts)
    async with parts.database.for_all().read() as session:
        found = await casebook.stories(session, parts.keyring, scope(NOWON))
        ids = [one.case_id for one in found]
        offices = list(resolve(NOWON).offices.values())
        known = await known_people.known_people(session, parts.keyring, scope(NOWON), ids, offices)
        books = await volumes.volumes(session, parts.keyring, NOWON)
        states = [await KnownCases(parts.keyring).state(session, one) for one in ids]
        notes = await lessons.shared(session, parts.keyring, scope(GIMPO))
        year = await learning.of_year(session, parts.keyring, scope(GIMPO), today_of(NOW).year)
    assert len(found) == len(demo_learned.TALES)
    told = [one for state in states if state for one in state.consents]
    stories = [one for one in told if one.purpose is ConsentPurpose.STORY_PUBLICATION]
    assert [is_valid(one, today_of(NOW)) for one in stories] == [True] * len(found)
    assert sum(one.published_on is not None for one in found) == 3
    words = [text for one in found for text in (one.title, one.draft)]
    words += [books[0].words.title, books[0].words.foreword]
    words += [text for one in notes for text in one.words.texts()]
    assert [telling(text, known) for text in words] == [()] * (2 * len(found) + 2 + 8)
    assert {one.learning.kind for one in year} <= set(LearningKind)
