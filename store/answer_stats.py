"""How bodies answered referrals lately: how many they took, and how soon they said so.

A client's own no counts for nobody, nor does a referral still open or taken back by us; a body
that stayed silent until the next was asked counts as asked. Nothing of a household is in here.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median_low
from typing import Any

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from care.model.codes import DeclineReason, LinkageStatus, ServiceType
from care.model.ids import AgencyId, DistrictCode
from store.scope import Scope, known_to
from store.tables.cases import LinkageLine

PERIOD = timedelta(days=365)
TAKEN = (
    LinkageStatus.ACCEPTED,
    LinkageStatus.SCHEDULED,
    LinkageStatus.STARTED,
    LinkageStatus.DONE,
    LinkageStatus.NOT_DELIVERED,
    LinkageStatus.PASSED_ON,
)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class AnswerStats:
    """Of one body over ``PERIOD``."""

    asked: int = 0
    accepted: int = 0
    median_days: int | None = None
    """Whole days until its first answer; None: it never answered."""
    services: frozenset[ServiceType] = field(default_factory=frozenset)
    """What it took on."""


NO_ANSWERS = AnswerStats()


async def answer_stats(
    session: AsyncSession,
    district: DistrictCode,
    now: datetime,
    bodies: Collection[AgencyId] | None = None,
    seen: Scope | None = None,
) -> dict[AgencyId, AnswerStats]:
    """Of every body that was asked anything since; ``bodies`` narrows.

    ``seen`` leaves out households hidden from somebody.
    """
    query = _settled().where(
        LinkageLine.district == district, LinkageLine.requested_at >= now - PERIOD
    )
    if bodies is not None:
        query = query.where(LinkageLine.agency_id.in_(sorted(bodies)))
    if seen is not None:
        query = query.where(known_to(seen, LinkageLine.case_id))
    found: dict[AgencyId, list[Any]] = {}
    for row in await session.execute(query):
        found.setdefault(AgencyId(row.agency_id), []).append(row)
    return {agency_id: _stats(rows) for agency_id, rows in found.items()}


def _settled() -> Select[*tuple[Any, ...]]:
    one, after = LinkageLine, aliased(LinkageLine)
    passed_over = exists().where(
        after.case_id == one.case_id,
        after.chain == one.chain,
        after.attempt == one.attempt + 1,
    )
    silent = and_(
        one.status == LinkageStatus.WITHDRAWN.value,
        one.answered_at.is_(None),
        one.delivered_at.is_not(None),
        passed_over,
    )
    refused = and_(
        one.status == LinkageStatus.DECLINED.value,
        or_(one.decline.is_(None), one.decline != DeclineReason.CLIENT_DECLINED.value),
    )
    taken = one.status.in_([each.value for each in TAKEN])
    shown = (one.agency_id, one.service, one.status, one.requested_at, one.answered_at)
    return select(*shown).where(or_(taken, refused, silent))


def _stats(rows: Iterable[Any]) -> AnswerStats:
    rows = list(rows)
    taken = [row for row in rows if LinkageStatus(row.status) in TAKEN]
    waits = [row.answered_at - row.requested_at for row in rows if row.answered_at is not None]
    return AnswerStats(
        asked=len(rows),
        accepted=len(taken),
        median_days=median_low(waits) // ONE_DAY if waits else None,
        services=frozenset(ServiceType(row.service) for row in taken),
    )
