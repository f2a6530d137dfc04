"""Referrals a body was asked over FHIR, by when they last changed."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import PartnerChannel
from care.model.ids import LinkageId
from store.agencies import Agency
from store.tables.cases import LinkageLine


async def changed(
    session: AsyncSession, body: Agency, since: datetime | None, first: int, size: int
) -> tuple[list[LinkageId], int]:
    """A page of them, the longest unchanged first, and how many there are in all."""
    conditions = [
        LinkageLine.district == body.district,
        LinkageLine.agency_id == body.agency_id,
        LinkageLine.channel == PartnerChannel.FHIR.value,
    ]
    if since is not None:
        conditions.append(LinkageLine.status_at >= since)
    total = await session.scalar(select(func.count()).select_from(LinkageLine).where(*conditions))
    query = (
        select(LinkageLine.linkage_id)
        .where(*conditions)
        .order_by(LinkageLine.status_at, LinkageLine.linkage_id)
        .limit(size)
        .offset(first)
    )
    return [LinkageId(one) for one in await session.scalars(query)], total or 0
