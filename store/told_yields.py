"""From a household told of to a case: what every channel brought into triage, and what came of it.

Counted by the day a household began to wait; one declined that came back counts by its last
coming. A number and the list behind it share one condition. A household hidden from the reader is
neither counted nor listed (SR-18).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import DiscoveryChannel
from care.model.discovery import AtRiskStatus
from care.model.ids import AtRiskId, CaseId, OfficeCode
from store.moments import KOREA
from store.scope import PAGE_SIZE, Page, Scope, known_home, known_to, offset
from store.tables.at_risk import AtRiskLine

S = AtRiskStatus


class Stands(StrEnum):
    """Where a household told of stands now. One merged into another counts with that one."""

    TOLD = "told"
    CASE = "case"
    ATTACHED = "attached"
    DECLINED = "declined"
    WAITING = "waiting"


OF: dict[Stands, tuple[AtRiskStatus, ...]] = {
    Stands.CASE: (S.ACCEPTED,),
    Stands.ATTACHED: (S.ATTACHED,),
    Stands.DECLINED: (S.DECLINED,),
    Stands.WAITING: (S.WAITING, S.SNOOZED, S.OPENING),
}


@dataclass(frozen=True)
class ToldYield:
    """Households a channel told of; ``told`` is the sum of the others."""

    channel: DiscoveryChannel
    told: int
    case: int
    attached: int
    declined: int
    waiting: int

    @property
    def percent(self) -> int:
        """Those with a case, new or their own, of a hundred told of."""
        return round(100 * (self.case + self.attached) / self.told) if self.told else 0


@dataclass(frozen=True)
class ToldOf:
    """One household behind a number, without a name."""

    at_risk_id: AtRiskId
    office: OfficeCode | None
    channel: DiscoveryChannel
    status: AtRiskStatus
    case_id: CaseId | None
    on: date


async def per_channel(
    session: AsyncSession, scope: Scope, first: date, last: date
) -> tuple[ToldYield, ...]:
    """Channels that told of somebody, in the order of the codes."""
    counts = [func.count(case((_stands(one), 1))) for one in Stands]
    query = (
        select(AtRiskLine.channel, *counts)
        .where(_told(scope, first, last))
        .group_by(AtRiskLine.channel)
    )
    found = {code: numbers for code, *numbers in await session.execute(query)}
    return tuple(
        ToldYield(one, *(int(n) for n in found[one.value]))
        for one in DiscoveryChannel
        if one.value in found
    )


async def behind(
    session: AsyncSession,
    scope: Scope,
    period: tuple[date, date],
    channel: DiscoveryChannel | None,
    stands: Stands,
    page: int = 1,
) -> Page[ToldOf]:
    """The households a number counts, newest first; None: of any channel."""
    within = and_(
        _told(scope, *period),
        _stands(stands),
        true() if channel is None else AtRiskLine.channel == channel.value,
    )
    total = await session.scalar(select(func.count()).select_from(AtRiskLine).where(within))
    query = (
        select(AtRiskLine)
        .where(within)
        .order_by(AtRiskLine.first_at.desc(), AtRiskLine.at_risk_id)
        .limit(PAGE_SIZE)
        .offset(offset(page))
    )
    found = tuple(_told_of(line) for line in await session.scalars(query))
    return Page(found, total or 0, max(page, 1))


def _stands(stands: Stands) -> ColumnElement[bool]:
    if stands is Stands.TOLD:
        return true()
    return AtRiskLine.status.in_([one.value for one in OF[stands]])


def _told(scope: Scope, first: date, last: date) -> ColumnElement[bool]:
    place: Any = true()
    if scope.offices is not None:
        place = or_(AtRiskLine.office.is_(None), AtRiskLine.office.in_(sorted(scope.offices)))
    return and_(
        AtRiskLine.district == scope.district,
        AtRiskLine.status != S.MERGED.value,
        AtRiskLine.first_at >= _start_of(first),
        AtRiskLine.first_at < _start_of(last + timedelta(days=1)),
        place,
        known_home(scope, AtRiskLine.household_id),
        or_(AtRiskLine.case_id.is_(None), known_to(scope, AtRiskLine.case_id)),
    )


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), KOREA)


def _told_of(line: AtRiskLine) -> ToldOf:
    return ToldOf(
        at_risk_id=AtRiskId(line.at_risk_id),
        office=OfficeCode(line.office) if line.office else None,
        channel=DiscoveryChannel(line.channel),
        status=AtRiskStatus(line.status),
        case_id=CaseId(line.case_id) if line.case_id else None,
        on=line.first_at.astimezone(KOREA).date(),
    )
