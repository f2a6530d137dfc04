"""The read model after a step; ``rebuild`` makes all of it again from the events."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, Update, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.work import CaseSnapshot
from store.keyring import Keyring
from store.read_model import Acted, Row, case_row, linkage_row, task_row
from store.rebuild import Rebuilt, rebuild
from store.statements import put, table_of
from store.tables.cases import CaseLine, LedgerLine, LinkageLine, TaskLine

__all__ = ["Rebuilt", "project", "put_ledger", "rebuild"]

TASK_STATE = (
    "office", "role", "person", "requester", "due", "deadline", "priority", "returned",
    "escalated_to", "pair",
)  # fmt: skip
"""What a new step may change of a task that stays open."""


async def project(
    session: AsyncSession,
    snapshot: CaseSnapshot,
    keyring: Keyring,
    by: Acted | None = None,
    linkages: bool = True,
    force: bool = False,
) -> bool:
    """Write the snapshot unless a later one is there already; False means it was late."""
    key = await keyring.case_key(session, snapshot.case_id, snapshot.district)
    row = case_row(snapshot, key, by)
    newer = None if force else "revision"
    if not await put(session, CaseLine, (row,), ("acted_at", "acted_by"), newer):
        return False
    await _put_tasks(session, snapshot, by)
    if linkages:
        rows = [linkage_row(snapshot, linkage) for linkage in snapshot.linkages]
        await put(session, LinkageLine, rows)
    return True


async def put_ledger(session: AsyncSession, rows: Sequence[Row]) -> None:
    await put(session, LedgerLine, rows)


async def _put_tasks(session: AsyncSession, snapshot: CaseSnapshot, by: Acted | None) -> None:
    rows = {row["task_id"]: row for row in (task_row(snapshot, task) for task in snapshot.tasks)}
    found = await session.execute(_open_tasks(), {"of_case": snapshot.case_id})
    stored = {row["task_id"]: row for row in found.mappings()}
    changed = [row for task_id, row in rows.items() if _differs(stored.get(task_id), row)]
    await put(session, TaskLine, changed)
    if gone := stored.keys() - rows.keys():
        await _finish(session, gone, snapshot, by)


def _differs(stored: Mapping[Any, Any] | None, row: Row) -> bool:
    return stored is None or any(stored[name] != row[name] for name in TASK_STATE)


async def _finish(
    session: AsyncSession, gone: Collection[str], snapshot: CaseSnapshot, by: Acted | None
) -> None:
    """Nobody asks for these any more: the step answered them, or made them pointless."""
    done = {"at": by.at if by else snapshot.stage_since, "by": by.by if by else None}
    await session.execute(_finishing(), {**done, "gone": list(gone)})


@cache
def _open_tasks() -> Select[Any]:
    """Built once: on a small database, making a statement costs more than running it."""
    table = table_of(TaskLine)
    return select(table.c.task_id, *(table.c[name] for name in TASK_STATE)).where(
        table.c.case_id == bindparam("of_case"), table.c.done_at.is_(None)
    )


@cache
def _finishing() -> Update:
    table = table_of(TaskLine)
    return (
        update(table)
        .where(table.c.task_id.in_(bindparam("gone", expanding=True)))
        .values(done_at=bindparam("at"), done_by=bindparam("by"))
    )
