"""SQLite in its own thread, one visit a statement, and none for the BEGIN of a reader.

The driver visits the connection's thread four times for each statement: open a cursor, execute,
fetch, close. Every visit is two switches between threads, which is most of what a short statement
costs; here one visit does all four. Rows are always fetched whole, as the async driver does anyway.
A reader's BEGIN goes with its first statement, and where nothing was begun nothing is ended.
"""

import sqlite3
from collections import deque
from dataclasses import dataclass
from functools import partial
from time import monotonic, sleep
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util import immutabledict

ASK_AGAIN_SECONDS = 0.003


@dataclass
class Told:
    """What a closed cursor still says of its statement."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    arraysize: int = 1


class OneVisitCursor(AsyncAdapt_aiosqlite_cursor):
    __slots__ = ()

    def __init__(self, adapt_connection: Any) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._cursor: Any = Told()
        self._soft_closed_memoized = immutabledict()
        self._rows = deque()

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        await self._visit(_execute, operation, parameters or ())

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        await self._visit(_execute_many, operation, seq_of_parameters)

    async def _visit(self, work: Any, operation: Any, given: Any) -> None:
        connection: Any = self._connection
        adapted: Any = self._adapt_connection
        async with adapted._execute_mutex:
            begins, adapted.begins = adapted.begins, False
            patience, adapted.patience = adapted.patience, None
            if begins:
                work = partial(_begun, work)
            elif patience is not None:
                work = partial(_waited, work, patience)
            told, rows = await connection._execute(work, connection._conn, operation, given)
        self._cursor, self._rows = told, deque(rows)

    async def _async_soft_close(self) -> None:
        """The cursor is closed already."""

    def close(self) -> None:
        self._rows.clear()


class OneVisitConnection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ("begins", "patience")

    _cursor_cls = OneVisitCursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self.begins = False
        self.patience: float | None = None
        """Seconds the next statement, a writer's BEGIN, may wait for other processes."""

    def begin(self) -> None:
        """Done with the first statement: until then a reader has seen nothing."""
        self.begins = True

    def commit(self) -> None:
        if self._is_open():
            super().commit()

    def rollback(self) -> None:
        if self._is_open():
            super().rollback()

    def _is_open(self) -> bool:
        self.begins = False
        connection: Any = self._connection
        return connection._connection is not None and connection._connection.in_transaction


class OneVisitDriver(AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *arg: Any, **kw: Any) -> AsyncAdapt_aiosqlite_connection:
        return OneVisitConnection(self, super().connect(*arg, **kw)._connection)


def driver() -> OneVisitDriver:
    return OneVisitDriver(aiosqlite, sqlite3)


def _begun(work: Any, connection: sqlite3.Connection, *given: Any) -> Any:
    connection.execute("BEGIN")
    return work(connection, *given)


def _waited(work: Any, patience: float, connection: sqlite3.Connection, *given: Any) -> Any:
    """Asked again every few milliseconds: SQLite's own handler sleeps ever longer and starves."""
    before = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.execute("PRAGMA busy_timeout=0")
    until = monotonic() + patience
    try:
        while True:
            try:
                return work(connection, *given)
            except sqlite3.OperationalError as held:
                if not _is_held(held) or monotonic() >= until:
                    raise
            sleep(ASK_AGAIN_SECONDS)
    finally:
        connection.execute(f"PRAGMA busy_timeout={before}")


def _is_held(failure: sqlite3.OperationalError) -> bool:
    return failure.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _execute(connection: sqlite3.Connection, statement: str, given: Any) -> Any:
    cursor = connection.cursor()
    try:
        cursor.execute(statement, given)
        rows = cursor.fetchall() if cursor.description else ()
        return Told(cursor.description, cursor.rowcount, cursor.lastrowid), rows
    finally:
        cursor.close()


def _execute_many(connection: sqlite3.Connection, statement: str, given: Any) -> Any:
    cursor = connection.cursor()
    try:
        cursor.executemany(statement, given)
        return Told(None, cursor.rowcount, cursor.lastrowid), ()
    finally:
        cursor.close()
