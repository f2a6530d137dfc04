"""How reaching a body goes: failing since, tries, queue, how soon it answers, its clock (CO-12)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import DeclineReason, LinkageStatus
from care.model.ids import AgencyId, DistrictCode
from store.deliveries import What
from store.scope import Scope, known_to
from store.statements import add
from store.tables.agencies import AgencyHealthLine
from store.tables.cases import LinkageLine
from store.tables.messages import DeliveryLine

LOOKS_BACK = timedelta(days=90)
"""How far back answers and declines are counted."""
OPEN = tuple(status.value for status in LinkageStatus if status.is_open)


@dataclass(frozen=True)
class Health:
    """What the tries of all workers came to; a body nobody tried yet is well."""

    agency_id: AgencyId
    failing_since: datetime | None = None
    tries: int = 0
    """Failed tries since it was last reached."""
    code: str = ""
    tried_at: datetime | None = None
    reached_at: datetime | None = None
    open_until: datetime | None = None
    skew_seconds: int | None = None
    """How far the clock of its last well-signed message was off; positive: ahead of ours."""
    skew_at: datetime | None = None

    def rests(self, at: datetime) -> bool:
        """The breaker is open: nobody tries."""
        return self.open_until is not None and at < self.open_until


@dataclass(frozen=True)
class Queue:
    """What waits to reach a body."""

    length: int = 0
    oldest_at: datetime | None = None
    next_at: datetime | None = None


@dataclass(frozen=True)
class Answers:
    """How a body answered what it was asked in the last ninety days."""

    asked: int = 0
    answered: int = 0
    declined: dict[DeclineReason, int] = field(default_factory=dict)
    median_time: timedelta | None = None
    """From the request to its first word that decides; None: it never answered."""
    unanswered_since: datetime | None = None
    """The oldest request that reached it and has no answer."""


async def health(session: AsyncSession, agency_id: AgencyId) -> Health:
    line = await session.get(AgencyHealthLine, agency_id, populate_existing=True)
    return Health(agency_id) if line is None else _health(line)


async def health_of_all(
    session: AsyncSession, district: DistrictCode
) -> defaultdict[AgencyId, Health]:
    query = select(AgencyHealthLine).where(AgencyHealthLine.district == district)
    found = _Missing()
    for line in await session.scalars(query):
        found[AgencyId(line.agency_id)] = _health(line)
    return found


async def note_reached(
    session: AsyncSession, agency_id: AgencyId, district: DistrictCode, at: datetime
) -> None:
    line = await _line(session, agency_id, district)
    line.failing_since, line.tries, line.code, line.open_until = None, 0, "", None
    line.tried_at = line.reached_at = at
    await session.flush()


async def note_failed(
    session: AsyncSession,
    agency_id: AgencyId,
    district: DistrictCode,
    code: str,
    at: datetime,
    *,
    open_until: datetime | None = None,
) -> None:
    line = await _line(session, agency_id, district)
    line.failing_since = line.failing_since or at
    line.tries += 1
    line.code, line.tried_at = code, at
    if open_until is not None:
        line.open_until = max(open_until, line.open_until or open_until)
    await session.flush()


async def note_skew(
    session: AsyncSession, agency_id: AgencyId, district: DistrictCode, seconds: int, at: datetime
) -> None:
    """Only of a message the body really signed; anybody else could send any time."""
    line = await _line(session, agency_id, district)
    line.skew_seconds, line.skew_at = seconds, at
    await session.flush()


async def seen_by(
    session: AsyncSession, scope: Scope, known: Mapping[AgencyId, Health]
) -> defaultdict[AgencyId, Health]:
    """The same for a visitor: what a household hidden from them came to is in none of it (SR-19).

    A body that such a household was referred to is as well as the other referrals say.
    """
    line = DeliveryLine
    within = known_to(scope, line.case_id)
    waits = and_(line.delivered_at.is_(None), line.ended_at.is_(None))
    query = (
        select(
            line.agency_id,
            func.max(case((within, line.delivered_at))),
            func.max(case((and_(within, waits), 1), else_=0)),
        )
        .where(line.district == scope.district)
        .group_by(line.agency_id)
        .having(func.max(case((within, 0), else_=1)) == 1)
    )
    found = _Missing(None, known)
    for agency_id, reached, waiting in (await session.execute(query)).all():
        held = found[AgencyId(agency_id)]
        blank = Health(held.agency_id, skew_seconds=held.skew_seconds, skew_at=held.skew_at)
        found[held.agency_id] = replace(held if waiting else blank, reached_at=reached)
    return found


async def queues(
    session: AsyncSession, district: DistrictCode, seen: Scope | None = None
) -> defaultdict[AgencyId, Queue]:
    """Of every body. What was asked and taken back before it left waits for nobody.

    ``seen`` leaves out households hidden from somebody.
    """
    still_wanted = or_(
        DeliveryLine.what != What.SEND.value,
        LinkageLine.status.is_(None),
        LinkageLine.status.in_(OPEN),
    )
    query = (
        select(
            DeliveryLine.agency_id,
            func.count(),
            func.min(DeliveryLine.first_at),
            func.min(DeliveryLine.next_at),
        )
        .outerjoin(
            LinkageLine,
            and_(
                LinkageLine.case_id == DeliveryLine.case_id,
                LinkageLine.linkage_id == DeliveryLine.linkage_id,
            ),
        )
        .where(
            DeliveryLine.district == district,
            DeliveryLine.delivered_at.is_(None),
            DeliveryLine.ended_at.is_(None),
            still_wanted,
            *([] if seen is None else [known_to(seen, DeliveryLine.case_id)]),
        )
        .group_by(DeliveryLine.agency_id)
    )
    found: defaultdict[AgencyId, Queue] = defaultdict(Queue)
    for agency_id, length, oldest, following in (await session.execute(query)).all():
        found[AgencyId(agency_id)] = Queue(length, oldest, following)
    return found


async def answers(
    session: AsyncSession, district: DistrictCode, now: datetime, seen: Scope | None = None
) -> defaultdict[AgencyId, Answers]:
    """Of every body asked in the last ninety days; ``seen`` as in ``queues``."""
    query = select(
        LinkageLine.agency_id,
        LinkageLine.status,
        LinkageLine.requested_at,
        LinkageLine.delivered_at,
        LinkageLine.answered_at,
        LinkageLine.decline,
    ).where(LinkageLine.district == district, LinkageLine.requested_at >= now - LOOKS_BACK)
    if seen is not None:
        query = query.where(known_to(seen, LinkageLine.case_id))
    asked: defaultdict[AgencyId, list[_Asked]] = defaultdict(list)
    for agency_id, status, requested, delivered, answered, decline in await session.execute(query):
        one = _Asked(LinkageStatus(status), requested, delivered, answered, decline)
        asked[AgencyId(agency_id)].append(one)
    found: defaultdict[AgencyId, Answers] = defaultdict(Answers)
    found.update({agency_id: _answers(each) for agency_id, each in asked.items()})
    return found


@dataclass(frozen=True)
class _Asked:
    status: LinkageStatus
    requested_at: datetime
    delivered_at: datetime | None
    answered_at: datetime | None
    decline: str | None


def _answers(asked: Iterable[_Asked]) -> Answers:
    every = tuple(asked)
    took = [
        (one.answered_at - one.requested_at).total_seconds()
        for one in every
        if one.answered_at is not None
    ]
    declined: dict[DeclineReason, int] = {}
    for one in every:
        if one.status is LinkageStatus.DECLINED and one.decline is not None:
            reason = DeclineReason(one.decline)
            declined[reason] = declined.get(reason, 0) + 1
    silent = [
        one.delivered_at
        for one in every
        if one.delivered_at is not None and one.answered_at is None and one.status.is_open
    ]
    return Answers(
        asked=len(every),
        answered=len(took),
        declined=declined,
        median_time=timedelta(seconds=median(took)) if took else None,
        unanswered_since=min(silent, default=None),
    )


class _Missing(defaultdict[AgencyId, Health]):
    def __missing__(self, agency_id: AgencyId) -> Health:
        return Health(agency_id)


async def _line(
    session: AsyncSession, agency_id: AgencyId, district: DistrictCode
) -> AgencyHealthLine:
    row = {"agency_id": agency_id, "district": district, "tries": 0, "code": ""}
    await add(session, AgencyHealthLine, (row,))
    line = await session.get(
        AgencyHealthLine, agency_id, with_for_update=True, populate_existing=True
    )
    if line is None:
        raise LookupError(agency_id)
    return line


def _health(line: AgencyHealthLine) -> Health:
    return Health(
        agency_id=AgencyId(line.agency_id),
        failing_since=line.failing_since,
        tries=line.tries,
        code=line.code,
        tried_at=line.tried_at,
        reached_at=line.reached_at,
        open_until=line.open_until,
        skew_seconds=line.skew_seconds,
        skew_at=line.skew_at,
    )
