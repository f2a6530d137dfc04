"""A body's own year in figures: what it was asked for, took, gave and paid; nobody is in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import LinkageStatus, ServiceType
from store.moments import KOREA
from store.partner_view import Desk, known_linkages
from store.scope import known_to
from store.tables.cases import LedgerLine, LinkageLine

TAKEN = frozenset(
    {
        LinkageStatus.ACCEPTED,
        LinkageStatus.SCHEDULED,
        LinkageStatus.STARTED,
        LinkageStatus.DONE,
        LinkageStatus.NOT_DELIVERED,
    }
)
DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Figures:
    """Of one kind of service, or of all; referrals count in the year they were asked for."""

    service: ServiceType | None
    asked: int
    taken: int
    declined: int
    done: int
    undelivered: int
    withdrawn: int
    waiting: int
    """Neither taken nor declined yet."""
    sessions: int
    answer_days: float | None
    """Median of calendar days until the first answer; None without any."""


@dataclass(frozen=True)
class Sheet:
    year: int
    rows: tuple[Figures, ...]
    total: Figures
    money: int
    """Won, paid on a day of the year."""
    in_kind: int


async def sheet(session: AsyncSession, desk: Desk, year: int) -> Sheet:
    begins, ends = _turn(year), _turn(year + 1)
    query = select(LinkageLine).where(
        known_linkages(desk),
        LinkageLine.requested_at >= begins,
        LinkageLine.requested_at < ends,
    )
    lines = (await session.scalars(query)).all()
    services = sorted({line.service for line in lines})
    money, in_kind = await _paid(session, desk, year)
    return Sheet(
        year=year,
        rows=tuple(
            _figures(ServiceType(one), [line for line in lines if line.service == one])
            for one in services
        ),
        total=_figures(None, lines),
        money=money,
        in_kind=in_kind,
    )


def _turn(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=KOREA).astimezone(UTC)


def _figures(service: ServiceType | None, lines: Sequence[LinkageLine]) -> Figures:
    statuses = [LinkageStatus(line.status) for line in lines]

    def count(*wanted: LinkageStatus) -> int:
        return sum(status in wanted for status in statuses)

    undecided = (LinkageStatus.REQUESTED, LinkageStatus.RECEIVED, LinkageStatus.WAITLISTED)
    return Figures(
        service=service,
        asked=len(lines),
        taken=count(*TAKEN),
        declined=count(LinkageStatus.DECLINED),
        done=count(LinkageStatus.DONE),
        undelivered=count(LinkageStatus.NOT_DELIVERED),
        withdrawn=count(LinkageStatus.WITHDRAWN, LinkageStatus.PASSED_ON),
        waiting=count(*undecided),
        sessions=sum(line.sessions for line in lines),
        answer_days=_median(lines),
    )


def _median(lines: Iterable[LinkageLine]) -> float | None:
    waits = [
        (line.answered_at - line.requested_at).total_seconds() / DAY_SECONDS
        for line in lines
        if line.answered_at is not None
    ]
    return round(median(waits), 1) if waits else None


async def _paid(session: AsyncSession, desk: Desk, year: int) -> tuple[int, int]:
    query = (
        select(LedgerLine.in_kind, func.sum(LedgerLine.amount))
        .where(
            and_(
                LedgerLine.district == desk.district,
                LedgerLine.agency_id == desk.agency_id,
                known_to(desk.scope, LedgerLine.case_id),
            ),
            LedgerLine.on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .group_by(LedgerLine.in_kind)
    )
    found = {bool(kind): int(amount) for kind, amount in (await session.execute(query)).all()}
    return found.get(False, 0), found.get(True, 0)
