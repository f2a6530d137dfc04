"""What the situation room's board shows live, read once for all who watch a district.

The picture holds every line of the district; ``seen`` leaves each viewer what the lists would show
them (SR-09, SR-10), and nothing of a household hidden from them (SR-18).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import Stage
from care.model.ids import AgencyId, CaseId, CaseNumber, DistrictCode, OfficeCode, PersonId
from care.model.work import TaskKind
from store.moments import KOREA
from store.scope import Scope
from store.situation_rooms import Counts, counts
from store.tables.agreements import SituationRoomLine
from store.tables.cases import CaseLine, LinkageLine, TaskLine
from store.tables.protection import HiddenLine

LISTED = 60
"""Lines of one part of the board; what waits longest comes first."""
READ = 400
"""Lines of one part that are read at most: enough for what some may not see."""
BROKEN = (TaskKind.FIX_DELIVERY, TaskKind.FIND_SUBSTITUTE, TaskKind.FILL_RESOURCE_GAP)
"""A referral that cannot go on by itself is in trouble at once."""
LATE = (TaskKind.CHASE_PARTNER, TaskKind.CONFIRM_START, TaskKind.CHECK_DOUBLE_SEND)
"""One that waits for somebody is in trouble past its day."""


class Part(StrEnum):
    TROUBLE = "TROUBLE"
    COMPLAINT = "COMPLAINT"
    OPENED = "OPENED"


@dataclass(frozen=True)
class BoardLine:
    """One line of the board, with what decides who may see it."""

    part: Part
    case_id: CaseId
    case_number: CaseNumber
    office: OfficeCode
    stage: Stage
    household: str
    managers: frozenset[str]
    since: datetime
    kind: TaskKind | None = None
    """What is asked for; None for an opening."""
    subject: str = ""
    due: datetime | None = None
    person: PersonId | None = None
    bodies: frozenset[AgencyId] = frozenset()
    """All that were asked for something in this case."""


@dataclass(frozen=True)
class Picture:
    """``running`` is false once the room's last day is over."""

    running: bool
    counts: Counts
    lines: tuple[BoardLine, ...]
    hidden: frozenset[tuple[str, str, str]]
    """``person`` or ``agency``, whom, and the household that does not exist for them."""
    counts_of: tuple[tuple[Scope, Counts], ...] = ()
    """Of those who watch and from whom something is hidden."""


@dataclass(frozen=True)
class Seen:
    """What one viewer sees of the picture."""

    counts: Counts
    trouble: tuple[BoardLine, ...]
    complaints: tuple[BoardLine, ...]
    opened: tuple[BoardLine, ...]


async def picture(
    session: AsyncSession, district: DistrictCode, now: datetime, watching: Iterable[Scope] = ()
) -> Picture:
    """A handful of statements, however many watch."""
    nobody = Scope(district, None, None, PersonId(""), frozenset())
    hidden = await _hidden(session, district)
    lines = (
        *await _tasks(session, district, Part.TROUBLE, _in_trouble(now)),
        *await _tasks(session, district, Part.COMPLAINT, _complaint()),
        *await _opened(session, district, now),
    )
    apart = [scope for scope in dict.fromkeys(watching) if _hides(scope, hidden)]
    return Picture(
        running=await _running(session, district, now),
        counts=await counts(session, nobody, now),
        lines=await _with_bodies(session, lines),
        hidden=hidden,
        counts_of=tuple([(scope, await counts(session, scope, now)) for scope in apart]),
    )


def seen(shown: Picture, scope: Scope) -> Seen:
    """The same lines the lists of this viewer would have."""
    away = _hides(scope, shown.hidden)
    mine = [line for line in shown.lines if line.household not in away and _reaches(scope, line)]

    def part(wanted: Part) -> tuple[BoardLine, ...]:
        return tuple([line for line in mine if line.part is wanted][:LISTED])

    found = next((told for of, told in shown.counts_of if of == scope), None)
    return Seen(
        counts=found or (shown.counts if not away else _unknown()),
        trouble=part(Part.TROUBLE),
        complaints=part(Part.COMPLAINT),
        opened=part(Part.OPENED),
    )


def _unknown() -> Counts:
    """Hidden since the last look: nothing is told until the next one."""
    return Counts(**dict.fromkeys(Counts.__dataclass_fields__, 0))


def _hides(scope: Scope, hidden: frozenset[tuple[str, str, str]]) -> frozenset[str]:
    whom = {("person", str(scope.person)), ("agency", str(scope.agency or ""))}
    return frozenset(home for kind, who, home in hidden if (kind, who) in whom)


def _reaches(scope: Scope, line: BoardLine) -> bool:
    """As ``store.scope`` says it in SQL."""
    if scope.offices is not None and line.office not in scope.offices:
        return False
    if scope.agency is None:
        return True
    if line.stage is Stage.ENGAGEMENT_HOLD:
        return False
    return scope.joint or scope.agency in line.bodies or scope.person in line.managers


async def _hidden(session: AsyncSession, district: DistrictCode) -> frozenset[tuple[str, str, str]]:
    query = select(HiddenLine.kind, HiddenLine.who, HiddenLine.household_id).where(
        HiddenLine.district == district, HiddenLine.until.is_(None)
    )
    return frozenset((row.kind, row.who, row.household_id) for row in await session.execute(query))


async def _running(session: AsyncSession, district: DistrictCode, now: datetime) -> bool:
    today = now.astimezone(KOREA).date()
    query = select(SituationRoomLine.room_id).where(
        SituationRoomLine.district == district,
        SituationRoomLine.from_day <= today,
        SituationRoomLine.until_day >= today,
    )
    return await session.scalar(query.limit(1)) is not None


def _in_trouble(now: datetime) -> ColumnElement[bool]:
    broken = TaskLine.kind.in_([kind.value for kind in BROKEN])
    late = and_(TaskLine.kind.in_([kind.value for kind in LATE]), TaskLine.due < now)
    return or_(broken, late)


def _complaint() -> ColumnElement[bool]:
    return TaskLine.kind == TaskKind.RESOLVE_COMPLAINT.value


async def _tasks(
    session: AsyncSession, district: DistrictCode, part: Part, condition: ColumnElement[bool]
) -> list[BoardLine]:
    query = (
        select(*_OF_CASE, TaskLine.kind, TaskLine.subject, TaskLine.since, TaskLine.due)
        .add_columns(TaskLine.person)
        .join(CaseLine, CaseLine.case_id == TaskLine.case_id)
        .where(TaskLine.district == district, TaskLine.done_at.is_(None), condition)
        .order_by(TaskLine.due, TaskLine.task_id)
        .limit(READ)
    )
    return [
        _line(
            row,
            part,
            row.since,
            kind=TaskKind(row.kind),
            subject=row.subject,
            due=row.due,
            person=PersonId(row.person) if row.person else None,
        )
        for row in await session.execute(query)
    ]


async def _opened(session: AsyncSession, district: DistrictCode, now: datetime) -> list[BoardLine]:
    midnight = now.astimezone(KOREA).replace(hour=0, minute=0, second=0, microsecond=0)
    query = (
        select(*_OF_CASE, CaseLine.opened_at)
        .where(CaseLine.district == district, CaseLine.opened_at >= midnight)
        .order_by(CaseLine.opened_at.desc(), CaseLine.case_id)
        .limit(READ)
    )
    return [
        _line(row, Part.OPENED, row.opened_at, person=PersonId(row.owner) if row.owner else None)
        for row in await session.execute(query)
    ]


_OF_CASE = (
    CaseLine.case_id,
    CaseLine.case_number,
    CaseLine.office,
    CaseLine.stage,
    CaseLine.household_id,
    CaseLine.owner,
    CaseLine.co_owner,
)


def _line(row: Any, part: Part, since: datetime, **asked: Any) -> BoardLine:
    return BoardLine(
        part=part,
        case_id=CaseId(row.case_id),
        case_number=CaseNumber(row.case_number),
        office=OfficeCode(row.office),
        stage=Stage(row.stage),
        household=row.household_id,
        managers=frozenset(one for one in (row.owner, row.co_owner) if one),
        since=since,
        **asked,
    )


async def _with_bodies(
    session: AsyncSession, lines: tuple[BoardLine, ...]
) -> tuple[BoardLine, ...]:
    cases = {line.case_id for line in lines}
    query = select(LinkageLine.case_id, LinkageLine.agency_id).where(
        LinkageLine.case_id.in_(sorted(cases))
    )
    asked: dict[str, set[AgencyId]] = {}
    for row in await session.execute(query):
        asked.setdefault(row.case_id, set()).add(AgencyId(row.agency_id))
    return tuple(replace(one, bodies=frozenset(asked.get(one.case_id, ()))) for one in lines)
