"""파기: a case is erased by destroying its keys; what is left of it can be read by nobody."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import CaseId
from store.compartment import key_of
from store.keyring import Keyring
from store.tables.cases import CaseLine, TaskLine
from store.tables.desk import DraftLine
from store.tables.households import TokenLine
from store.tables.keys import CaseKeyLine
from store.tables.protection import DangerLine, HiddenLine, LocationLine, LocationReaderLine

OF_HOUSEHOLD: tuple[Any, ...] = (
    TokenLine,
    LocationLine,
    LocationReaderLine,
    DangerLine,
    HiddenLine,
)
"""Hashes, names and sealed places of people; the alerts stay, which hold ids alone."""


async def erase_case(
    session: AsyncSession, keyring: Keyring, case_id: CaseId, at: datetime
) -> bool:
    """Destroy the case's key, and its household's unless another case lives in it.

    Codes stay for statistics and the chain of access records; False when it was erased before.
    Copies in backups open as long as the backup holds the key: restore, then erase again.
    """
    erased = await keyring.destroy_case_key(session, case_id, at)
    await session.execute(delete(TaskLine).where(TaskLine.case_id == case_id))
    await session.execute(delete(DraftLine).where(DraftLine.case_id == case_id))
    home = await session.scalar(select(CaseLine.household_id).where(CaseLine.case_id == case_id))
    if home is not None and not await _shared(session, home, case_id):
        await keyring.destroy_case_key(session, home, at)
        await keyring.destroy_case_key(session, key_of(home), at)
        for line in OF_HOUSEHOLD:
            await session.execute(delete(line).where(line.household_id == home))
    return erased


async def _shared(session: AsyncSession, household_id: str, case_id: CaseId) -> bool:
    """Whether another case of the household can still be read."""
    others = (
        select(func.count())
        .select_from(CaseLine)
        .join(CaseKeyLine, CaseKeyLine.owner_id == CaseLine.case_id)
        .where(CaseKeyLine.destroyed_at.is_(None))
        .where(CaseLine.household_id == household_id, CaseLine.case_id != case_id)
    )
    return bool(await session.scalar(others))
