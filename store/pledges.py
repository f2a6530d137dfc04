"""Monthly sponsorship as a list: what was promised, which months came in and from whom."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.care_clocks import pledged_months
from care.messages.events import PledgeRecorded, Recorded
from care.model.codes import ResourceSource, SubDomain
from care.model.ids import AgencyId, CaseId, CaseNumber, PledgeId
from care.model.linkage import Pledge
from store.keyring import district_of
from store.read_model import Row
from store.scope import PAGE_SIZE, Page, Scope, cases_in, offset
from store.statements import add, put
from store.tables.cases import CaseLine, LedgerLine
from store.tables.pledges import PledgeLine


@dataclass(frozen=True)
class PledgeMonth:
    """One promised month; ``by`` is another body's id where a substitute paid it."""

    month: date
    due: date
    paid_on: date | None = None
    by: AgencyId | None = None
    amount: int = 0


@dataclass(frozen=True)
class PledgeRow:
    case_id: CaseId
    case_number: CaseNumber
    pledge: Pledge
    months: tuple[PledgeMonth, ...]

    @property
    def promised(self) -> int:
        """Won over the whole time."""
        return self.pledge.amount * self.pledge.months

    @property
    def received(self) -> int:
        """Won that came for it, whoever paid."""
        return sum(one.amount for one in self.months)

    def missed(self, today: date) -> tuple[PledgeMonth, ...]:
        return tuple(one for one in self.months if one.paid_on is None and one.due < today)

    def substituted(self) -> tuple[PledgeMonth, ...]:
        return tuple(one for one in self.months if one.by is not None)


async def keep(session: AsyncSession, case_id: CaseId, events: Iterable[Recorded]) -> None:
    await put(session, PledgeLine, _rows(case_id, events))


async def again(session: AsyncSession, case_id: CaseId, recorded: Iterable[Recorded]) -> None:
    """All of a case's from its events, in place of what was there."""
    await session.execute(delete(PledgeLine).where(PledgeLine.case_id == case_id))
    await add(session, PledgeLine, _rows(case_id, recorded))


async def drop(session: AsyncSession, case_id: CaseId, sequences: Any) -> None:
    """Those of events nobody was told of."""
    await session.execute(
        delete(PledgeLine).where(PledgeLine.case_id == case_id, PledgeLine.sequence.in_(sequences))
    )


async def pledge_list(
    session: AsyncSession,
    scope: Scope,
    page: int = 1,
    agency_id: AgencyId | None = None,
    late_on: date | None = None,
) -> Page[PledgeRow]:
    """Newest first. A worker of a body sees the own body's; ``late_on`` keeps those with a month
    that had not come in by then.
    """
    condition = _within(scope, agency_id)
    query = (
        select(PledgeLine, CaseLine.case_number)
        .join(CaseLine, CaseLine.case_id == PledgeLine.case_id)
        .where(condition)
        .order_by(PledgeLine.first_month.desc(), PledgeLine.case_id, PledgeLine.pledge_id)
    )
    if late_on is not None:
        found = (await session.execute(query)).all()
        late = [one for one in await _filled(session, found) if one.missed(late_on)]
        first = offset(page)
        return Page(tuple(late[first : first + PAGE_SIZE]), len(late), max(page, 1))
    count = select(func.count()).select_from(PledgeLine)
    total = await session.scalar(
        count.join(CaseLine, CaseLine.case_id == PledgeLine.case_id).where(condition)
    )
    found = (await session.execute(query.limit(PAGE_SIZE).offset(offset(page)))).all()
    return Page(tuple(await _filled(session, found)), total or 0, max(page, 1))


async def pledge_of(session: AsyncSession, scope: Scope, pledge_id: PledgeId) -> PledgeRow | None:
    """None for a missing one and for one out of scope, e.g. another body's, alike."""
    query = (
        select(PledgeLine, CaseLine.case_number)
        .join(CaseLine, CaseLine.case_id == PledgeLine.case_id)
        .where(_within(scope, None), PledgeLine.pledge_id == pledge_id)
    )
    found = (await session.execute(query)).all()
    return next(iter(await _filled(session, found)), None)


def _within(scope: Scope, agency_id: AgencyId | None) -> ColumnElement[bool]:
    conditions = [PledgeLine.district == scope.district, cases_in(scope)]
    agency = scope.agency or agency_id
    if agency is not None:
        conditions.append(PledgeLine.agency_id == agency)
    return and_(*conditions)


async def _filled(
    session: AsyncSession, found: Sequence[tuple[PledgeLine, str]]
) -> list[PledgeRow]:
    paid = await _payments(session, [line.case_id for line, _ in found])
    return [
        _row(line, number, paid.get((line.case_id, line.pledge_id), [])) for line, number in found
    ]


async def _payments(
    session: AsyncSession, cases: Sequence[str]
) -> dict[tuple[str, str], list[LedgerLine]]:
    lines = await session.scalars(
        select(LedgerLine).where(LedgerLine.case_id.in_(cases), LedgerLine.pledge_id.is_not(None))
    )
    paid: dict[tuple[str, str], list[LedgerLine]] = {}
    for line in lines:
        paid.setdefault((line.case_id, line.pledge_id or ""), []).append(line)
    return paid


def _row(line: PledgeLine, number: str, paid: Sequence[LedgerLine]) -> PledgeRow:
    pledge = Pledge(
        pledge_id=PledgeId(line.pledge_id),
        agency_id=AgencyId(line.agency_id),
        source=ResourceSource(line.source),
        need=SubDomain(line.need),
        amount=line.amount,
        first_month=line.first_month,
        months=line.months,
        day=line.day,
        paid=tuple(sorted(one.month for one in paid if one.month is not None)),
    )
    months = tuple(_months(pledge, {one.month: one for one in paid}))
    return PledgeRow(CaseId(line.case_id), CaseNumber(number), pledge, months)


def _months(pledge: Pledge, paid: dict[date | None, LedgerLine]) -> Iterator[PledgeMonth]:
    for month in pledged_months(pledge):
        came, due = paid.get(month), month.replace(day=pledge.day)
        if came is None:
            yield PledgeMonth(month, due)
            continue
        other = came.agency_id if came.agency_id != pledge.agency_id else None
        by = AgencyId(other) if other else None
        yield PledgeMonth(month, due, came.on, by, came.amount)


def _rows(case_id: CaseId, events: Iterable[Recorded]) -> list[Row]:
    return [
        {
            "case_id": case_id,
            "pledge_id": recorded.event.pledge.pledge_id,
            "sequence": recorded.sequence,
            "district": district_of(case_id),
            "agency_id": recorded.event.pledge.agency_id,
            "source": str(recorded.event.pledge.source),
            "need": str(recorded.event.pledge.need),
            "amount": recorded.event.pledge.amount,
            "first_month": recorded.event.pledge.first_month,
            "months": recorded.event.pledge.months,
            "day": recorded.event.pledge.day,
        }
        for recorded in events
        if isinstance(recorded.event, PledgeRecorded)
    ]
