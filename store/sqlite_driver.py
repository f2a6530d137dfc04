"""SQLite in its own thread, one visit a statement.

The driver visits the connection's thread four times for each statement: open a cursor, execute,
fetch, close. Every visit is two switches between threads, which is most of what a short statement
costs; here one visit does all four. Rows are always fetched whole, as the async driver does anyway.
"""

import sqlite3
from collections import deque
from dataclasses import dataclass
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util import immutabledict


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
        async with self._adapt_connection._execute_mutex:
            told, rows = await connection._execute(work, connection._conn, operation, given)
        self._cursor, self._rows = told, deque(rows)

    async def _async_soft_close(self) -> None:
        """The cursor is closed already."""

    def close(self) -> None:
        self._rows.clear()


class OneVisitConnection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()

    _cursor_cls = OneVisitCursor


class OneVisitDriver(AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *arg: Any, **kw: Any) -> AsyncAdapt_aiosqlite_connection:
        return OneVisitConnection(self, super().connect(*arg, **kw)._connection)


def driver() -> OneVisitDriver:
    return OneVisitDriver(aiosqlite, sqlite3)


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
