"""Whoever is told of again is one household, has one case, and no other district hears of it."""

from datetime import date, timedelta

from sqlalchemy import func, select

from care.model.discovery import FoundHousehold, FoundOutcome, Placed
from care.model.ids import DistrictCode, PersonId
from store.at_risk_intake import Origin, judge, place
from store.database import Database
from store.keyring import Keyring
from store.tables.at_risk import AtRiskLine, AtRiskSignalLine
from tests.care.builders import NOW
from tests.store.telling import HERE, RULES, THERE, TODAY, found, signal

NEW, ADDED, BEFORE = FoundOutcome.NEW, FoundOutcome.ADDED, FoundOutcome.ALREADY_RECEIVED
BY_LIST = Origin(by=PersonId("p-1"))


async def placed(
    database: Database,
    keyring: Keyring,
    *told: FoundHousehold,
    district: DistrictCode = HERE,
    days: int = 0,
) -> list[Placed]:
    async with database.of(district).write() as session:
        at = NOW + timedelta(days=days)
        return await place(session, keyring, district, RULES, told, BY_LIST, at)


def outcomes(answers: list[Placed]) -> list[FoundOutcome]:
    return [one.outcome for one in answers]


async def counted(database: Database) -> tuple[int, int]:
    async with database.read() as session:
        households = await session.scalar(select(func.count()).select_from(AtRiskLine))
        signals = await session.scalar(select(func.count()).select_from(AtRiskSignalLine))
    return int(households or 0), int(signals or 0)


async def test_b06_the_same_row_twice_in_a_file_and_the_file_again_change_nothing(
    database: Database, keyring: Keyring
) -> None:
    rows = [found(), found("백새봄", date(1950, 1, 2)), found()]

    assert outcomes(await placed(database, keyring, *rows)) == [NEW, NEW, BEFORE]
    assert outcomes(await placed(database, keyring, *rows)) == [BEFORE, BEFORE, BEFORE]
    assert await counted(database) == (2, 2)


async def test_b06_a_list_that_overlaps_adds_only_what_is_new(
    database: Database, keyring: Keyring
) -> None:
    await placed(database, keyring, found())
    again = found("윤해온", date(1961, 3, 4), signal(), signal("NO_CALLS"), phone="010-2345-6789")

    [answer] = await placed(database, keyring, again, days=1)

    assert answer.outcome is ADDED
    assert await counted(database) == (1, 2)
    async with database.read() as session:
        [line] = (await session.scalars(select(AtRiskLine))).all()
    assert (line.points, line.urgent) == (15 + 9 + 15, False)


async def test_b06_another_districts_person_gives_no_hint(
    database: Database, keyring: Keyring
) -> None:
    await placed(database, keyring, found())

    there = await placed(database, keyring, found(), district=THERE)

    assert outcomes(there) == [NEW]
    assert there[0].alike == ()


async def test_trying_out_says_what_taking_would_and_writes_nothing(
    database: Database, keyring: Keyring
) -> None:
    await placed(database, keyring, found())
    rows = [found(), found("백새봄", date(1950, 1, 2)), found("백새봄", date(1950, 1, 2))]

    async with database.of(HERE).read() as session:
        tried = await judge(session, keyring, HERE, RULES, rows, TODAY)

    assert outcomes(tried) == [BEFORE, NEW, BEFORE]
    assert tried[1].at_risk_id is None
    assert await counted(database) == (1, 1)
    assert outcomes(await placed(database, keyring, *rows)) == outcomes(tried)
