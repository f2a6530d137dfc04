"""Writes both databases spell alike but SQLAlchemy keeps apart; built once, then only executed."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import CursorResult, Table, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from store.tables.columns import Line
from store.tables.desk import CounterLine

Row = Mapping[str, Any]
Insert = sqlite.Insert | postgresql.Insert


def table_of(line: type[Line]) -> Table:
    table = line.__table__
    if not isinstance(table, Table):
        raise TypeError(line.__name__)
    return table


async def add(session: AsyncSession, line: type[Line], rows: Sequence[Row]) -> int:
    """Insert the rows whose key is free; answers how many those were."""
    if not rows:
        return 0
    return await _run(session, _adding(_dialect(session), line), rows)


def adding(session: AsyncSession, line: type[Line]) -> Insert:
    """The insert of ``add``, for who must know which rows were kept (``returning``)."""
    return _adding(_dialect(session), line)


async def put(
    session: AsyncSession,
    line: type[Line],
    rows: Sequence[Row],
    fill: tuple[str, ...] = (),
    newer: str | None = None,
) -> int:
    """Insert or overwrite. A ``fill`` column keeps what it has when the new value is empty;
    with ``newer`` a line is overwritten only by one whose column of that name is not less.
    """
    if not rows:
        return 0
    names = tuple(rows[0])
    return await _run(session, _putting(_dialect(session), line, names, fill, newer), rows)


async def next_value(session: AsyncSession, district: str, name: str) -> int:
    """Count one up, from one; writers of the same counter wait for each other."""
    table = table_of(CounterLine)
    first = _insert(_dialect(session), CounterLine).values(district=district, name=name, value=1)
    statement = first.on_conflict_do_update(
        index_elements=["district", "name"], set_={"value": table.c.value + 1}
    )
    value = await session.scalar(statement.returning(table.c.value))
    return int(value or 0)


async def _run(session: AsyncSession, statement: Insert, rows: Sequence[Row]) -> int:
    given: Any = rows[0] if len(rows) == 1 else list(rows)
    # Without the option an insert's count is whatever the driver left in a closed cursor.
    result = await session.execute(statement, given, execution_options={"preserve_rowcount": True})
    if not isinstance(result, CursorResult):
        raise TypeError(type(result).__name__)
    return result.rowcount


def _dialect(session: AsyncSession) -> str:
    return session.get_bind().dialect.name


def _insert(dialect: str, line: type[Line]) -> Insert:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(table_of(line))


@lru_cache
def _adding(dialect: str, line: type[Line]) -> Insert:
    return _insert(dialect, line).on_conflict_do_nothing()


@lru_cache
def _putting(
    dialect: str,
    line: type[Line],
    names: tuple[str, ...],
    fill: tuple[str, ...],
    newer: str | None,
) -> Insert:
    statement, table = _insert(dialect, line), table_of(line)
    key = [column.name for column in table.primary_key]
    new = statement.excluded
    changed = {
        name: func.coalesce(new[name], table.c[name]) if name in fill else new[name]
        for name in names
        if name not in key
    }
    return statement.on_conflict_do_update(
        index_elements=key,
        set_=changed,
        where=None if newer is None else table.c[newer] <= new[newer],
    )
