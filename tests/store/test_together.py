"""Lines that arrive together share a transaction; each is still told how it went."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from store.database import Busy, Database
from store.together import Gathered, Together


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    made = Database(f"sqlite+aiosqlite:///{tmp_path / 'together.db'}")
    async with made.write() as session:
        await session.execute(text("CREATE TABLE numbers (number INTEGER)"))
    yield made
    await made.dispose()


class Counting:
    """Opens transactions of the database and counts them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.opened = 0

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Any]:
        self.opened += 1
        async with self.database.write() as session:
            yield session


async def doubled(session: Any, numbers: Sequence[int]) -> list[int]:
    for number in numbers:
        if number < 0:
            raise ValueError("below nothing")
        await session.execute(text("INSERT INTO numbers VALUES (:n)"), {"n": number})
    return [number * 2 for number in numbers]


async def kept(database: Database) -> list[int]:
    async with database.read() as session:
        return list(await session.scalars(text("SELECT number FROM numbers ORDER BY number")))


async def test_those_that_come_together_share_a_transaction_and_keep_their_answers(
    database: Database,
) -> None:
    counting = Counting(database)
    together: Together[int, int] = Together(counting.write, doubled)
    found = await asyncio.gather(*(together.add(number) for number in range(60)))
    assert found == [number * 2 for number in range(60)]
    assert await kept(database) == list(range(60))
    assert counting.opened <= 3


async def test_a_line_is_committed_before_its_sender_is_answered(database: Database) -> None:
    together: Together[int, int] = Together(database.write, doubled)
    await together.add(7)
    assert await kept(database) == [7]


async def test_what_is_wrong_with_one_line_is_told_to_that_one_alone(database: Database) -> None:
    together: Together[int, int] = Together(database.write, doubled)
    asked = [together.add(number) for number in (11, 12, -1, 14)]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(one) for one in found] == [int, int, ValueError, int]
    assert await kept(database) == [11, 12, 14]


async def test_where_the_file_stays_locked_all_of_them_are_told(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.database.BUSY_SECONDS", 0.05)
    together: Together[int, int] = Together(database.write, doubled)
    other = sqlite3.connect(tmp_path / "together.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    found = await asyncio.gather(*map(together.add, (1, 2, 3)), return_exceptions=True)
    other.close()
    assert [type(one) for one in found] == [Busy, Busy, Busy]
    assert await together.add(4) == 8
    assert await kept(database) == [4]


async def test_groups_fill_while_lines_pour_in_and_nobody_alone_waits_for_company(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []
    sleep = asyncio.sleep

    async def told(seconds: float) -> None:
        waited.append(max(seconds, 0))
        await sleep(0)

    async def itself(numbers: Sequence[int]) -> list[int]:
        return list(numbers)

    monkeypatch.setattr("store.together.asyncio.sleep", told)
    gathered: Gathered[int, int] = Gathered(itself, breath=60.0)
    for number in range(3):
        assert await gathered.add(number) == number
    assert waited == [0, 0, 0]
    assert await asyncio.gather(*map(gathered.add, range(5))) == list(range(5))
    assert await gathered.add(7) == 7
    assert waited[3] == 0
    assert waited[4] == pytest.approx(60, abs=5)
