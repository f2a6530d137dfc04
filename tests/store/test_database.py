"""The schema comes from nothing on both databases, and errors tell no data."""

import asyncio
import contextlib
import sqlite3
from pathlib import Path
from time import monotonic

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import delete, text

from care.model.ids import DistrictCode
from store import database as db
from store.database import Busy, Database, Unavailable, check, head, migrate
from store.queries import next_case_number
from store.tables.people import SessionLine
from tests.postgres import drop_database, new_database, owned, used
from tests.store.conftest import clone


def test_the_pinned_head_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(db.MIGRATIONS)).get_current_head() == head()


def test_sqlite_comes_from_nothing_and_agrees_with_the_tables(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"
    migrate(url)
    migrate(url)
    check(url)


def test_it_says_whether_the_tables_of_an_earlier_release_were_brought_forward(
    tmp_path: Path,
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"
    assert not migrate(url)
    command.downgrade(db._config(url), "0002")
    assert migrate(url)
    assert not migrate(url)


@pytest.mark.postgres
def test_postgresql_comes_from_nothing_and_agrees_with_the_tables(postgres: str) -> None:
    new_database(postgres, "from_nothing")
    url = owned(postgres, "from_nothing")
    migrate(url)
    migrate(url)
    check(url)
    check(used(postgres, "from_nothing"))
    drop_database(postgres, "from_nothing")


async def test_who_only_looks_cannot_write_and_lose_it_without_a_word(
    sqlite_template: Path,
) -> None:
    database = Database(f"sqlite+aiosqlite:///{sqlite_template}")
    async with database.read() as session:
        with pytest.raises(RuntimeError, match="writes nothing"):
            await session.execute(delete(SessionLine))
    await database.dispose()


async def test_sqlite_waits_for_the_disk_unless_told_otherwise(sqlite_template: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{sqlite_template}")
    async with database.read() as session:
        values = [
            await session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        ]
    await database.dispose()
    assert values == ["wal", 2, 1, 1]


async def test_a_reader_writes_nothing(database: Database) -> None:
    counter = "INSERT INTO counters (district, name, value) VALUES ('1', 'x', 1)"
    try:
        async with database.read() as session:
            await session.execute(text(counter))
    except Exception as error:
        assert not database.is_sqlite, error  # noqa: PT017 - only PostgreSQL refuses at once
    async with database.read() as session:
        assert await session.scalar(text("SELECT count(*) FROM counters")) == 0


async def test_a_reader_sees_one_state_to_its_end_and_a_failed_write_leaves_nothing(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'numbers.db'}").for_all()
    async with database.write() as session:
        await session.execute(text("CREATE TABLE numbers (number INTEGER)"))
    async with database.read():
        pass  # nothing asked, nothing begun
    async with database.read() as reader:
        assert await reader.scalar(text("SELECT count(*) FROM numbers")) == 0
        async with database.write() as session:
            await session.execute(text("INSERT INTO numbers VALUES (1)"))
        assert await reader.scalar(text("SELECT count(*) FROM numbers")) == 0
    with contextlib.suppress(RuntimeError):
        async with database.write() as session:
            await session.execute(text("INSERT INTO numbers VALUES (2)"))
            raise RuntimeError("after the line was written")
    async with database.read() as reader:
        assert await reader.scalar(text("SELECT count(*) FROM numbers")) == 1
    await database.dispose()


async def test_a_file_locked_by_another_process_is_busy_and_says_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.05)
    file = tmp_path / "locked.db"
    migrate(f"sqlite+aiosqlite:///{file}")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    database = Database(f"sqlite+aiosqlite:///{file}")
    with pytest.raises(Busy) as caught:
        async with database.write():
            pass
    other.close()
    await database.dispose()
    assert str(caught.value) == ""


@pytest.mark.postgres
async def test_a_row_locked_too_long_is_busy_on_postgresql(
    postgres_template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_SECONDS", 1)
    district = DistrictCode("11215")
    with clone(postgres_template) as name:
        url = used(postgres_template, name)
        one, two = Database(url).of(district), Database(url).of(district)
        async with one.write() as session:
            await next_case_number(session, district, "GW", 2026)
            with pytest.raises(Busy):
                async with two.write() as other:
                    await next_case_number(other, district, "GW", 2026)
        await one.dispose()
        await two.dispose()


async def test_writers_of_one_process_take_turns_and_the_late_are_told(
    sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.05)
    database = Database(f"sqlite+aiosqlite:///{sqlite_template}")
    async with database.write():
        with pytest.raises(Busy):
            async with database.write():
                pass
    async with database.write() as session:
        assert await session.scalar(text("SELECT 1")) == 1
    await database.dispose()


async def test_a_database_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'no' / 'folder.db'}")
    with pytest.raises(Unavailable):
        async with database.read() as session:
            await session.execute(text("SELECT 1"))
    await database.dispose()


async def test_f23_the_wait_for_other_processes_and_the_turn_are_one_bounded_wait(
    sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.4)
    database = Database(f"sqlite+aiosqlite:///{sqlite_template}")
    other = sqlite3.connect(sqlite_template, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def waited() -> float:
        begun = monotonic()
        with pytest.raises(Busy):
            async with database.write():
                pass
        return monotonic() - begun

    both = await asyncio.gather(waited(), waited())
    other.close()
    assert max(both) < 0.7
    async with database.write() as session:
        assert await session.scalar(text("PRAGMA busy_timeout")) == 400
    await database.dispose()


async def test_a_writer_goes_on_soon_after_another_process_is_through(
    sqlite_template: Path,
) -> None:
    database = Database(f"sqlite+aiosqlite:///{sqlite_template}")
    other = sqlite3.connect(sqlite_template, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(0.2, other.close)
    begun = monotonic()
    async with database.write() as session:
        assert await session.scalar(text("SELECT 1")) == 1
    assert 0.15 < monotonic() - begun < 2
    await database.dispose()
