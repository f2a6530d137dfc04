"""The read model after a step; ``rebuild`` makes all of it again from the events."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, Update, bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import CaseId, LinkageId
from care.model.work import CaseSnapshot
from store.keyring import Keyring
from store.read_model import (
    Acted,
    Row,
    case_row,
    gap_rows,
    linkage_rows,
    milestone_rows,
    task_row,
)
from store.rebuild import Rebuilt, rebuild
from store.statements import put, table_of
from store.tables.cases import (
    CaseLine,
    GapLine,
    LedgerLine,
    LinkageLine,
    MilestoneLine,
    TaskLine,
)

__all__ = ["Rebuilt", "note_answers", "project", "put_ledger", "rebuild"]

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
        await _put_services(session, snapshot, force)
    return True


async def _put_services(session: AsyncSession, snapshot: CaseSnapshot, anew: bool) -> None:
    """``anew``: others' lines went, and what they alone made goes with them."""
    for line, rows in (
        (LinkageLine, linkage_rows(snapshot)),
        (GapLine, gap_rows(snapshot)),
        (MilestoneLine, milestone_rows(snapshot)),
    ):
        if anew:
            table = table_of(line)
            await session.execute(delete(table).where(table.c.case_id == snapshot.case_id))
        await put(session, line, rows)


async def put_ledger(session: AsyncSession, rows: Sequence[Row]) -> None:
    await put(session, LedgerLine, rows)


async def note_answers(
    session: AsyncSession, case_id: CaseId, answered: Mapping[LinkageId, datetime]
) -> None:
    """When bodies first answered; an earlier moment than the one known stands."""
    for linkage_id, at in answered.items():
        given = {"of_case": case_id, "of_linkage": linkage_id, "at": at}
        await session.execute(_answering(), given)


@cache
def _answering() -> Update:
    table = table_of(LinkageLine)
    later = or_(table.c.answered_at.is_(None), table.c.answered_at > bindparam("at"))
    return (
        update(table)
        .where(
            table.c.case_id == bindparam("of_case"),
            table.c.linkage_id == bindparam("of_linkage"),
            later,
        )
        .values(answered_at=bindparam("at"))
    )


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
