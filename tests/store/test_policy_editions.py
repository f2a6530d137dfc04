"""Published editions: numbered, written once, the same text kept once, read by every district."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from care.model.edition import Origin, PublishedEdition
from care.model.ids import DistrictCode, PersonId
from care.model.policy_rules import Adoption
from store.database import Database
from store.policy_editions import (
    EditionTaken,
    FormTaken,
    all_editions,
    get_edition,
    latest_number,
    latest_numbers,
    publish,
    rollback,
)
from store.tables.policies import EditionLine, PolicyTextLine
from tests.care.builders import NOW
from tests.postgres import used
from tests.store.conftest import clone

GIMPO, JUNG = DistrictCode("41570"), DistrictCode("11140")
NATION = {"national.yaml": "nation"}


def edition(number: int = 1, district: DistrictCode = GIMPO, **changes: object) -> PublishedEdition:
    first = PublishedEdition(
        district=district,
        slug="gimpo-si",
        number=number,
        texts={**NATION, "districts/gimpo-si.yaml": f"{district} {number}"},
        effective_from=date(2026, 3, 1),
        adoption=Adoption.NEXT_STAGE,
        origin=Origin.PUBLISHED,
        content_hash=f"{number:064}",
        author=PersonId("p-1"),
        reviewer=PersonId("p-2"),
        approver=PersonId("p-3"),
        reason="회의 주기를 맞춤",
        legal_basis=("조례 제3조",),
    )
    return first.model_copy(update=changes)


async def published(database: Database, *editions: PublishedEdition) -> list[PublishedEdition]:
    async with database.write() as session:
        return [await publish(session, each, NOW) for each in editions]


async def test_what_is_published_comes_back_as_it_was(database: Database) -> None:
    (kept,) = await published(database, edition())
    async with database.read() as session:
        assert await all_editions(session) == [kept]
        assert await get_edition(session, GIMPO, 1) == kept
        assert await get_edition(session, GIMPO, 2) is None
    assert kept == edition(published_at=NOW)


async def test_a_text_many_editions_build_on_is_kept_once(database: Database) -> None:
    await published(database, edition(1), edition(2), edition(1, JUNG))
    async with database.read() as session:
        texts = await session.scalar(select(func.count()).select_from(PolicyTextLine))
    assert texts == 4


async def test_only_what_is_not_known_yet_is_read_again(database: Database) -> None:
    await published(database, edition(1), edition(2), edition(1, JUNG))
    async with database.read() as session:
        found = await all_editions(session, {GIMPO: 1})
        assert [(each.district, each.number) for each in found] == [(JUNG, 1), (GIMPO, 2)]
        assert await latest_numbers(session) == {GIMPO: 2, JUNG: 1}
        assert await latest_number(session, DistrictCode("52110")) == 0


async def test_a_number_is_given_once(database: Database) -> None:
    await published(database, edition(1), edition(2))
    with pytest.raises(EditionTaken) as taken:
        await published(database, edition(2, reason="다른 뜻"))
    assert taken.value.latest == 2


async def test_of_two_who_publish_at_once_one_is_told_of_the_other(database: Database) -> None:
    await published(database, edition(1))
    answers = await asyncio.gather(
        *(published(database, edition(2, reason=str(who))) for who in range(6)),
        return_exceptions=True,
    )
    won = [answer for answer in answers if isinstance(answer, list)]
    lost = [answer for answer in answers if isinstance(answer, EditionTaken)]
    assert (len(won), len(lost)) == (1, 5)
    async with database.read() as session:
        kept = await get_edition(session, GIMPO, 2)
    assert kept == won[0][0]


async def test_a_published_form_keeps_saying_what_it_said(database: Database) -> None:
    form = {"forms/gimpo-2027.yaml": "items"}
    await published(database, edition(1, texts=form))
    await published(database, edition(2, texts={**NATION, **form}))
    other = edition(3, JUNG, texts={"forms/gimpo-2027.yaml": "other items"})
    with pytest.raises(FormTaken) as taken:
        await published(database, other)
    assert taken.value.version == "gimpo-2027"
    await published(database, other.model_copy(update={"origin": Origin.RELEASE}))


async def test_a_rollback_says_what_it_restores(database: Database) -> None:
    await published(database, edition(1), edition(2))
    async with database.write() as session:
        back = edition(3, withdraws=(2,))
        kept = await rollback(session, back, restores=1, at=NOW + timedelta(days=1))
    assert (kept.origin, kept.restores) == (Origin.ROLLBACK, 1)
    async with database.read() as session:
        assert await get_edition(session, GIMPO, 3) == kept


@pytest.mark.parametrize("line", [EditionLine, PolicyTextLine])
async def test_nobody_changes_what_was_published(
    database: Database, line: type[EditionLine | PolicyTextLine]
) -> None:
    await published(database, edition())
    changed = {"reason": "x"} if line is EditionLine else {"body": "x"}
    for statement in (update(line).values(**changed), delete(line)):
        with pytest.raises(DBAPIError):
            async with database.write() as session:
                await session.execute(statement)


@pytest.mark.postgres
async def test_another_district_reads_an_edition_and_writes_none(
    postgres_template: str,
) -> None:
    with clone(postgres_template) as name:
        house = Database(used(postgres_template, name))
        await published(house.of(GIMPO), edition())
        async with house.of(JUNG).read() as session:
            assert len(await all_editions(session)) == 1
        with pytest.raises(DBAPIError):
            await published(house.of(JUNG), edition(2))
        async with house.read() as session:
            assert await all_editions(session) == []
        await house.dispose()
