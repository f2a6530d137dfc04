"""How far the clocks of cases were moved, and how far a move has got."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import CaseId, DistrictCode
from store.keyring import district_of
from store.moments import Leads
from store.statements import put, table_of
from store.tables.cases import CaseLine
from store.tables.clocks import CaseClockLine

SILENT_AFTER = timedelta(seconds=90)
"""A move that says nothing for so long was broken off with its process."""
ARRIVED = timedelta(seconds=5)


@dataclass(frozen=True)
class CaseClock:
    """``lead`` runs from ``start`` to ``goal`` while the case is being moved."""

    case_id: CaseId
    lead: timedelta
    start: timedelta
    goal: timedelta
    beat_at: datetime
    failed: str = ""

    @property
    def arrived(self) -> bool:
        return self.goal - self.lead < ARRIVED

    def moving(self, at: datetime) -> bool:
        return not self.arrived and not self.failed and at - self.beat_at < SILENT_AFTER


async def leads(session: AsyncSession, district: DistrictCode) -> Leads:
    query = select(CaseClockLine.case_id, CaseClockLine.lead).where(
        CaseClockLine.district == district
    )
    rows = (await session.execute(query)).all()
    return {CaseId(row.case_id): timedelta(seconds=row.lead) for row in rows}


async def case_clock(session: AsyncSession, case_id: CaseId) -> CaseClock | None:
    line = await session.get(CaseClockLine, case_id, populate_existing=True)
    if line is None:
        return None
    return CaseClock(
        case_id=case_id,
        lead=timedelta(seconds=line.lead),
        start=timedelta(seconds=line.start),
        goal=timedelta(seconds=line.goal),
        beat_at=line.beat_at,
        failed=line.failed or "",
    )


async def begin(
    session: AsyncSession, case_id: CaseId, lead: timedelta, by: timedelta, at: datetime
) -> None:
    """A move begins at ``lead`` and goes ``by`` further."""
    row: Mapping[str, object] = {
        "case_id": case_id,
        "district": district_of(case_id),
        "lead": _seconds(lead),
        "start": _seconds(lead),
        "goal": _seconds(lead + by),
        "beat_at": at,
        "failed": None,
    }
    await put(session, CaseClockLine, (row,))


async def beat(session: AsyncSession, case_id: CaseId, lead: timedelta, at: datetime) -> None:
    await _set(session, case_id, lead=_seconds(lead), beat_at=at)


async def fail(session: AsyncSession, case_id: CaseId, code: str, at: datetime) -> None:
    await _set(session, case_id, failed=code, beat_at=at)


async def _set(session: AsyncSession, case_id: CaseId, **values: object) -> None:
    table = table_of(CaseClockLine)
    await session.execute(update(table).where(table.c.case_id == case_id).values(**values))


def _seconds(span: timedelta) -> int:
    return round(span.total_seconds())


async def case_called(session: AsyncSession, asked: str) -> CaseId | None:
    """By its id, or by a number that only one case has."""
    named = or_(CaseLine.case_id == asked, CaseLine.case_number == asked.upper())
    found = (await session.scalars(select(CaseLine.case_id).where(named).limit(2))).all()
    return CaseId(found[0]) if len(found) == 1 else None
