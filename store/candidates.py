"""Which cases a conference should speak of: found in what the cases wait for, never stored."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, null, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import Stage
from care.model.ids import (
    CaseId,
    CaseNumber,
    HouseholdId,
    LevelCode,
    OfficeCode,
    PersonId,
)
from care.model.loop_codes import AgendaPurpose
from care.model.work import TaskKind
from store.agendas import planned_cases
from store.households import client_names
from store.keyring import Keyring
from store.scope import Scope, cases_in
from store.tables.cases import CaseLine, TaskLine

AWAITS_SELECTION = "AWAITS_SELECTION"
CLOSURE_PROPOSED = "CLOSURE_PROPOSED"
CLOSURE_REVIEW = "CLOSURE_REVIEW"
STALLED = "STALLED"
REASSESSMENT_OVERDUE = "REASSESSMENT_OVERDUE"
RETURNED_TWICE = "RETURNED_TWICE"
LEVEL_STEP = "LEVEL_STEP"
SOLUTION_ASKED = "SOLUTION_ASKED"

TWICE = 2
"""Plans sent back so often that people sit down together (domain guide §2.6)."""
MOST = 200
"""More no single conference could speak of; the list says so."""

_BY_TASK: dict[TaskKind, tuple[AgendaPurpose, str]] = {
    TaskKind.HOLD_SOLUTION_CONFERENCE: (AgendaPurpose.SOLUTION, SOLUTION_ASKED),
    TaskKind.HOLD_CONFERENCE: (AgendaPurpose.SELECT, AWAITS_SELECTION),
    TaskKind.APPROVE_CLOSURE: (AgendaPurpose.CLOSE, CLOSURE_PROPOSED),
    TaskKind.PROPOSE_CLOSURE: (AgendaPurpose.CLOSE, CLOSURE_REVIEW),
    TaskKind.ANSWER_STALL: (AgendaPurpose.PROGRESS, STALLED),
    TaskKind.REASSESS: (AgendaPurpose.PROGRESS, REASSESSMENT_OVERDUE),
    TaskKind.REVISE_PLAN: (AgendaPurpose.PROGRESS, RETURNED_TWICE),
}
_WEIGHT = tuple(dict.fromkeys(reason for _, reason in _BY_TASK.values()))
_ORDER = (
    AgendaPurpose.SELECT,
    AgendaPurpose.PROGRESS,
    AgendaPurpose.CLOSE,
    AgendaPurpose.SOLUTION,
)
_UNKNOWN = datetime.max.replace(tzinfo=UTC)
UNDER_CARE = (Stage.PLANNING, Stage.LINKAGE, Stage.MONITORING)


@dataclass(frozen=True)
class Candidate:
    case_id: CaseId
    purpose: AgendaPurpose
    reason: str
    since: datetime | None
    case_number: CaseNumber
    client: str
    """Masked; empty once erased."""
    office: OfficeCode
    stage: Stage
    level: LevelCode | None
    proposed_level: LevelCode | None
    owner: PersonId | None
    urgent: bool
    planned: bool = False
    """Already on the agenda of a coming conference."""


async def candidates(
    session: AsyncSession,
    keyring: Keyring,
    scope: Scope,
    now: datetime,
    offices: frozenset[OfficeCode] | None = None,
) -> list[Candidate]:
    """Each case once, by what weighs most; longest waiting first. ``offices`` narrows to a zone."""
    within = [cases_in(scope)]
    if offices is not None:
        within.append(CaseLine.office.in_(sorted(offices)))
    rows = [*await _asked(session, within, now), *await _stepping(session, within)]
    chosen: dict[str, tuple[AgendaPurpose, str, Any]] = {}
    for purpose, reason, row in sorted(rows, key=lambda one: (_weight(one[1]), _age(one[2]))):
        chosen.setdefault(row["case_id"], (purpose, reason, row))
    homes = [HouseholdId(row["household_id"]) for _, _, row in chosen.values()]
    names = await client_names(session, keyring, scope.district, homes)
    planned = await planned_cases(session, scope)
    made = [_candidate(*one, names) for one in chosen.values()]
    made.sort(key=lambda one: (_ORDER.index(one.purpose), one.since or _UNKNOWN, one.case_id))
    return [replace(one, planned=one.case_id in planned) for one in made[:MOST]]


async def case_numbered(session: AsyncSession, scope: Scope, number: str) -> CaseId | None:
    """A case in reach and under way, by its whole number."""
    query = select(CaseLine.case_id).where(
        cases_in(scope), CaseLine.case_number == number, CaseLine.stage != Stage.ENDED.value
    )
    found = await session.scalar(query)
    return None if found is None else CaseId(found)


Found = tuple[AgendaPurpose, str, Any]


async def _asked(
    session: AsyncSession, within: list[ColumnElement[bool]], now: datetime
) -> list[Found]:
    """From the open tasks; a reassessment only when it is late."""
    wanted = or_(
        and_(TaskLine.kind == TaskKind.REASSESS.value, TaskLine.due < now),
        TaskLine.kind.in_([one.value for one in _BY_TASK if one is not TaskKind.REASSESS]),
    )
    query = (
        select(TaskLine.kind, TaskLine.subject, TaskLine.since, *_of_case())
        .join(CaseLine, CaseLine.case_id == TaskLine.case_id)
        .where(TaskLine.done_at.is_(None), wanted, *within)
    )
    rows = (await session.execute(query)).mappings().all()
    return [
        (*_BY_TASK[TaskKind(row["kind"])], row)
        for row in rows
        if row["kind"] != TaskKind.REVISE_PLAN.value or _returns(row["subject"]) >= TWICE
    ]


async def _stepping(session: AsyncSession, within: list[ColumnElement[bool]]) -> list[Found]:
    """The last score proposes another level than the one decided."""
    query = select(null().label("since"), *_of_case()).where(
        CaseLine.stage.in_([one.value for one in UNDER_CARE]),
        CaseLine.level.is_not(None),
        CaseLine.proposed_level.is_not(None),
        CaseLine.proposed_level != CaseLine.level,
        *within,
    )
    rows = (await session.execute(query)).mappings().all()
    return [(AgendaPurpose.PROGRESS, LEVEL_STEP, row) for row in rows]


def _of_case() -> tuple[Any, ...]:
    return (
        CaseLine.case_id,
        CaseLine.case_number,
        CaseLine.household_id,
        CaseLine.office,
        CaseLine.stage,
        CaseLine.level,
        CaseLine.proposed_level,
        CaseLine.owner,
        CaseLine.urgent,
    )


def _returns(subject: str) -> int:
    """``return.{version}.{how often}``."""
    count = subject.rpartition(".")[2]
    return int(count) if count.isdecimal() else 0


def _age(row: Any) -> datetime:
    return row["since"] or _UNKNOWN


def _weight(reason: str) -> int:
    return _WEIGHT.index(reason) if reason in _WEIGHT else len(_WEIGHT)


def _candidate(
    purpose: AgendaPurpose, reason: str, row: Any, names: dict[HouseholdId, str]
) -> Candidate:
    return Candidate(
        case_id=CaseId(row["case_id"]),
        purpose=purpose,
        reason=reason,
        since=row["since"],
        case_number=row["case_number"],
        client=names.get(HouseholdId(row["household_id"]), ""),
        office=row["office"],
        stage=Stage(row["stage"]),
        level=row["level"],
        proposed_level=row["proposed_level"],
        owner=row["owner"],
        urgent=row["urgent"],
    )
