"""A migrated database for each test: a copied file on SQLite, a cloned template on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from store.database import Database, migrate
from store.keyring import Keyring
from store.roles import APP_ROLE
from tests.databases import new_file, new_sqlite
from tests.postgres import OWNER, drop_database, new_database, own_server, owned, used

MASTER_KEY = bytes(range(32))
TEMPLATE = "hamkke_template"
_clones = count(1)


@pytest.fixture
def keyring() -> Keyring:
    return Keyring(MASTER_KEY)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty one for those who only look."""
    return new_file(tmp_path_factory.mktemp("store"), "template.db")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of an empty PostgreSQL of our own, gone with the session."""
    with own_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    new_database(postgres, TEMPLATE)
    migrate(owned(postgres, TEMPLATE))
    return postgres


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield new_sqlite(tmp_path)
        return
    server = request.getfixturevalue("postgres_template")
    with clone(server) as name:
        yield used(server, name)


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """Of every district: who may see what is asked by ``test_districts``."""
    opened = Database(url, synchronous="NORMAL")
    yield opened.for_all()
    await opened.dispose()


@pytest.fixture
async def intruder(url: str) -> AsyncIterator[Database]:
    """The same data as somebody who holds the database itself."""
    opened = Database(url.replace(APP_ROLE, OWNER), synchronous="NORMAL")
    yield opened.for_all()
    await opened.dispose()


@contextmanager
def clone(server: str) -> Iterator[str]:
    """The name of a migrated database that is gone with the context."""
    name = f"clone_{next(_clones)}"
    new_database(server, name, f" TEMPLATE {TEMPLATE}")
    yield name
    drop_database(server, name)
