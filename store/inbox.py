"""내 업무: what is asked of whom, in the order people work it off (ui.md rule 3)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import Role, Stage
from care.model.ids import (
    CaseId,
    CaseNumber,
    DistrictCode,
    HouseholdId,
    LevelCode,
    OfficeCode,
    PersonId,
)
from care.model.work import TaskKind
from store.households import client_names
from store.keyring import Keyring
from store.moments import KOREA, NO_LEADS, NONE, Leads, by_case, end_of_day
from store.scope import PAGE_SIZE, Page, Scope, offset, tasks_in
from store.tables.cases import CaseLine, TaskLine
from store.tables.people import PersonRoleLine, SubstitutionLine

DONE_SHOWN = timedelta(days=30)
"""How far back the tab of done work reaches."""
APPROVALS = (TaskKind.APPROVE_PLAN.value, TaskKind.APPROVE_CLOSURE.value)


class Tab(StrEnum):
    MINE = "mine"
    TEAM = "team"
    RETURNED = "returned"
    SNOOZED = "snoozed"
    DONE = "done"


@dataclass(frozen=True)
class TaskFilters:
    now: datetime
    leads: Leads = field(default_factory=dict)
    """Cases whose own clock was moved; all others go by ``now``."""
    kind: TaskKind | None = None
    office: OfficeCode | None = None
    overdue: bool = False
    escalated: bool = False


@dataclass(frozen=True)
class TaskRow:
    task_id: str
    case_id: CaseId
    key: str
    district: DistrictCode
    office: OfficeCode
    kind: TaskKind
    subject: str
    role: Role
    person: PersonId | None
    requester: PersonId | None
    since: datetime
    due: datetime | None
    deadline: str | None
    priority: int
    returned: bool
    escalated_to: Role | None
    pair: bool
    """Two people go."""
    done_at: datetime | None
    done_by: PersonId | None
    snoozed_until: datetime | None
    snoozed_by: PersonId | None
    claimed_by: PersonId | None
    claimed_at: datetime | None
    overdue: bool
    due_today: bool
    case_number: CaseNumber
    household_id: HouseholdId
    client: str
    """Masked; empty once erased."""
    stage: Stage
    level: LevelCode | None
    risk: int
    urgent: bool
    owner: PersonId | None


async def inbox(
    session: AsyncSession,
    keyring: Keyring,
    scope: Scope,
    tab: Tab,
    filters: TaskFilters,
    page: int = 1,
) -> Page[TaskRow]:
    condition = and_(_in_tab(scope, tab, filters.now, filters.leads), *_filtered(filters))
    total = await session.scalar(select(func.count()).select_from(TaskLine).where(condition))
    query = (
        select(*TaskLine.__table__.c)
        .where(condition)
        .order_by(*_order(tab, filters.now, filters.leads))
    )
    rows = (await session.execute(query.limit(PAGE_SIZE).offset(offset(page)))).mappings().all()
    items = await _task_rows(session, keyring, scope, filters.now, rows, filters.leads)
    return Page(tuple(items), total or 0, max(page, 1))


async def tab_counts(
    session: AsyncSession, scope: Scope, now: datetime, leads: Leads = NO_LEADS
) -> dict[Tab, int]:
    """One statement; each count is the length of its tab's unfiltered list."""
    counts = [
        select(func.count())
        .select_from(TaskLine)
        .where(_in_tab(scope, tab, now, leads))
        .scalar_subquery()
        .label(tab.value)
        for tab in Tab
    ]
    row = (await session.execute(select(*counts))).one()
    return dict(zip(Tab, (int(count) for count in row), strict=True))


async def task(
    session: AsyncSession,
    keyring: Keyring,
    scope: Scope,
    task_id: str,
    now: datetime,
    leads: Leads = NO_LEADS,
) -> TaskRow | None:
    """One item, open or done; None when missing or out of scope alike."""
    query = select(*TaskLine.__table__.c).where(TaskLine.task_id == task_id, tasks_in(scope))
    rows = (await session.execute(query)).mappings().all()
    found = await _task_rows(session, keyring, scope, now, rows, leads)
    return found[0] if found else None


async def tasks_of_case(
    session: AsyncSession, keyring: Keyring, scope: Scope, case_id: CaseId, now: datetime
) -> list[TaskRow]:
    """What is open in one case, in the inbox's order."""
    query = (
        select(*TaskLine.__table__.c)
        .where(TaskLine.case_id == case_id, TaskLine.done_at.is_(None), tasks_in(scope))
        .order_by(*_order(Tab.MINE, now))
    )
    rows = (await session.execute(query)).mappings().all()
    return await _task_rows(session, keyring, scope, now, rows)


def for_me(scope: Scope, today: date) -> ColumnElement[bool]:
    """Asked of the person by name, claimed, or asked of somebody the person stands in for."""
    people = union_all(select(literal(scope.person)), _absent(scope, today))
    waiting = select(TaskLine.task_id).where(TaskLine.done_at.is_(None))
    named = waiting.where(TaskLine.person.in_(people))
    claimed = waiting.where(TaskLine.claimed_by == scope.person)
    # A union, not an or: each half then has its own small index, and the rest is by key.
    return TaskLine.task_id.in_(union_all(named, claimed))


def for_team(scope: Scope, today: date) -> ColumnElement[bool]:
    """Asked of a role the person has or stands in for, and taken by nobody yet."""
    absent_roles = select(PersonRoleLine.role).where(
        PersonRoleLine.person_id.in_(_absent(scope, today))
    )
    own_roles = [select(literal(role)) for role in sorted(str(role) for role in scope.roles)]
    return and_(
        TaskLine.person.is_(None),
        TaskLine.claimed_by.is_(None),
        TaskLine.role.in_(union_all(*own_roles, absent_roles)),
        # Who asked for an approval cannot give it, so it is not offered.
        or_(
            TaskLine.kind.not_in(APPROVALS),
            TaskLine.requester.is_(None),
            TaskLine.requester != scope.person,
        ),
    )


def _absent(scope: Scope, today: date) -> Any:
    return select(SubstitutionLine.absent).where(
        SubstitutionLine.substitute == scope.person,
        SubstitutionLine.district == scope.district,
        SubstitutionLine.from_day <= today,
        SubstitutionLine.until_day >= today,
        SubstitutionLine.ended_at.is_(None),
    )


def _in_tab(scope: Scope, tab: Tab, now: datetime, leads: Leads = NO_LEADS) -> ColumnElement[bool]:
    today = now.astimezone(KOREA).date()
    if tab is Tab.DONE:
        recent = TaskLine.done_at > now - DONE_SHOWN
        return and_(tasks_in(scope), TaskLine.done_by == scope.person, recent)
    opened = and_(tasks_in(scope), TaskLine.done_at.is_(None))
    mine = for_me(scope, today)
    own_now = by_case(TaskLine.case_id, now, leads)
    if tab is Tab.SNOOZED:
        return and_(opened, TaskLine.snoozed_until > own_now, mine)
    awake = or_(TaskLine.snoozed_until.is_(None), TaskLine.snoozed_until <= own_now)
    whose = for_team(scope, today) if tab is Tab.TEAM else mine
    returned = (TaskLine.returned,) if tab is Tab.RETURNED else ()
    return and_(opened, awake, whose, *returned)


def _filtered(filters: TaskFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.kind is not None:
        found.append(TaskLine.kind == filters.kind.value)
    if filters.office is not None:
        found.append(TaskLine.office == filters.office)
    if filters.overdue:
        found.append(TaskLine.due < by_case(TaskLine.case_id, filters.now, filters.leads))
    if filters.escalated:
        found.append(TaskLine.escalated_to.is_not(None))
    return found


def _order(tab: Tab, now: datetime, leads: Leads = NO_LEADS) -> tuple[ColumnElement[Any], ...]:
    """Overdue, due today, escalated, then by priority and age; done work newest first."""
    if tab is Tab.DONE:
        return TaskLine.done_at.desc(), TaskLine.task_id.expression
    tonight = by_case(TaskLine.case_id, now, leads, end_of_day)
    group = case(
        (TaskLine.due < by_case(TaskLine.case_id, now, leads), 0),
        (TaskLine.due < tonight, 1),
        (TaskLine.escalated_to.is_not(None), 2),
        else_=3,
    )
    soonest = case((TaskLine.due < tonight, TaskLine.due))
    return (
        group.expression,
        soonest.expression,
        TaskLine.priority.expression,
        TaskLine.since.expression,
        TaskLine.task_id.expression,
    )


async def _task_rows(
    session: AsyncSession,
    keyring: Keyring,
    scope: Scope,
    now: datetime,
    rows: Sequence[Any],
    leads: Leads = NO_LEADS,
) -> list[TaskRow]:
    of_case = select(
        CaseLine.case_id,
        CaseLine.case_number,
        CaseLine.household_id,
        CaseLine.stage,
        CaseLine.level,
        CaseLine.risk,
        CaseLine.urgent,
        CaseLine.owner,
    ).where(CaseLine.case_id.in_({row["case_id"] for row in rows}))
    found = (await session.execute(of_case)).mappings().all() if rows else []
    cases = {row["case_id"]: row for row in found}
    homes = [HouseholdId(row["household_id"]) for row in found]
    names = await client_names(session, keyring, scope.district, homes)
    return [
        _task_row(row, cases[row["case_id"]], names, now + leads.get(row["case_id"], NONE))
        for row in rows
    ]


def _task_row(row: Any, of_case: Any, names: dict[HouseholdId, str], now: datetime) -> TaskRow:
    due = row["due"]
    escalated = row["escalated_to"]
    words = {
        **row,
        **of_case,
        "kind": TaskKind(row["kind"]),
        "role": Role(row["role"]),
        "escalated_to": Role(escalated) if escalated else None,
        "stage": Stage(of_case["stage"]),
    }
    return TaskRow(
        client=names.get(HouseholdId(of_case["household_id"]), ""),
        overdue=due is not None and due < now,
        due_today=due is not None and now <= due < end_of_day(now),
        **words,
    )
