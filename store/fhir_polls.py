"""Whose FHIR server is to be looked at next, and up to when it was read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import LinkageStatus, PartnerChannel
from care.model.ids import AgencyId
from store import fhir_subscriptions
from store.agencies import Agency, agency
from store.statements import put
from store.tables.agencies import AgencyLine
from store.tables.cases import LinkageLine
from store.tables.links import FhirPollLine, FhirSubscriptionLine

LOOKING = "looking"
READ = "read"
PAUSE = timedelta(seconds=10)
"""Between two looks however often a body says that something changed."""
IDLE = timedelta(hours=1)
"""Between two looks at a body with nothing open: it may still tell of its room."""
FIRST_LOOK = timedelta(days=30)
"""How far back the first look goes."""
OPEN = tuple(one.value for one in LinkageStatus if one.is_open)


@dataclass(frozen=True)
class Poll:
    body: Agency
    since: datetime


async def take_due(
    session: AsyncSession, now: datetime, every: timedelta, limit: int
) -> list[Poll]:
    """Bodies with a server of their own; theirs until ``every`` is over, or an hour if nothing is
    open there.

    Marked as looked at in the same transaction, so that two watches do not look at once.
    """
    query = (
        select(AgencyLine.agency_id, FhirPollLine.since)
        .outerjoin(FhirPollLine, FhirPollLine.agency_id == AgencyLine.agency_id)
        .outerjoin(FhirSubscriptionLine, FhirSubscriptionLine.agency_id == AgencyLine.agency_id)
        .where(
            AgencyLine.active,
            AgencyLine.channel == PartnerChannel.FHIR.value,
            AgencyLine.endpoint != "",
            AgencyLine.paused_at.is_(None),
            _due(now, every),
        )
        .order_by(FhirPollLine.looked_at, AgencyLine.agency_id)
        .limit(limit)
    )
    taken = []
    for row in (await session.execute(query)).all():
        body = await agency(session, AgencyId(row.agency_id))
        if body is not None:
            poll = Poll(body, row.since or now - FIRST_LOOK)
            await looked(session, poll, poll.since, now, LOOKING)
            await fhir_subscriptions.taken(session, body.agency_id)
            taken.append(poll)
    return taken


def _due(now: datetime, every: timedelta) -> ColumnElement[bool]:
    looked_at = FhirPollLine.looked_at
    open_there = exists().where(
        LinkageLine.agency_id == AgencyLine.agency_id,
        LinkageLine.channel == PartnerChannel.FHIR.value,
        LinkageLine.status.in_(OPEN),
    )
    return or_(
        looked_at.is_(None),
        looked_at <= now - IDLE,
        and_(looked_at <= now - every, open_there),
        and_(looked_at <= now - PAUSE, FhirSubscriptionLine.told_at.is_not(None)),
    )


async def looked(
    session: AsyncSession, poll: Poll, since: datetime, now: datetime, code: str
) -> None:
    """``code``: read, or why it could not be; then ``since`` stays where it was."""
    line = {
        "agency_id": poll.body.agency_id,
        "district": poll.body.district,
        "since": since,
        "looked_at": now,
        "code": code[:64],
    }
    await put(session, FhirPollLine, (line,))
