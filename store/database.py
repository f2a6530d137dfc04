"""The door to the database: one async engine, readers and writers, and the schema's version.

SQLite runs in WAL mode and takes one writer at a time. Writers of this process queue at a lock of
our own, and those of other processes are asked every few milliseconds, because SQLite's busy
handler sleeps ever longer and starves. Whoever waits is told so after ``BUSY_SECONDS`` in all.

PostgreSQL keeps the districts apart below every query (SR-09): a transaction says whose lines it
may see, for itself alone, and one that says nothing sees nothing. SQLite has no such wall.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from pathlib import Path
from time import monotonic
from typing import Any, Self

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import ORMExecuteState, Session

from store.roles import GRANTS
from store.sqlite_driver import driver

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 5
WRITE = "hamkke_write"
PATIENCE = "hamkke_patience"
"""Seconds left to wait for the writers of other processes."""
SETTING = "hamkke.district"
"""What the policies of the database ask for, see migration 0002."""
NO_DISTRICT = ""
EVERY_DISTRICT = "*"
AT_THE_DOOR = "?"
LOCK_STATES = frozenset({"40001", "40P01", "55P03"})
"""PostgreSQL: serialization failure, deadlock, lock not available."""


class StoreError(Exception):
    """The store could not do it. Carries no text of the database and none of people."""


class Busy(StoreError):
    """Another writer held the database too long; the same act may be tried again."""


class Unavailable(StoreError):
    """The database cannot be reached."""


class Reading(Session):
    """A session that only looks: a write in it would be lost without a word at its end."""


@event.listens_for(Reading, "do_orm_execute")
def _refuse_writing(asked: ORMExecuteState) -> None:
    if asked.is_insert or asked.is_update or asked.is_delete:
        raise RuntimeError("a reading session writes nothing")


class Database:
    """``read()`` gives a consistent view and never writes; ``write()`` commits when left.

    Say first whose lines: ``of(district)``, ``for_all()`` or ``at_the_door()``. Do not open a
    ``write()`` inside another: on SQLite the inner one waits for the outer.
    """

    def __init__(self, url: str, synchronous: str = "FULL", pool_size: int = 10) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self._engine = _engine(url, synchronous, pool_size)
        self._writers = self._engine.execution_options(**{WRITE: True})
        self._readers = (
            self._engine
            if self.is_sqlite
            else self._engine.execution_options(postgresql_readonly=True)
        )
        self._turn = asyncio.Lock()
        self._shown = NO_DISTRICT

    def of(self, district: str) -> Self:
        """The same database, showing and taking lines of this district alone."""
        return self._showing(_one(district))

    def for_all(self) -> Self:
        """Every district: for the relay, rebuilding and what operators run by hand."""
        return self._showing(EVERY_DISTRICT)

    def at_the_door(self) -> Self:
        """Only what tells who asks: accounts, their roles and sessions, and partner bodies."""
        return self._showing(AT_THE_DOOR)

    def _showing(self, shown: str) -> Self:
        bound = copy(self)
        bound._shown = shown
        return bound

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        with _translated():
            async with AsyncSession(
                self._readers, sync_session_class=Reading, expire_on_commit=False
            ) as session:
                await _show(session, self._shown)
                yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        with _translated():
            begun = monotonic()
            async with self._in_turn(), AsyncSession(self._writers, expire_on_commit=False) as s:
                s.info[WRITE] = True
                left = BUSY_SECONDS - (monotonic() - begun)
                async with s.begin():
                    await s.connection(execution_options={PATIENCE: max(left, 0.0)})
                    await _show(s, self._shown)
                    yield s

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        if not self.is_sqlite:
            yield
            return
        try:
            async with asyncio.timeout(BUSY_SECONDS):
                await self._turn.acquire()
        except TimeoutError:
            raise Busy from None
        try:
            yield
        finally:
            self._turn.release()

    async def checkpoint(self) -> None:
        """Empty SQLite's log into the file; after an erasure, so that the log keeps no old key."""
        if self.is_sqlite:
            async with self._engine.connect() as connection:
                connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
                await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def dispose(self) -> None:
        await self._engine.dispose()


async def enter(session: AsyncSession, district: str) -> None:
    """From the door into a district, once it is known who asks; holds to the transaction's end."""
    await _show(session, _one(district))


def _one(district: str) -> str:
    if district in (NO_DISTRICT, EVERY_DISTRICT, AT_THE_DOOR):
        raise ValueError("not a district")
    return district


async def _show(session: AsyncSession, district: str) -> None:
    """Said for the transaction alone (SET LOCAL): the pooled connection forgets it."""
    if district != NO_DISTRICT and session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.set_config(SETTING, district, True)))


def may_write(session: AsyncSession) -> bool:
    return WRITE in session.info


class _translated:
    """Database errors leave the store as its own, without statement, parameters or detail."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, PoolTimeout):
            raise Busy from None
        if isinstance(error, DBAPIError):
            if _is_busy(error):
                raise Busy from None
            if error.connection_invalidated or _is_unreachable(error):
                raise Unavailable from None


def _is_busy(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    name = getattr(error.orig, "sqlite_errorname", "") or ""
    return state in LOCK_STATES or name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _is_unreachable(error: DBAPIError) -> bool:
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    name = getattr(error.orig, "sqlite_errorname", None)
    return name in ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL") or (
        name is None and (state is None or state.startswith(("08", "57P")))
    )


def _engine(url: str, synchronous: str, pool_size: int) -> AsyncEngine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_async_engine(
            url,
            pool_size=pool_size,
            pool_timeout=BUSY_SECONDS,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"options": f"-c lock_timeout={BUSY_SECONDS}s -c statement_timeout=30s"},
        )
    engine = create_async_engine(
        url,
        module=driver(),
        hide_parameters=True,
        pool_size=pool_size,
        pool_timeout=BUSY_SECONDS,
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS},
    )
    _prepare_sqlite(engine, synchronous)
    return engine


def _prepare_sqlite(engine: AsyncEngine, synchronous: str) -> None:
    if synchronous not in ("FULL", "NORMAL"):
        raise ValueError("synchronous is FULL or NORMAL")

    @event.listens_for(engine.sync_engine, "connect")
    def _pragmas(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in sqlite_pragmas(synchronous):
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        reader: Any = connection.connection.dbapi_connection
        options = connection.get_execution_options()
        if options.get(WRITE):
            reader.patience = options.get(PATIENCE, BUSY_SECONDS)
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            reader.begin()


def sqlite_pragmas(synchronous: str = "FULL") -> tuple[str, ...]:
    return (
        "PRAGMA journal_mode=WAL",
        f"PRAGMA synchronous={synchronous}",
        "PRAGMA foreign_keys=ON",
        f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
        "PRAGMA secure_delete=ON",
        "PRAGMA cache_size=-16000",
    )


def migrate(url: str) -> bool:
    """Bring the schema from whatever it is, even nothing, to ``head()``, as its owner. Blocks.

    Whether an earlier release's tables were brought forward: the read model then lacks what this
    release keeps in it until it is rebuilt.
    """
    config = _config(url)
    config.attributes["grants"] = GRANTS
    command.upgrade(config, "head")
    return config.attributes["before"] not in (None, head())


def check(url: str) -> None:
    """Raise if tables and migrations disagree."""
    command.check(_config(url))


def head() -> str:
    """The pinned revision this code was written for."""
    return (MIGRATIONS / "HEAD").read_text(encoding="utf-8").strip()


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = url
    return config
