"""Commands run in this process route its logging; every test leaves it as it found it."""

import logging
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from store.database import Database, migrate


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    before, level, telling = root.handlers[:], root.level, logging.raiseExceptions
    yield
    root.handlers[:] = before
    root.setLevel(level)
    logging.raiseExceptions = telling
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database file of this release, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "empty.db"
    migrate(f"sqlite+aiosqlite:///{file}")
    return file


@pytest.fixture
async def database(migrated: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """Empty; it shows every district, as to the watches."""
    file = shutil.copy(migrated, tmp_path / "watch.db")
    opened = Database(f"sqlite+aiosqlite:///{file}", synchronous="NORMAL")
    yield opened.for_all()
    await opened.dispose()
