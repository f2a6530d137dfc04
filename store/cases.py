"""The case list, one case's row and snapshot, and its timeline page; always within a scope."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.messages.events import Recorded
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
from care.model.work import CaseSnapshot
from store.blind_search import query_tokens
from store.events import opened
from store.households import client_names
from store.keyring import Keyring
from store.moments import Leads, by_case, end_of_day
from store.read_model import snapshot_place
from store.scope import PAGE_SIZE, Page, Scope, cases_in, offset
from store.sealing import unseal
from store.statements import table_of
from store.tables.cases import CaseLine
from store.tables.households import TokenLine
from store.tables.timeline import EventLine

NUMBER_TAIL = 4
UNLISTED = frozenset({"snapshot", "former", "kinship"})
"""What no list shows of a case."""
SEARCH_CAP = 1000
"""A search that finds more was too broad to be for a person (SR-13); the list ends there."""


class CaseOrder(StrEnum):
    OPENED = "opened"
    """Newest first."""
    DUE = "due"
    """What is due first, first."""
    IDLE = "idle"
    """Longest without an act of a person, first."""


@dataclass(frozen=True)
class CaseFilters:
    now: datetime
    leads: Leads = field(default_factory=dict)
    """Cases whose own clock was moved; all others go by ``now``."""
    stage: Stage | None = None
    office: OfficeCode | None = None
    owner: PersonId | None = None
    unassigned: bool = False
    level: LevelCode | None = None
    overdue: bool = False
    due_today: bool = False
    urgent: bool = False
    idle_since: datetime | None = None
    """No act of a person since then."""
    ended: bool = False
    """Also cases whose episode is over."""
    q: str = ""
    """Case number, name (part of it or 초성), last four digits of a phone; several narrow down."""
    order: CaseOrder = CaseOrder.OPENED


@dataclass(frozen=True)
class CaseRow:
    case_id: CaseId
    district: DistrictCode
    case_number: CaseNumber
    office: OfficeCode
    household_id: HouseholdId
    client: str
    """Masked; empty once erased."""
    revision: int
    stage: Stage
    stage_since: datetime
    opened_at: datetime
    received_at: datetime | None
    level: LevelCode | None
    proposed_level: LevelCode | None
    risk: int
    urgent: bool
    owner: PersonId | None
    co_owner: PersonId | None
    address_protected: bool
    waiting_code: str
    waiting_role: Role
    waiting_person: PersonId | None
    waiting_since: datetime
    waiting_due: datetime | None
    next_at: datetime | None
    next_code: str | None
    last_contact_at: datetime | None
    next_contact_on: date | None
    public_total: int
    private_total: int
    acted_at: datetime | None
    acted_by: PersonId | None
    waiting_subject: str | None = None
    rung_at: datetime | None = None
    rung_kind: str | None = None
    rung_to: Role | None = None
    last_met_at: datetime | None = None
    progress_at: datetime | None = None
    contact_due: datetime | None = None
    visit_due: datetime | None = None
    stall_since: datetime | None = None
    stalls_at: datetime | None = None
    hold_since: datetime | None = None
    paused_until: date | None = None
    cover: PersonId | None = None
    cover_until: date | None = None


@dataclass(frozen=True)
class CasePlace:
    """What tells who may come near a case; no name is opened for it."""

    case_id: CaseId
    district: DistrictCode
    office: OfficeCode
    owner: PersonId | None
    co_owner: PersonId | None


async def case_place(session: AsyncSession, scope: Scope, case_id: CaseId) -> CasePlace | None:
    """None for a missing case and for one out of scope alike."""
    row = (await session.execute(_place_in(scope), {"of_case": case_id})).one_or_none()
    return None if row is None else CasePlace(*row)


async def case_list(
    session: AsyncSession, keyring: Keyring, scope: Scope, filters: CaseFilters, page: int = 1
) -> Page[CaseRow]:
    condition = await _condition(session, keyring, scope, filters)
    total = await session.scalar(select(func.count()).select_from(CaseLine).where(condition))
    query = _ordered(columns().where(condition), filters.order)
    rows = (await session.execute(query.limit(PAGE_SIZE).offset(offset(page)))).mappings().all()
    return Page(tuple(await opened_rows(session, keyring, scope, rows)), total or 0, max(page, 1))


async def case_row(
    session: AsyncSession, keyring: Keyring, scope: Scope, case_id: CaseId
) -> CaseRow | None:
    """None for a missing case and for one out of scope alike."""
    query = columns().where(CaseLine.case_id == case_id, cases_in(scope))
    rows = (await session.execute(query)).mappings().all()
    found = await opened_rows(session, keyring, scope, rows)
    return found[0] if found else None


async def snapshot(
    session: AsyncSession, keyring: Keyring, scope: Scope, case_id: CaseId
) -> CaseSnapshot | None:
    query = select(CaseLine.snapshot, CaseLine.district).where(
        CaseLine.case_id == case_id, cases_in(scope)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    key = await keyring.case_key(session, case_id, row.district)
    return CaseSnapshot.model_validate_json(unseal(key, row.snapshot, snapshot_place(case_id)))


async def timeline_page(
    session: AsyncSession, keyring: Keyring, scope: Scope, case_id: CaseId, page: int = 1
) -> Page[Recorded]:
    """Newest first; empty for a case out of scope."""
    mine = select(CaseLine.case_id).where(CaseLine.case_id == case_id, cases_in(scope))
    condition = and_(EventLine.case_id == case_id, EventLine.case_id.in_(mine))
    total = await session.scalar(select(func.count()).select_from(EventLine).where(condition))
    lines = await session.scalars(
        select(EventLine)
        .where(condition)
        .order_by(EventLine.sequence.desc())
        .limit(PAGE_SIZE)
        .offset(offset(page))
    )
    recorded = await opened(session, keyring, case_id, lines)
    return Page(tuple(recorded), total or 0, max(page, 1))


async def _condition(
    session: AsyncSession, keyring: Keyring, scope: Scope, filters: CaseFilters
) -> ColumnElement[bool]:
    typed = filters.q.strip()
    within = await _search(session, keyring, scope, typed) if typed else cases_in(scope)
    return and_(within, *_equal(filters), *_timed(filters))


def _equal(filters: CaseFilters) -> list[ColumnElement[bool]]:
    wanted: list[tuple[Any, str | None]] = [
        (CaseLine.stage, filters.stage),
        (CaseLine.office, filters.office),
        (CaseLine.owner, filters.owner),
        (CaseLine.level, filters.level),
    ]
    found = [column == str(value) for column, value in wanted if value is not None]
    if not filters.ended and filters.stage is None:
        found.append(CaseLine.stage != Stage.ENDED)
    if filters.unassigned:
        found.append(CaseLine.owner.is_(None))
    if filters.urgent:
        found.append(CaseLine.urgent)
    return found


def _timed(filters: CaseFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.overdue:
        found.append(CaseLine.waiting_due < _now(filters))
    if filters.due_today:
        tonight = by_case(CaseLine.case_id, filters.now, filters.leads, end_of_day)
        found.append(CaseLine.waiting_due.between(_now(filters), tonight))
    if filters.idle_since is not None:
        acted = func.coalesce(CaseLine.acted_at, CaseLine.opened_at)
        found.append(acted < filters.idle_since)
    return found


def _now(filters: CaseFilters) -> Any:
    return by_case(CaseLine.case_id, filters.now, filters.leads)


async def _search(
    session: AsyncSession, keyring: Keyring, scope: Scope, typed: str
) -> ColumnElement[bool]:
    """The ids first, within the scope, and nothing beside them: given the district as well, the
    planner walks all of it looking for a few.
    """
    found = set(await _ids(session, scope, _number_condition(typed)))
    tokens = query_tokens(await keyring.blind_key(session, scope.district), typed)
    if tokens:
        households = await session.scalars(_households(tokens))
        found |= set(await _ids(session, scope, CaseLine.household_id.in_(households.all())))
    return CaseLine.case_id.in_(sorted(found)[:SEARCH_CAP])


async def _ids(
    session: AsyncSession, scope: Scope, condition: ColumnElement[bool]
) -> Sequence[str]:
    query = select(CaseLine.case_id).where(cases_in(scope), condition)
    return (await session.scalars(query.limit(SEARCH_CAP))).all()


def _households(tokens: frozenset[bytes]) -> Select[Any]:
    """Those with a member who has all of the tokens."""
    return (
        select(TokenLine.household_id)
        .where(TokenLine.token.in_(sorted(tokens)))
        .group_by(TokenLine.member_id, TokenLine.household_id)
        .having(func.count() == len(tokens))
        .limit(SEARCH_CAP)
    )


def _number_condition(typed: str) -> ColumnElement[bool]:
    """A case number from its beginning, or its last four digits as people say them."""
    number = typed.upper()
    if number.isdecimal() and len(number) == NUMBER_TAIL:
        # "More than nothing" makes the planner read the index of numbers instead of the lines.
        ends = CaseLine.case_number.endswith(f"-{number}", autoescape=True)
        return and_(CaseLine.case_number > "", ends)
    return and_(CaseLine.case_number >= number, CaseLine.case_number < number + "\U0010fffd")


@lru_cache(maxsize=256)
def _place_in(scope: Scope) -> Select[Any]:
    """Every act on a case asks this; built once a scope."""
    table = table_of(CaseLine)
    names = (field.name for field in fields(CasePlace))
    return select(*(table.c[name] for name in names)).where(
        CaseLine.case_id == bindparam("of_case"), cases_in(scope)
    )


def columns() -> Select[Any]:
    return select(*(column for column in CaseLine.__table__.c if column.name not in UNLISTED))


def _ordered(query: Select[Any], order: CaseOrder) -> Select[Any]:
    if order is CaseOrder.DUE:
        return query.order_by(CaseLine.waiting_due.asc().nulls_last(), CaseLine.case_id)
    if order is CaseOrder.IDLE:
        return query.order_by(CaseLine.acted_at.asc().nulls_first(), CaseLine.case_id)
    return query.order_by(CaseLine.opened_at.desc(), CaseLine.case_id.desc())


async def opened_rows(
    session: AsyncSession, keyring: Keyring, scope: Scope, rows: Sequence[Any]
) -> list[CaseRow]:
    homes = [HouseholdId(row["household_id"]) for row in rows]
    names = await client_names(session, keyring, scope.district, homes)
    return [_case_row(row, names.get(HouseholdId(row["household_id"]), "")) for row in rows]


def _case_row(row: Any, client: str) -> CaseRow:
    plain = {name: value for name, value in row.items() if not name.startswith("policy_")}
    plain["stage"] = Stage(plain["stage"])
    plain["waiting_role"] = Role(plain["waiting_role"])
    plain["rung_to"] = Role(plain["rung_to"]) if plain["rung_to"] else None
    return CaseRow(client=client, **plain)
