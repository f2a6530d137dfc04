"""The resource ledger: public and private, money and in kind, totals whose every number opens.

Everything is asked of the lines the events made; a total and the list behind it share one
condition, so that they cannot disagree.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, extract, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import ResourceSource, Stage, SubDomain
from care.model.ids import AgencyId, CaseId, CaseNumber, HouseholdId, LinkageId, PledgeId
from store.moments import KOREA
from store.scope import PAGE_SIZE, Page, Scope, cases_in, offset
from store.tables.cases import CaseLine, LedgerLine, LinkageLine

PRIVATE = tuple(sorted(one.value for one in ResourceSource if one.is_private))
EXPORT_CAP = 100_000
"""Lines a sheet holds; a longer period is asked for in parts."""


class By(StrEnum):
    """What totals are made for."""

    SOURCE = "source"
    BODY = "body"
    HOUSEHOLD = "household"
    NEED = "need"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class Asked:
    """A period, both days included, and what else a line must be."""

    first: date
    last: date
    source: ResourceSource | None = None
    private: bool | None = None
    in_kind: bool | None = None
    agency_id: str | None = None
    """Empty: lines that name no body."""
    household_id: HouseholdId | None = None
    case_id: CaseId | None = None
    need: SubDomain | None = None
    linkage_id: LinkageId | None = None
    pledge_id: PledgeId | None = None


@dataclass(frozen=True)
class Sums:
    """Won of the lines of one group, and what of it was private or in kind."""

    key: str
    won: int
    private: int
    in_kind: int
    lines: int
    households: int
    label: str = ""
    """Of a household: its latest case number. Else empty."""
    case_id: CaseId | None = None

    @property
    def public(self) -> int:
        return self.won - self.private

    @property
    def money(self) -> int:
        return self.won - self.in_kind


@dataclass(frozen=True)
class Results:
    """What a period brought (domain GP-01); households are those with a case in it."""

    households: int
    linkages: int
    sums: Sums
    without_need: int
    """Lines that name no need or an unknown linkage; the case refuses them, so 0 (GJ-10)."""


@dataclass(frozen=True)
class EntryRow:
    case_id: CaseId
    case_number: CaseNumber
    entry_id: str
    on: date
    source: ResourceSource
    agency_id: AgencyId | None
    need: SubDomain
    amount: int
    in_kind: bool
    linkage_id: LinkageId | None
    pledge_id: PledgeId | None
    month: date | None


@dataclass(frozen=True)
class FundUse:
    """Won of the case-management fund a household has had in a calendar year."""

    household_id: HouseholdId
    case_id: CaseId
    case_number: CaseNumber
    won: int


@dataclass(frozen=True)
class Counted:
    """A case, or a linkage of one, behind a number."""

    case_id: CaseId
    case_number: CaseNumber
    on: date | None = None
    service: str = ""
    agency_id: AgencyId | None = None


async def totals(session: AsyncSession, scope: Scope, asked: Asked, by: By) -> list[Sums]:
    """One group a line, the greatest first; months and years in their order."""
    keys = _keys(by)
    labels = _labels() if by is By.HOUSEHOLD else []
    query = _joined(select(*keys, *_sums(), *labels), scope, asked).group_by(*keys)
    rows = (await session.execute(query)).all()
    found = [_total(row, len(keys), bool(labels)) for row in rows]
    if by is By.HOUSEHOLD:
        cases = await _cases(session, scope, [one.label for one in found])
        found = [replace(one, case_id=cases.get(one.label)) for one in found]
    if by in (By.MONTH, By.YEAR):
        return sorted(found, key=lambda one: one.key)
    return sorted(found, key=lambda one: (-one.won, one.key))


async def results(session: AsyncSession, scope: Scope, asked: Asked) -> Results:
    row = (await session.execute(_joined(select(*_sums()), scope, asked))).one()
    households = await session.scalar(
        select(func.count(distinct(CaseLine.household_id))).where(_living(scope, asked))
    )
    linkages = await session.scalar(
        select(func.count())
        .select_from(LinkageLine)
        .join(CaseLine, CaseLine.case_id == LinkageLine.case_id)
        .where(_requested(scope, asked))
    )
    return Results(
        households=households or 0,
        linkages=linkages or 0,
        sums=_total(row, 0, False),
        without_need=await without_need(session, scope, asked),
    )


async def without_need(session: AsyncSession, scope: Scope, asked: Asked) -> int:
    """Lines that stand for no need of the household, or for a linkage nobody knows."""
    known = (
        select(LinkageLine.linkage_id)
        .where(
            LinkageLine.case_id == LedgerLine.case_id,
            LinkageLine.linkage_id == LedgerLine.linkage_id,
        )
        .exists()
    )
    unlinked = or_(
        LedgerLine.need.not_in([one.value for one in SubDomain]),
        and_(LedgerLine.linkage_id.is_not(None), ~known),
    )
    found = await session.scalar(_joined(select(func.count()), scope, asked).where(unlinked))
    return found or 0


async def lines(session: AsyncSession, scope: Scope, asked: Asked, page: int = 1) -> Page[EntryRow]:
    """The lines behind a number, newest first."""
    total = await session.scalar(_joined(select(func.count()), scope, asked))
    query = _listed(scope, asked).limit(PAGE_SIZE).offset(offset(page))
    rows = (await session.execute(query)).all()
    return Page(tuple(_entry(line, number) for line, number in rows), total or 0, max(page, 1))


async def all_lines(session: AsyncSession, scope: Scope, asked: Asked) -> list[EntryRow]:
    """For a sheet; at most ``EXPORT_CAP``."""
    rows = (await session.execute(_listed(scope, asked).limit(EXPORT_CAP))).all()
    return [_entry(line, number) for line, number in rows]


async def fund_uses(session: AsyncSession, scope: Scope, year: int, page: int = 1) -> Page[FundUse]:
    """The case-management fund by household, who had most first."""
    whole = Asked(date(year, 1, 1), date(year, 12, 31), source=ResourceSource.CASE_FUND)
    won = func.sum(LedgerLine.amount)
    columns = (CaseLine.household_id, *_labels(), won)
    query = _joined(select(*columns), scope, whole).group_by(CaseLine.household_id)
    total = await session.scalar(select(func.count()).select_from(query.subquery()))
    found = await session.execute(
        query.order_by(won.desc(), CaseLine.household_id).limit(PAGE_SIZE).offset(offset(page))
    )
    rows = found.all()
    cases = await _cases(session, scope, [number for _, number, _ in rows])
    uses = tuple(
        FundUse(HouseholdId(home), cases[number], CaseNumber(number), int(amount))
        for home, number, amount in rows
    )
    return Page(uses, total or 0, max(page, 1))


async def households(
    session: AsyncSession, scope: Scope, asked: Asked, page: int = 1
) -> Page[Counted]:
    """The households counted in ``results``, each by its latest case."""
    query = (
        select(CaseLine.household_id, *_labels())
        .where(_living(scope, asked))
        .group_by(CaseLine.household_id)
    )
    total = await session.scalar(select(func.count()).select_from(query.subquery()))
    ordered = query.order_by(func.max(CaseLine.case_number)).limit(PAGE_SIZE).offset(offset(page))
    numbers = [number for _, number in (await session.execute(ordered))]
    cases = await _cases(session, scope, numbers)
    found = tuple(Counted(cases[number], CaseNumber(number)) for number in numbers)
    return Page(found, total or 0, max(page, 1))


async def linkages(
    session: AsyncSession, scope: Scope, asked: Asked, page: int = 1
) -> Page[Counted]:
    """The linkages counted in ``results``, newest first."""
    query = (
        select(LinkageLine, CaseLine.case_number)
        .join(CaseLine, CaseLine.case_id == LinkageLine.case_id)
        .where(_requested(scope, asked))
    )
    total = await session.scalar(select(func.count()).select_from(query.subquery()))
    ordered = query.order_by(LinkageLine.requested_at.desc(), LinkageLine.linkage_id)
    rows = await session.execute(ordered.limit(PAGE_SIZE).offset(offset(page)))
    found = tuple(
        Counted(
            case_id=CaseId(line.case_id),
            case_number=CaseNumber(number),
            on=line.requested_at.astimezone(KOREA).date(),
            service=line.service,
            agency_id=AgencyId(line.agency_id),
        )
        for line, number in rows
    )
    return Page(found, total or 0, max(page, 1))


def _keys(by: By) -> list[Any]:
    year, month = extract("year", LedgerLine.on), extract("month", LedgerLine.on)
    keys: dict[By, list[Any]] = {
        By.SOURCE: [LedgerLine.source],
        By.BODY: [func.coalesce(LedgerLine.agency_id, "")],
        By.HOUSEHOLD: [CaseLine.household_id],
        By.NEED: [LedgerLine.need],
        By.MONTH: [year, month],
        By.YEAR: [year],
    }
    return keys[by]


def _labels() -> list[Any]:
    """Number of the latest case of a household: those of a district grow with time."""
    return [func.max(CaseLine.case_number)]


async def _cases(session: AsyncSession, scope: Scope, numbers: Sequence[str]) -> dict[str, CaseId]:
    query = select(CaseLine.case_number, CaseLine.case_id).where(
        CaseLine.case_number.in_(numbers), cases_in(scope)
    )
    return {number: CaseId(each) for number, each in (await session.execute(query))}


def _sums() -> list[Any]:
    def won(condition: ColumnElement[bool]) -> Any:
        return func.coalesce(func.sum(case((condition, LedgerLine.amount), else_=0)), 0)

    return [
        func.coalesce(func.sum(LedgerLine.amount), 0),
        won(LedgerLine.source.in_(PRIVATE)),
        won(LedgerLine.in_kind.is_(True)),
        func.count(LedgerLine.entry_id),
        func.count(distinct(CaseLine.household_id)),
    ]


def _total(row: Sequence[Any], keys: int, labelled: bool) -> Sums:
    """Months read ``2026-05``; everything else is its own code."""
    key = "-".join(one if isinstance(one, str) else f"{int(one):02d}" for one in row[:keys])
    won, private, in_kind, count, homes = (int(one) for one in row[keys : keys + 5])
    found = Sums(key, won, private, in_kind, count, homes)
    if labelled:
        return replace(found, label=row[keys + 5])
    return found


def _joined(query: Any, scope: Scope, asked: Asked) -> Any:
    return (
        query.select_from(LedgerLine)
        .join(CaseLine, CaseLine.case_id == LedgerLine.case_id)
        .where(_lines_in(scope, asked))
    )


def _listed(scope: Scope, asked: Asked) -> Any:
    return _joined(select(LedgerLine, CaseLine.case_number), scope, asked).order_by(
        LedgerLine.on.desc(), LedgerLine.case_id, LedgerLine.entry_id
    )


def _lines_in(scope: Scope, asked: Asked) -> ColumnElement[bool]:
    stated: list[Any] = [
        LedgerLine.district == scope.district,
        LedgerLine.on.between(asked.first, asked.last),
        cases_in(scope),
    ]
    if asked.source is not None:
        stated.append(LedgerLine.source == asked.source.value)
    if asked.private is not None:
        within = LedgerLine.source.in_(PRIVATE)
        stated.append(within if asked.private else ~within)
    if asked.in_kind is not None:
        stated.append(LedgerLine.in_kind.is_(asked.in_kind))
    if asked.agency_id is not None:
        stated.append(func.coalesce(LedgerLine.agency_id, "") == asked.agency_id)
    return and_(*stated, *_exactly(asked))


def _exactly(asked: Asked) -> list[ColumnElement[bool]]:
    stated = {
        CaseLine.household_id: asked.household_id,
        LedgerLine.case_id: asked.case_id,
        LedgerLine.need: asked.need.value if asked.need else None,
        LedgerLine.linkage_id: asked.linkage_id,
        LedgerLine.pledge_id: asked.pledge_id,
    }
    return [column == value for column, value in stated.items() if value is not None]


def _living(scope: Scope, asked: Asked) -> ColumnElement[bool]:
    """Cases some day of the period was part of."""
    over = and_(CaseLine.stage == Stage.ENDED.value, CaseLine.stage_since < _start_of(asked.first))
    return and_(cases_in(scope), CaseLine.opened_at < _end_of(asked.last), ~over)


def _requested(scope: Scope, asked: Asked) -> ColumnElement[bool]:
    return and_(
        LinkageLine.district == scope.district,
        LinkageLine.requested_at >= _start_of(asked.first),
        LinkageLine.requested_at < _end_of(asked.last),
        cases_in(scope),
    )


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), KOREA)


def _end_of(day: date) -> datetime:
    return _start_of(day + timedelta(days=1))


def _entry(line: LedgerLine, number: str) -> EntryRow:
    return EntryRow(
        case_id=CaseId(line.case_id),
        case_number=CaseNumber(number),
        entry_id=line.entry_id,
        on=line.on,
        source=ResourceSource(line.source),
        agency_id=AgencyId(line.agency_id) if line.agency_id else None,
        need=SubDomain(line.need),
        amount=line.amount,
        in_kind=line.in_kind,
        linkage_id=LinkageId(line.linkage_id) if line.linkage_id else None,
        pledge_id=PledgeId(line.pledge_id) if line.pledge_id else None,
        month=line.month,
    )
