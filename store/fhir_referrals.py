"""Referrals a body was asked over FHIR, by when they last changed; hidden ones are none (SR-18)."""

from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.messages.envelope import SYSTEM_PERSON
from care.model.codes import PartnerChannel, Role
from care.model.ids import LinkageId
from store.agencies import Agency
from store.scope import Scope, known_to
from store.tables.cases import LinkageLine

LATER = case(
    (LinkageLine.told_at > LinkageLine.status_at, LinkageLine.told_at), else_=LinkageLine.status_at
)
"""A word on how a service goes changes a referral as well, whose status stays."""


async def changed(
    session: AsyncSession, body: Agency, since: datetime | None, first: int, size: int
) -> tuple[list[LinkageId], int]:
    """A page of them, the longest unchanged first, and how many there are in all."""
    seen = Scope(body.district, None, body.agency_id, SYSTEM_PERSON, frozenset({Role.SYSTEM}))
    conditions = [
        LinkageLine.district == body.district,
        LinkageLine.agency_id == body.agency_id,
        LinkageLine.channel == PartnerChannel.FHIR.value,
        known_to(seen, LinkageLine.case_id),
    ]
    if since is not None:
        conditions.append(since <= LATER)
    total = await session.scalar(select(func.count()).select_from(LinkageLine).where(*conditions))
    query = (
        select(LinkageLine.linkage_id)
        .where(*conditions)
        .order_by(LATER, LinkageLine.linkage_id)
        .limit(size)
        .offset(first)
    )
    return [LinkageId(one) for one in await session.scalars(query)], total or 0
