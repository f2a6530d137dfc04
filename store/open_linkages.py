"""Referrals that are not over, across a district: by body, status and how long one has waited."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import LinkageStatus
from care.model.ids import AgencyId, CaseId, OfficeCode, PersonId
from store.cases import CaseRow, columns, opened_rows
from store.keyring import Keyring
from store.linkages import LinkageRow, linkage_of
from store.scope import PAGE_SIZE, Page, Scope, cases_in, offset
from store.tables.cases import CaseLine, LinkageLine

OPEN = tuple(one.value for one in LinkageStatus if one.is_open)


@dataclass(frozen=True)
class OpenFilters:
    status: LinkageStatus | None = None
    agency_id: AgencyId | None = None
    offices: frozenset[OfficeCode] | None = None
    owner: PersonId | None = None
    """Who answers for the case: its owner, or who covers."""
    asked_before: datetime | None = None
    """The household waits at least since then, counted from the first body of the chain."""
    unsent: bool = False
    """What has not reached its body."""


async def open_linkages(
    session: AsyncSession, scope: Scope, filters: OpenFilters, page: int = 1
) -> Page[LinkageRow]:
    """The longest wait first; services that run come last, since nobody waits for them."""
    condition = _within(scope, filters)
    counted = select(func.count()).select_from(LinkageLine)
    counted = counted.join(CaseLine, CaseLine.case_id == LinkageLine.case_id)
    total = await session.scalar(counted.where(*condition))
    query = (
        select(LinkageLine)
        .join(CaseLine, CaseLine.case_id == LinkageLine.case_id)
        .where(*condition)
        .order_by(_running(), LinkageLine.chain_since, LinkageLine.linkage_id)
        .limit(PAGE_SIZE)
        .offset(offset(page))
    )
    rows = tuple(linkage_of(line) for line in await session.scalars(query))
    return Page(rows, total or 0, max(page, 1))


async def open_counts(
    session: AsyncSession, scope: Scope, filters: OpenFilters
) -> dict[LinkageStatus, int]:
    """By status, in the order of the loop; each number is the length of its list."""
    query = (
        select(LinkageLine.status, func.count())
        .join(CaseLine, CaseLine.case_id == LinkageLine.case_id)
        .where(*_within(scope, filters))
        .group_by(LinkageLine.status)
    )
    found = {LinkageStatus(code): int(n) for code, n in (await session.execute(query)).all()}
    return {one: found[one] for one in LinkageStatus if one in found}


async def cases_of(
    session: AsyncSession, keyring: Keyring, scope: Scope, ids: Iterable[CaseId]
) -> dict[CaseId, CaseRow]:
    """The cases of a page of lines, in one read; those out of scope are missing."""
    query = columns().where(CaseLine.case_id.in_(sorted(set(ids))), cases_in(scope))
    rows = (await session.execute(query)).mappings().all()
    found = await opened_rows(session, keyring, scope, rows)
    return {one.case_id: one for one in found}


def _running() -> ColumnElement[bool]:
    return LinkageLine.status == LinkageStatus.STARTED.value


def _within(scope: Scope, filters: OpenFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        cases_in(scope),
        LinkageLine.district == scope.district,
        LinkageLine.status.in_(OPEN),
    ]
    if filters.status is not None:
        found.append(LinkageLine.status == filters.status.value)
    if filters.agency_id is not None:
        found.append(LinkageLine.agency_id == filters.agency_id)
    if filters.offices is not None:
        found.append(CaseLine.office.in_(sorted(filters.offices)))
    if filters.owner is not None:
        found.append(or_(CaseLine.owner == filters.owner, CaseLine.cover == filters.owner))
    if filters.asked_before is not None:
        found += [LinkageLine.chain_since <= filters.asked_before, ~_running()]
    if filters.unsent:
        found.append(LinkageLine.delivered_at.is_(None))
    return found
