"""Access records: one chain a district; whoever edits, deletes, moves or cuts is found out."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import delete, update

from care.model.ids import DistrictCode, PersonId
from store.access_records import AccessRecord, head, of_subject, record, record_all, verify
from store.database import Database
from store.tables.access import AccessHeadLine, AccessLine
from tests.care.builders import NOW

DISTRICT = DistrictCode("11215")
ENTRY = AccessRecord(
    DISTRICT, NOW, PersonId("p-1"), "case-1", "Case::read", "allowed", "case-manager-reads"
)


@pytest.fixture
async def chained(database: Database) -> Database:
    async with database.write() as session:
        await record_all(session, [replace(ENTRY, subject=f"case-{n}") for n in range(1, 4)])
        await record(session, ENTRY)
        await record(session, replace(ENTRY, district=DistrictCode("11140")))
    return database


async def test_an_untouched_chain_holds_and_districts_count_alone(chained: Database) -> None:
    async with chained.read() as session:
        report = await verify(session, DISTRICT)
        other = await verify(session, DistrictCode("11140"))
        found = await of_subject(session, DISTRICT, "case-1")
    assert (report.holds, report.checked) == (True, 4)
    assert (other.holds, other.checked) == (True, 1)
    assert found == [ENTRY, ENTRY]


TAMPERINGS: dict[str, tuple[Callable[[], object], int]] = {
    "edit": (lambda: update(AccessLine).where(_at(2)).values(person="p-2"), 2),
    "delete in the middle": (lambda: delete(AccessLine).where(_at(2)), 2),
    "delete the end": (lambda: delete(AccessLine).where(_at(4)), 4),
    "delete the beginning": (lambda: delete(AccessLine).where(_at(1)), 1),
    "move": (lambda: update(AccessLine).where(_at(4)).values(sequence=9), 4),
}


@pytest.mark.parametrize("name", TAMPERINGS)
async def test_the_first_bad_line_is_named(
    chained: Database, intruder: Database, name: str
) -> None:
    make, first_bad = TAMPERINGS[name]
    async with intruder.write() as session:
        await session.execute(make())  # type: ignore[call-overload]
    async with chained.read() as session:
        assert (await verify(session, DISTRICT)).first_bad == first_bad


async def test_an_anchor_kept_outside_shows_a_cut_tail_with_a_forged_head(
    chained: Database, intruder: Database
) -> None:
    async with chained.read() as session:
        anchor = await head(session, DISTRICT)
        third = (await session.get_one(AccessLine, (DISTRICT, 3))).hash
    async with intruder.write() as session:
        await session.execute(delete(AccessLine).where(_at(4)))
        forged = update(AccessHeadLine).where(AccessHeadLine.district == DISTRICT)
        await session.execute(forged.values(sequence=3, hash=third))
    async with chained.read() as session:
        assert (await verify(session, DISTRICT)).holds
        assert (await verify(session, DISTRICT, anchor)).first_bad == 4


async def test_views_at_the_same_time_leave_no_gap(database: Database) -> None:
    async def view(number: int) -> None:
        async with database.write() as session:
            await record(session, replace(ENTRY, subject=f"case-{number}"))

    await asyncio.gather(*(view(number) for number in range(12)))
    async with database.read() as session:
        report = await verify(session, DISTRICT)
    assert (report.holds, report.checked) == (True, 12)


async def test_a_view_that_fails_leaves_no_record(database: Database) -> None:
    with pytest.raises(RuntimeError):  # noqa: PT012 - the transaction is the statement
        async with database.write() as session:
            await record(session, ENTRY)
            raise RuntimeError
    async with database.read() as session:
        assert (await verify(session, DISTRICT)).checked == 0


def _at(sequence: int) -> object:
    return (AccessLine.district == DISTRICT) & (AccessLine.sequence == sequence)


async def test_the_end_of_a_chain_can_be_checked_alone(
    chained: Database, intruder: Database
) -> None:
    async with intruder.write() as session:
        await session.execute(update(AccessLine).where(_at(1)).values(person="p-2"))
    async with chained.read() as session:
        end = await verify(session, DISTRICT, last=2)
        whole = await verify(session, DISTRICT, last=9)
    assert (end.holds, end.checked) == (True, 2)
    assert whole.first_bad == 1
    async with intruder.write() as session:
        await session.execute(update(AccessLine).where(_at(4)).values(person="p-2"))
    async with chained.read() as session:
        assert (await verify(session, DISTRICT, last=2)).first_bad == 4
