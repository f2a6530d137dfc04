"""Commands run in this process route its logging; every test leaves it as it found it."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from store.database import Database
from tests.databases import new_sqlite


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


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Empty; it shows every district, as to the watches."""
    opened = Database(new_sqlite(tmp_path, "watch.db"), synchronous="NORMAL")
    yield opened.for_all()
    await opened.dispose()
