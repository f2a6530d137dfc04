"""What could not be delivered or answered yet, for operators: ids, codes, times; nobody's data."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import AgencyId, CaseId, DistrictCode
from store.tables.messages import CommandLine, DeliveryLine, WebhookLine

SHOWN = 50


@dataclass(frozen=True)
class Trouble:
    """One thing that waits; ``case_id`` or ``agency_id`` says whose it is, as far as known."""

    since: datetime
    attempts: int
    code: str
    case_id: CaseId | None = None
    agency_id: AgencyId | None = None
    next_at: datetime | None = None


@dataclass(frozen=True)
class Troubles:
    deliveries: tuple[Trouble, ...]
    webhooks: tuple[Trouble, ...]
    commands: tuple[Trouble, ...]
    totals: tuple[int, int, int]
    """Of deliveries, webhooks and commands; more may wait than are listed."""


async def troubles(session: AsyncSession, district: DistrictCode) -> Troubles:
    """The oldest first, fifty of each."""
    deliveries = await _deliveries(session, district)
    webhooks = await _webhooks(session, district)
    commands = await _commands(session, district)
    totals = (
        await _count(session, DeliveryLine, district),
        await _count(session, WebhookLine, district),
        await _count(session, CommandLine, district),
    )
    return Troubles(deliveries, webhooks, commands, totals)


async def _count(
    session: AsyncSession,
    line: type[DeliveryLine] | type[WebhookLine] | type[CommandLine],
    district: DistrictCode,
) -> int:
    ended = line.delivered_at if line is DeliveryLine else line.done_at  # type: ignore[union-attr]
    query = select(func.count()).where(line.district == district, ended.is_(None))
    return await session.scalar(query) or 0


async def _deliveries(session: AsyncSession, district: DistrictCode) -> tuple[Trouble, ...]:
    query = select(DeliveryLine).where(
        DeliveryLine.district == district, DeliveryLine.delivered_at.is_(None)
    )
    lines = await session.scalars(query.order_by(DeliveryLine.first_at).limit(SHOWN))
    return tuple(
        Trouble(
            line.first_at,
            line.attempts,
            line.code,
            case_id=CaseId(line.case_id),
            agency_id=AgencyId(line.agency_id),
        )
        for line in lines
    )


async def _webhooks(session: AsyncSession, district: DistrictCode) -> tuple[Trouble, ...]:
    query = select(WebhookLine).where(
        WebhookLine.district == district, WebhookLine.done_at.is_(None)
    )
    lines = await session.scalars(query.order_by(WebhookLine.received_at).limit(SHOWN))
    return tuple(
        Trouble(
            line.received_at,
            line.attempts,
            line.outcome or "",
            agency_id=AgencyId(line.agency_id),
            next_at=line.not_before,
        )
        for line in lines
    )


async def _commands(session: AsyncSession, district: DistrictCode) -> tuple[Trouble, ...]:
    query = select(CommandLine).where(
        CommandLine.district == district, CommandLine.done_at.is_(None)
    )
    lines = await session.scalars(query.order_by(CommandLine.kept_at).limit(SHOWN))
    return tuple(
        Trouble(
            line.kept_at,
            line.attempts,
            line.outcome or "",
            case_id=CaseId(line.case_id),
            next_at=line.not_before,
        )
        for line in lines
    )
