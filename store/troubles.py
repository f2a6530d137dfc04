"""What could not be delivered or answered yet, for operators: ids, codes, times; nobody's data."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import LinkageStatus
from care.model.ids import AgencyId, CaseId, DistrictCode
from store.scope import Scope, known_to
from store.tables.cases import LinkageLine
from store.tables.messages import CommandLine, DeliveryLine, WebhookLine
from store.webhooks import is_set_aside

SHOWN = 50
OPEN = tuple(status.value for status in LinkageStatus if status.is_open)


@dataclass(frozen=True)
class Trouble:
    """One thing that waits; ``case_id`` or ``agency_id`` says whose it is, as far as known."""

    since: datetime
    attempts: int
    code: str
    case_id: CaseId | None = None
    agency_id: AgencyId | None = None
    next_at: datetime | None = None
    message_id: int | None = None


@dataclass(frozen=True)
class Failing:
    """A body that cannot be reached: how many effects wait for it, since when, tried how often."""

    agency_id: AgencyId
    since: datetime
    effects: int
    attempts: int


@dataclass(frozen=True)
class Troubles:
    deliveries: tuple[Trouble, ...]
    webhooks: tuple[Trouble, ...]
    commands: tuple[Trouble, ...]
    set_aside: tuple[Trouble, ...]
    failing: tuple[Failing, ...]
    totals: tuple[int, int, int, int]
    """Of deliveries, webhooks, commands and messages set aside; more may be than are listed."""


async def troubles(session: AsyncSession, scope: Scope) -> Troubles:
    """The oldest first, fifty of each; nothing of a household hidden from who looks (SR-18)."""
    district = scope.district
    waiting, aside = WebhookLine.done_at.is_(None), is_set_aside()
    return Troubles(
        deliveries=await _deliveries(session, scope),
        webhooks=await _webhooks(session, district, waiting),
        commands=await _commands(session, scope),
        set_aside=await _webhooks(session, district, aside),
        failing=await _failing(session, scope),
        totals=(
            await _count(session, DeliveryLine, _undelivered(scope)),
            await _count(session, WebhookLine, WebhookLine.district == district, waiting),
            await _count(
                session,
                CommandLine,
                *_unanswered(scope),
            ),
            await _count(session, WebhookLine, WebhookLine.district == district, aside),
        ),
    )


async def _count(
    session: AsyncSession,
    line: type[DeliveryLine] | type[WebhookLine] | type[CommandLine],
    *conditions: ColumnElement[bool],
) -> int:
    query = select(func.count()).select_from(line).where(*conditions)
    return await session.scalar(query) or 0


def _undelivered(scope: Scope) -> ColumnElement[bool]:
    """Still tried: what was given up, called off or handed over by a person is a task, not this.

    A withdrawal is sent until it arrives, whatever became of the linkage.
    """
    withdraws = DeliveryLine.effect_id == DeliveryLine.linkage_id + ":withdraw"
    asks = and_(LinkageLine.status.in_(OPEN), LinkageLine.delivered_at.is_(None))
    linkage = exists().where(
        LinkageLine.case_id == DeliveryLine.case_id,
        LinkageLine.linkage_id == DeliveryLine.linkage_id,
        LinkageLine.delivery_failed.is_(False),
        or_(withdraws, asks),
    )
    return and_(
        DeliveryLine.district == scope.district,
        DeliveryLine.delivered_at.is_(None),
        known_to(scope, DeliveryLine.case_id),
        linkage,
    )


def _unanswered(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return (
        CommandLine.district == scope.district,
        CommandLine.done_at.is_(None),
        known_to(scope, CommandLine.case_id),
    )


async def _failing(session: AsyncSession, scope: Scope) -> tuple[Failing, ...]:
    since = func.min(DeliveryLine.first_at)
    query = (
        select(
            DeliveryLine.agency_id,
            since.label("since"),
            func.count().label("effects"),
            func.sum(DeliveryLine.attempts).label("attempts"),
        )
        .where(_undelivered(scope))
        .group_by(DeliveryLine.agency_id)
        .order_by(since)
        .limit(SHOWN)
    )
    rows = await session.execute(query)
    return tuple(
        Failing(AgencyId(row.agency_id), row.since, int(row.effects), int(row.attempts))
        for row in rows
    )


async def _deliveries(session: AsyncSession, scope: Scope) -> tuple[Trouble, ...]:
    query = select(DeliveryLine).where(_undelivered(scope))
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


async def _webhooks(
    session: AsyncSession, district: DistrictCode, which: ColumnElement[bool]
) -> tuple[Trouble, ...]:
    query = select(WebhookLine).where(WebhookLine.district == district, which)
    lines = await session.scalars(query.order_by(WebhookLine.received_at).limit(SHOWN))
    return tuple(
        Trouble(
            line.received_at,
            line.attempts,
            line.outcome or "",
            agency_id=AgencyId(line.agency_id),
            next_at=line.not_before,
            message_id=line.message_id,
        )
        for line in lines
    )


async def _commands(session: AsyncSession, scope: Scope) -> tuple[Trouble, ...]:
    query = select(CommandLine).where(*_unanswered(scope))
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
