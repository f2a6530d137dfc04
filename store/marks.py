"""Facts about this installation, e.g. which engine state this database belongs to."""

from sqlalchemy.ext.asyncio import AsyncSession

from store.statements import put
from store.tables.desk import MarkLine


async def mark(session: AsyncSession, name: str) -> str | None:
    line = await session.get(MarkLine, name, populate_existing=True)
    return None if line is None else line.value


async def set_mark(session: AsyncSession, name: str, value: str) -> None:
    await put(session, MarkLine, ({"name": name, "value": value},))
