"""All of the read model again, from the events alone; desk facts of living items are kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.evolve import blank, fold
from care.decide.snapshot import snapshot as snapshot_of
from care.messages.envelope import CaseStart
from care.messages.events import CaseOpened, Recorded
from care.model.ids import CaseId, DistrictCode
from care.model.policy import CasePolicy
from care.model.work import CaseSnapshot
from store import figures, pledges, yields
from store.chains import answered
from store.database import Database
from store.events import events
from store.keyring import KeyDestroyed, Keyring, district_of
from store.pinned import opening_policy
from store.read_model import (
    Acted,
    Row,
    acted,
    case_row,
    gap_rows,
    ledger_rows,
    linkage_rows,
    milestone_rows,
    task_row,
)
from store.statements import add, table_of
from store.tables.cases import (
    CaseLine,
    GapLine,
    LedgerLine,
    LinkageLine,
    MilestoneLine,
    TaskLine,
)
from store.tables.timeline import EventLine

PolicyOf = Callable[[DistrictCode], CasePolicy]
OF_CASE = (CaseLine, TaskLine, LinkageLine, GapLine, MilestoneLine, LedgerLine)
DESK = ("snoozed_until", "snoozed_by", "claimed_by", "claimed_at")
BATCH = 500


@dataclass(frozen=True)
class Rebuilt:
    cases: int
    events: int
    erased: int
    """Cases whose key is gone; their lines are left as they are."""


@dataclass
class _Model:
    """What the steps of one case add up to."""

    snapshot: CaseSnapshot
    by: Acted | None = None
    tasks: dict[str, Row] = field(default_factory=dict)


async def rebuild(database: Database, keyring: Keyring, policy_of: PolicyOf) -> Rebuilt:
    """Case by case, each in its own transaction, so that work goes on beside it.

    The policy a case was opened under is taken from those kept; ``policy_of`` stands in for one
    that was not.
    """
    cases = total = erased = 0
    last = ""
    while ids := await _next_cases(database, last):
        last = ids[-1]
        for case_id in ids:
            try:
                total += await _rebuild_case(database, keyring, case_id, policy_of)
                cases += 1
            except KeyDestroyed:
                erased += 1
    return Rebuilt(cases, total, erased)


async def _next_cases(database: Database, after: str) -> list[CaseId]:
    query = (
        select(EventLine.case_id)
        .where(EventLine.case_id > after)
        .distinct()
        .order_by(EventLine.case_id)
        .limit(BATCH)
    )
    async with database.read() as session:
        return [CaseId(found) for found in await session.scalars(query)]


async def _rebuild_case(
    database: Database, keyring: Keyring, case_id: CaseId, policy_of: PolicyOf
) -> int:
    async with database.write() as session:
        await session.execute(
            select(CaseLine.case_id).where(CaseLine.case_id == case_id).with_for_update()
        )
        recorded = await events(session, keyring, case_id)
        policy = await _policy(session, recorded, district_of(case_id)) or policy_of(
            DistrictCode(district_of(case_id))
        )
        await _replace(session, keyring, _replayed(case_id, policy, recorded), recorded)
        return len(recorded)


async def _policy(
    session: AsyncSession, recorded: list[Recorded], district: str
) -> CasePolicy | None:
    opening = next((r.event for r in recorded if isinstance(r.event, CaseOpened)), None)
    if opening is None:
        return None
    return await opening_policy(session, opening, district)


def _replayed(case_id: CaseId, policy: CasePolicy, recorded: list[Recorded]) -> _Model:
    start = CaseStart(case_id=case_id, district=policy.district, policy=policy)
    state, model = blank(start), None
    for step in _steps(recorded):
        state = fold(state, step)
        now = snapshot_of(state)
        by = acted(step)
        model = model or _Model(now)
        model.snapshot = now
        model.by = by if by is not None and by.is_person else model.by
        _advance(model.tasks, now, by)
    if model is None:
        raise ValueError("a case without events")
    return model


def _steps(recorded: list[Recorded]) -> Iterator[list[Recorded]]:
    for _, step in groupby(recorded, key=lambda each: each.intent):
        yield list(step)


def _advance(tasks: dict[str, Row], snapshot: CaseSnapshot, by: Acted | None) -> None:
    derived = {row["task_id"]: row for row in (task_row(snapshot, task) for task in snapshot.tasks)}
    for task_id, row in tasks.items():
        if row["done_at"] is None and task_id not in derived:
            row["done_at"] = by.at if by else snapshot.stage_since
            row["done_by"] = by.by if by else None
    tasks.update(derived)


async def _replace(
    session: AsyncSession, keyring: Keyring, model: _Model, recorded: list[Recorded]
) -> None:
    snapshot = model.snapshot
    case_id = snapshot.case_id
    desk = await _desk(session, case_id)
    for line in OF_CASE:
        table = table_of(line)
        await session.execute(delete(table).where(table.c.case_id == case_id))
    key = await keyring.case_key(session, case_id, snapshot.district)
    await add(session, CaseLine, (case_row(snapshot, key, model.by),))
    nothing = dict.fromkeys(DESK)
    tasks = [{**row, **desk.get(task_id, nothing)} for task_id, row in model.tasks.items()]
    await add(session, TaskLine, tasks)
    first = answered(recorded)
    linkages = [
        row | {"answered_at": first.get(row["linkage_id"])} for row in linkage_rows(snapshot)
    ]
    await add(session, LinkageLine, linkages)
    await add(session, GapLine, gap_rows(snapshot))
    await add(session, MilestoneLine, milestone_rows(snapshot))
    await add(session, LedgerLine, ledger_rows(case_id, recorded))
    await pledges.again(session, case_id, recorded)
    await yields.keep(session, case_id, recorded)
    await figures.again(session, case_id, recorded)


async def _desk(session: AsyncSession, case_id: CaseId) -> dict[str, dict[str, Any]]:
    table = table_of(TaskLine)
    query = select(table.c.task_id, *(table.c[name] for name in DESK)).where(
        table.c.case_id == case_id
    )
    rows = (await session.execute(query)).mappings()
    return {row["task_id"]: {name: row[name] for name in DESK} for row in rows}
