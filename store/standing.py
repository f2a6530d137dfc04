"""Cases that stand still: why, since when, and whom they wait for; always within a scope."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, TextClause, and_, case, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import Role
from care.model.ids import AgencyId, CaseId, OfficeCode, PersonId
from store.cases import CaseRow, columns, opened_rows
from store.keyring import Keyring
from store.moments import Leads, by_case
from store.scope import PAGE_SIZE, Page, Scope, cases_in, offset
from store.tables.cases import LIVING, CaseLine, LinkageLine
from store.tables.columns import Moment

Condition = ColumnElement[bool] | TextClause


class Reason(StrEnum):
    """Why a case counts as standing still; one case may have several."""

    OVERDUE = "overdue"
    """What it waits for is past its date."""
    CONTACT = "contact"
    """The household was not really reached within its rhythm."""
    STALL = "stall"
    """Nothing moved for so long that the ladder of standing still has begun."""


@dataclass(frozen=True)
class StandingFilters:
    now: datetime
    leads: Leads = field(default_factory=dict)
    reason: Reason | None = None
    offices: frozenset[OfficeCode] | None = None
    """One office or those of a zone; None: all in scope."""
    owner: PersonId | None = None
    """Who answers for the case today: its owner, or who covers."""
    unassigned: bool = False
    role: Role | None = None
    """Whose move it is."""


async def standing(
    session: AsyncSession, keyring: Keyring, scope: Scope, filters: StandingFilters, page: int = 1
) -> Page[CaseRow]:
    """The longest first."""
    condition = and_(*_within(scope, filters), _still(filters, filters.reason))
    total = await session.scalar(select(func.count()).select_from(CaseLine).where(condition))
    query = (
        columns()
        .where(condition)
        .order_by(await _longest(session, filters.leads), CaseLine.case_id)
        .limit(PAGE_SIZE)
        .offset(offset(page))
    )
    rows = (await session.execute(query)).mappings().all()
    found = await opened_rows(session, keyring, scope, rows)
    return Page(tuple(found), total or 0, max(page, 1))


async def _longest(session: AsyncSession, leads: Leads) -> Any:
    """Since when, by the wall: what a moved clock is ahead by is no time anybody waited."""
    if not leads:
        return CaseLine.stalls_at
    query = select(CaseLine.case_id, CaseLine.stalls_at).where(
        CaseLine.case_id.in_(sorted(leads)), CaseLine.stalls_at.is_not(None)
    )
    moved = [
        (CaseLine.case_id == row.case_id, literal(row.stalls_at - leads[row.case_id], Moment()))
        for row in await session.execute(query)
    ]
    return case(*moved, else_=CaseLine.stalls_at) if moved else CaseLine.stalls_at


async def standing_counts(
    session: AsyncSession, scope: Scope, filters: StandingFilters
) -> dict[Reason | None, int]:
    """Each count is the length of its list; ``None``: all of them together."""
    within = _within(scope, filters)
    reasons: tuple[Reason | None, ...] = (None, *Reason)
    counts = [
        select(func.count())
        .select_from(CaseLine)
        .where(*within, _still(filters, reason))
        .scalar_subquery()
        for reason in reasons
    ]
    row = (await session.execute(select(*counts))).one()
    return dict(zip(reasons, (int(count) for count in row), strict=True))


async def bodies_waited_for(
    session: AsyncSession, rows: Sequence[CaseRow]
) -> Mapping[CaseId, AgencyId]:
    """The body a case waits for, where what it waits for is about a referral."""
    asked = [(row.case_id, row.waiting_subject) for row in rows if row.waiting_subject]
    if not asked:
        return {}
    query = select(LinkageLine.case_id, LinkageLine.agency_id).where(
        tuple_(LinkageLine.case_id, LinkageLine.linkage_id).in_(asked)
    )
    found = await session.execute(query)
    return {CaseId(row.case_id): AgencyId(row.agency_id) for row in found}


def reasons_of(row: CaseRow, now: datetime) -> list[Reason]:
    """The reasons of one line, as the conditions of the list have them."""
    found = []
    if row.waiting_due is not None and row.waiting_due < now:
        found.append(Reason.OVERDUE)
    if row.contact_due is not None and row.contact_due < now:
        found.append(Reason.CONTACT)
    if row.stall_since is not None:
        found.append(Reason.STALL)
    return found


def _within(scope: Scope, filters: StandingFilters) -> list[Condition]:
    found: list[Condition] = [cases_in(scope), LIVING]
    if filters.offices is not None:
        found.append(CaseLine.office.in_(sorted(filters.offices)))
    if filters.owner is not None:
        found.append(or_(CaseLine.owner == filters.owner, CaseLine.cover == filters.owner))
    if filters.unassigned:
        found.append(CaseLine.owner.is_(None))
    if filters.role is not None:
        found.append(CaseLine.waiting_role == str(filters.role))
    return found


def _still(filters: StandingFilters, reason: Reason | None) -> ColumnElement[bool]:
    """A case whose ladder has begun is past a date as well, so one column answers for all."""
    now: Any = by_case(CaseLine.case_id, filters.now, filters.leads)
    past: ColumnElement[bool]
    match reason:
        case Reason.OVERDUE:
            past = CaseLine.waiting_due < now
        case Reason.CONTACT:
            past = CaseLine.contact_due < now
        case Reason.STALL:
            past = CaseLine.stall_since.is_not(None)
        case None:
            past = CaseLine.stalls_at < now
    return past
