"""What every way of finding households brings: found, received, and really served (GP-06).

A number and the list behind it share one condition, so that they cannot disagree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.messages.events import CaseOpened, Recorded
from care.model.codes import DiscoveryChannel, LinkageStatus
from care.model.ids import CaseId, CaseNumber
from store.keyring import district_of
from store.moments import KOREA
from store.scope import PAGE_SIZE, Page, Scope, cases_in, offset
from store.statements import put
from store.tables.cases import CaseLine, LinkageLine
from store.tables.discoveries import DiscoveryLine

SERVED = (LinkageStatus.STARTED.value, LinkageStatus.DONE.value)


class Reached(StrEnum):
    """How far a household came."""

    FOUND = "found"
    RECEIVED = "received"
    SERVED = "served"
    """A service was begun for it."""


@dataclass(frozen=True)
class Yield:
    """Households whose case was opened in the period, by the channel that found them."""

    channel: DiscoveryChannel
    found: int
    received: int
    served: int


@dataclass(frozen=True)
class FoundCase:
    """The latest case of a household behind a number."""

    case_id: CaseId
    case_number: CaseNumber
    on: date


async def keep(session: AsyncSession, case_id: CaseId, events: Iterable[Recorded]) -> None:
    """The channel of a case that is opened; later steps say nothing of it."""
    rows = [
        {
            "case_id": case_id,
            "district": district_of(case_id),
            "channel": str(one.event.opening.channel),
        }
        for one in events
        if isinstance(one.event, CaseOpened)
    ]
    if rows:
        await put(session, DiscoveryLine, rows)


async def per_channel(
    session: AsyncSession, scope: Scope, first: date, last: date
) -> tuple[Yield, ...]:
    """Every channel, those that found nobody too, in the order of the codes."""
    counts = [_households(_reached(one)) for one in Reached]
    query = _opened(select(DiscoveryLine.channel, *counts), scope, first, last)
    found = await session.execute(query.group_by(DiscoveryLine.channel))
    by_code = {code: [int(one) for one in numbers] for code, *numbers in found}
    return tuple(Yield(one, *by_code.get(one.value, (0, 0, 0))) for one in DiscoveryChannel)


async def cases_found(
    session: AsyncSession,
    scope: Scope,
    period: tuple[date, date],
    channel: DiscoveryChannel | None,
    reached: Reached,
    page: int = 1,
) -> Page[FoundCase]:
    """The households counted in ``per_channel``, each by its latest case; None: of any channel."""
    numbers = _opened(select(func.max(CaseLine.case_number)), scope, *period)
    if channel is not None:
        numbers = numbers.where(DiscoveryLine.channel == channel.value)
    latest = numbers.where(_reached(reached)).group_by(CaseLine.household_id)
    total = await session.scalar(select(func.count()).select_from(latest.subquery()))
    query = (
        select(CaseLine.case_id, CaseLine.case_number, CaseLine.opened_at)
        .where(cases_in(scope), CaseLine.case_number.in_(latest))
        .order_by(CaseLine.opened_at.desc(), CaseLine.case_id)
        .limit(PAGE_SIZE)
        .offset(offset(page))
    )
    rows = (await session.execute(query)).all()
    found = tuple(
        FoundCase(CaseId(case_id), CaseNumber(number), at.astimezone(KOREA).date())
        for case_id, number, at in rows
    )
    return Page(found, total or 0, max(page, 1))


def _households(reached: ColumnElement[bool]) -> Any:
    return func.count(distinct(case((reached, CaseLine.household_id))))


def _reached(how_far: Reached) -> ColumnElement[bool]:
    served = (
        select(LinkageLine.linkage_id)
        .where(LinkageLine.case_id == CaseLine.case_id, LinkageLine.status.in_(SERVED))
        .exists()
    )
    return {
        Reached.FOUND: CaseLine.case_id.is_not(None),
        Reached.RECEIVED: CaseLine.received_at.is_not(None),
        Reached.SERVED: served,
    }[how_far]


def _opened(query: Any, scope: Scope, first: date, last: date) -> Any:
    within = and_(
        CaseLine.opened_at >= _start_of(first),
        CaseLine.opened_at < _start_of(last + timedelta(days=1)),
    )
    return (
        query.select_from(CaseLine)
        .join(DiscoveryLine, DiscoveryLine.case_id == CaseLine.case_id)
        .where(cases_in(scope), within)
    )


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), KOREA)
