"""The one statement both databases spell the same but SQLAlchemy keeps apart: insert or update."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from store.tables.columns import Line

Insert = sqlite.Insert | postgresql.Insert


def table_of(line: type[Line]) -> Table:
    table = line.__table__
    if not isinstance(table, Table):
        raise TypeError(line.__name__)
    return table


def insert(session: AsyncSession, line: type[Line]) -> Insert:
    """An insert of this database's dialect, which knows ``on_conflict_do_...``."""
    table = table_of(line)
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def upsert(
    session: AsyncSession,
    line: type[Line],
    rows: Mapping[str, Any] | Iterable[Mapping[str, Any]],
    keep: Iterable[str] = (),
) -> Insert:
    """Insert, or overwrite all but the key and the columns to ``keep``."""
    table = table_of(line)
    values = [dict(rows)] if isinstance(rows, Mapping) else [dict(row) for row in rows]
    statement = insert(session, line).values(values)
    key = [column.name for column in table.primary_key]
    kept = {*key, *keep}
    changed = {
        name: statement.excluded[name] for name in values[0] if name not in kept
    }
    return statement.on_conflict_do_update(index_elements=key, set_=changed)
