"""Figures added up from counted facts; a number and the list behind it share one condition."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, extract, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import DiscoveryChannel
from care.model.figures import FactKind, How, Measure
from care.model.ids import AgencyId, CaseId, CaseNumber, PersonId
from store.scope import PAGE_SIZE, Page, Scope, cases_in, offset
from store.tables.cases import CaseLine
from store.tables.figures import CountedLine as C
from store.tables.protection import HiddenLine

MEASURED = tuple(sorted({one.kind for one in Measure}))
TIMED = (FactKind.STAY, FactKind.STEP, FactKind.ANSWERED)
CODED = (FactKind.OPENED, FactKind.PUBLIC, FactKind.PRIVATE, FactKind.CLOSED, FactKind.SUPERVISED)
MINUTES_AN_HOUR = 60


class By(StrEnum):
    """What a report is cut by."""

    YEAR = "year"
    MONTH = "month"
    OFFICE = "office"
    ZONE = "zone"
    CHANNEL = "channel"


@dataclass(frozen=True)
class Asked:
    """A period, both days included, and what else must be so."""

    first: date
    last: date
    offices: frozenset[str] | None = None
    channel: DiscoveryChannel | None = None
    known_at: datetime | None = None
    """Only what had been recorded by then: the figures as they stood."""


@dataclass(frozen=True)
class Which:
    """The facts behind one number. ``code`` narrows them; ``over`` days is what was too long."""

    kind: FactKind
    how: How = How.TIMES
    code: str | None = None
    over: int | None = None


@dataclass(frozen=True)
class Cell:
    """Facts of one kind in one group; ``households`` leaves merged records out."""

    households: int = 0
    times: int = 0
    amount: int = 0

    def value(self, how: How) -> int:
        return {
            How.HOUSEHOLDS: self.households,
            How.TIMES: self.times,
            How.WON: self.amount,
        }[how]


@dataclass(frozen=True)
class Group:
    """One line of a report; ``key`` is empty for the whole."""

    key: str
    cells: Mapping[FactKind, Cell] = field(default_factory=dict)

    def cell(self, measure: Measure) -> Cell:
        return self.cells.get(measure.kind, Cell())

    def value(self, measure: Measure) -> int:
        return self.cell(measure).value(measure.how)


@dataclass(frozen=True)
class Spread:
    """How often something took so many days (or, of answers, hours), in ascending order."""

    counts: tuple[tuple[int, int], ...]

    @property
    def times(self) -> int:
        return sum(count for _, count in self.counts)

    @property
    def median(self) -> float:
        """The middle one; between two middle ones, half way."""
        return (self._at((self.times - 1) // 2) + self._at(self.times // 2)) / 2

    @property
    def mean(self) -> float:
        return sum(value * count for value, count in self.counts) / self.times

    def within(self, most: int) -> int:
        return sum(count for value, count in self.counts if value <= most)

    def _at(self, place: int) -> int:
        for value, count in self.counts:
            place -= count
            if place < 0:
                return value
        return 0


@dataclass(frozen=True)
class Behind:
    """One fact, or the latest case of a household, behind a number."""

    case_id: CaseId
    case_number: CaseNumber
    on: date | None = None
    code: str = ""
    amount: int = 0
    agency_id: AgencyId | None = None


async def first_year(session: AsyncSession, district: str) -> int | None:
    """The year of the first household that was found; None before there is one."""
    query = select(func.min(C.on)).where(C.district == district, C.kind == FactKind.OPENED)
    first = await session.scalar(query)
    return None if first is None else int(first.year)


async def whole(session: AsyncSession, scope: Scope, asked: Asked) -> Group:
    query = select(C.kind, *_sums(scope)).where(within(scope, asked, MEASURED)).group_by(C.kind)
    found = (await session.execute(joined(query))).all()
    return Group("", {FactKind(kind): Cell(*map(int, sums)) for kind, *sums in found})


async def groups(
    session: AsyncSession,
    scope: Scope,
    asked: Asked,
    by: By,
    zones: Mapping[str, Iterable[str]] | None = None,
) -> list[Group]:
    """Every line of which anything is counted, by its key: ``2026`` a year, ``2026-05`` a month."""
    keys = _keys(by, zones or {})
    query = select(C.kind, *keys, *_sums(scope)).where(within(scope, asked, MEASURED))
    made: dict[str, dict[FactKind, Cell]] = {}
    for kind, *rest in await session.execute(joined(query.group_by(C.kind, *keys))):
        key = "-".join(one if isinstance(one, str) else f"{int(one):02d}" for one in rest[:-3])
        made.setdefault(key, {})[FactKind(kind)] = Cell(*map(int, rest[-3:]))
    return [Group(key, made[key]) for key in sorted(made)]


async def by_code(
    session: AsyncSession, scope: Scope, asked: Asked
) -> dict[FactKind, dict[str, Cell]]:
    """Channels, sources, closure reasons and kinds of supervision."""
    query = select(C.kind, C.code, *_sums(scope)).where(within(scope, asked, CODED))
    made: dict[FactKind, dict[str, Cell]] = {}
    for kind, code, *sums in await session.execute(joined(query.group_by(C.kind, C.code))):
        made.setdefault(FactKind(kind), {})[code] = Cell(*map(int, sums))
    return made


async def spreads(
    session: AsyncSession, scope: Scope, asked: Asked
) -> dict[FactKind, dict[str, Spread]]:
    """Days in each stage and step; hours until a body answered, under the empty code."""
    answers = C.kind == FactKind.ANSWERED.value
    code = case((answers, literal("")), else_=C.code)
    took = case((answers, C.amount // MINUTES_AN_HOUR), else_=C.amount)
    query = select(C.kind, code, took, func.count()).where(within(scope, asked, TIMED))
    made: dict[FactKind, dict[str, dict[int, int]]] = {}
    for kind, name, value, count in await session.execute(
        joined(query.group_by(C.kind, code, took))
    ):
        made.setdefault(FactKind(kind), {}).setdefault(name, {})[int(value)] = int(count)
    return {
        kind: {name: Spread(tuple(sorted(counts.items()))) for name, counts in names.items()}
        for kind, names in made.items()
    }


async def loads(session: AsyncSession, scope: Scope, asked: Asked) -> dict[PersonId, int]:
    """Cases each worker was responsible for at the end of the last day."""
    over = select(C.case_id).where(
        C.district == scope.district,
        C.kind.in_((FactKind.CLOSED.value, FactKind.ENDED.value)),
        C.on <= asked.last,
    )
    until = Asked(date.min, asked.last, asked.offices, asked.channel, asked.known_at)
    latest = (
        joined(select(C.case_id, func.max(C.sequence).label("sequence")))
        .where(within(scope, until, (FactKind.OWNED,)), C.case_id.not_in(over))
        .group_by(C.case_id)
        .subquery()
    )
    query = (
        select(C.who, func.count())
        .join(latest, and_(latest.c.case_id == C.case_id, latest.c.sequence == C.sequence))
        .where(C.kind == FactKind.OWNED.value)
        .group_by(C.who)
        .order_by(func.count().desc(), C.who)
    )
    return {PersonId(who): int(count) for who, count in await session.execute(query) if who}


async def behind(
    session: AsyncSession, scope: Scope, asked: Asked, which: Which, page: int = 1
) -> Page[Behind]:
    """The list behind a number, newest first: facts, or households by their latest case."""
    condition = _which(scope, asked, which)
    listed: Any
    if which.how is How.HOUSEHOLDS:
        latest = joined(select(func.max(CaseLine.case_number)).where(condition))
        latest = latest.group_by(C.household_id)
        listed = select(
            CaseLine.case_id, CaseLine.case_number, literal(None), literal(""), literal(0),
            literal(None),
        ).where(CaseLine.case_number.in_(latest), CaseLine.district == scope.district)  # fmt: skip
        total = await session.scalar(select(func.count()).select_from(latest.subquery()))
        ordered = listed.order_by(CaseLine.case_number.desc())
    else:
        total = await session.scalar(joined(select(func.count()).where(condition)))
        listed = select(C.case_id, CaseLine.case_number, C.on, C.code, C.amount, C.agency_id).where(
            condition
        )
        ordered = joined(listed).order_by(C.on.desc(), C.case_id, C.key)
    rows = await session.execute(ordered.limit(PAGE_SIZE).offset(offset(page)))
    return Page(tuple(_behind(*row) for row in rows), total or 0, max(page, 1))


async def value(session: AsyncSession, scope: Scope, asked: Asked, which: Which) -> int:
    """The number the list stands behind, alone."""
    households, times, amount = _sums(scope)
    column = {How.HOUSEHOLDS: households, How.TIMES: times, How.WON: amount}[which.how]
    found = await session.scalar(joined(select(column).where(_which(scope, asked, which))))
    return int(found or 0)


async def sees_all(session: AsyncSession, scope: Scope) -> bool:
    """Whether the reader may know every household of the district."""
    if scope.offices is not None or scope.agency is not None:
        return False
    hidden = select(HiddenLine.household_id).where(
        HiddenLine.kind == "person", HiddenLine.who == scope.person, HiddenLine.until.is_(None)
    )
    return await session.scalar(hidden.limit(1)) is None


def _behind(case_id: str, number: str, *rest: Any) -> Behind:
    on, code, amount, agency = rest
    body = AgencyId(agency) if agency else None
    return Behind(CaseId(case_id), CaseNumber(number), on, code, int(amount), body)


def _sums(scope: Scope) -> tuple[Any, Any, Any]:
    home = case((C.case_id.not_in(merged(scope)), C.household_id))
    return func.count(distinct(home)), func.count(), func.coalesce(func.sum(C.amount), 0)


def merged(scope: Scope) -> Any:
    return (
        select(C.case_id)
        .where(C.district == scope.district, C.kind == FactKind.MERGED.value)
        .group_by(C.case_id)
        .having(func.sum(C.amount) > 0)
    )


def joined(query: Any) -> Any:
    return query.select_from(C).join(CaseLine, CaseLine.case_id == C.case_id)


def within(scope: Scope, asked: Asked, kinds: Sequence[FactKind]) -> ColumnElement[bool]:
    stated: list[Any] = [
        C.district == scope.district,
        C.kind.in_([one.value for one in kinds]),
        C.on.between(asked.first, asked.last),
        cases_in(scope),
    ]
    if asked.offices is not None:
        stated.append(CaseLine.office.in_(sorted(asked.offices)))
    if asked.channel is not None:
        stated.append(C.channel == asked.channel.value)
    if asked.known_at is not None:
        stated.append(C.at <= asked.known_at)
    return and_(*stated)


def _which(scope: Scope, asked: Asked, which: Which) -> ColumnElement[bool]:
    stated: list[Any] = [within(scope, asked, (which.kind,))]
    if which.code is not None:
        stated.append(C.code == which.code)
    if which.over is not None:
        stated.append(C.amount > which.over)
    if which.how is How.HOUSEHOLDS:
        stated.append(C.case_id.not_in(merged(scope)))
    return and_(*stated)


def _keys(by: By, zones: Mapping[str, Iterable[str]]) -> list[Any]:
    if by is By.YEAR:
        return [extract("year", C.on)]
    if by is By.MONTH:
        return [extract("year", C.on), extract("month", C.on)]
    if by is By.ZONE:
        placed = [(CaseLine.office.in_(sorted(offices)), name) for name, offices in zones.items()]
        return [case(*placed, else_=literal(""))] if placed else [literal("")]
    return [CaseLine.office if by is By.OFFICE else C.channel]
