"""What a district could not give, counted and listed; and what services led to, counted by year."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import ServiceType, SubDomain
from care.model.ids import CaseId, GapId, LinkageId, OfficeCode
from care.model.service_codes import GapEnding, Milestone
from store.scope import PAGE_SIZE, Page, Scope, cases_in, offset
from store.tables.cases import CaseLine, GapLine, MilestoneLine


class By(StrEnum):
    """What gaps are counted by."""

    SERVICE = "service"
    NEED = "need"
    OFFICE = "office"


@dataclass(frozen=True)
class GapFilters:
    """Found in a period, both moments given; the rest narrows."""

    first: datetime
    end: datetime
    """The first moment after the period."""
    service: ServiceType | None = None
    need: SubDomain | None = None
    offices: frozenset[OfficeCode] | None = None
    open_only: bool = False


@dataclass(frozen=True)
class GapRow:
    case_id: CaseId
    gap_id: GapId
    first: LinkageId
    service: ServiceType
    need: SubDomain
    office: OfficeCode
    asked: int
    waiting_since: datetime
    found_at: datetime
    ending: GapEnding | None
    ended_at: datetime | None


_BY: dict[By, Any] = {
    By.SERVICE: GapLine.service,
    By.NEED: GapLine.need,
    By.OFFICE: CaseLine.office,
}


async def gap_counts(
    session: AsyncSession, scope: Scope, filters: GapFilters, by: By
) -> dict[str, int]:
    """Each number is the length of its list; the most first."""
    query = (
        select(_BY[by], func.count())
        .select_from(GapLine)
        .join(CaseLine, CaseLine.case_id == GapLine.case_id)
        .where(*_within(scope, filters))
        .group_by(_BY[by])
        .order_by(func.count().desc(), _BY[by])
    )
    return {str(code): int(number) for code, number in (await session.execute(query)).all()}


async def gap_list(
    session: AsyncSession, scope: Scope, filters: GapFilters, page: int = 1
) -> Page[GapRow]:
    """The longest waiting first."""
    condition = _within(scope, filters)
    counted = select(func.count()).select_from(GapLine)
    counted = counted.join(CaseLine, CaseLine.case_id == GapLine.case_id)
    total = await session.scalar(counted.where(*condition))
    query = (
        select(GapLine, CaseLine.office)
        .join(CaseLine, CaseLine.case_id == GapLine.case_id)
        .where(*condition)
        .order_by(GapLine.waiting_since, GapLine.gap_id)
        .limit(PAGE_SIZE)
        .offset(offset(page))
    )
    rows = tuple(_row(line, office) for line, office in (await session.execute(query)).all())
    return Page(rows, total or 0, max(page, 1))


async def milestone_counts(
    session: AsyncSession, scope: Scope, first: date, last: date
) -> dict[Milestone, int]:
    """Steps reached within a period, both days included (domain NW-07)."""
    query = (
        select(MilestoneLine.milestone, func.count())
        .select_from(MilestoneLine)
        .join(CaseLine, CaseLine.case_id == MilestoneLine.case_id)
        .where(cases_in(scope), MilestoneLine.on.between(first, last))
        .group_by(MilestoneLine.milestone)
    )
    found = {Milestone(code): int(n) for code, n in (await session.execute(query)).all()}
    return {one: found[one] for one in Milestone if one in found}


def _within(scope: Scope, filters: GapFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        cases_in(scope),
        GapLine.district == scope.district,
        GapLine.found_at >= filters.first,
        GapLine.found_at < filters.end,
    ]
    if filters.service is not None:
        found.append(GapLine.service == filters.service.value)
    if filters.need is not None:
        found.append(GapLine.need == filters.need.value)
    if filters.offices is not None:
        found.append(CaseLine.office.in_(sorted(filters.offices)))
    if filters.open_only:
        found.append(GapLine.ended_at.is_(None))
    return found


def _row(line: GapLine, office: str) -> GapRow:
    return GapRow(
        case_id=CaseId(line.case_id),
        gap_id=GapId(line.gap_id),
        first=LinkageId(line.first),
        service=ServiceType(line.service),
        need=SubDomain(line.need),
        office=OfficeCode(office),
        asked=line.asked,
        waiting_since=line.waiting_since,
        found_at=line.found_at,
        ending=GapEnding(line.ending) if line.ending else None,
        ended_at=line.ended_at,
    )
