"""A body's word on its room by machine: it knows its services, not the ids of our directory."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from care.messages.envelope import SYSTEM_PERSON
from care.messages.inbound import IncomingCapacity
from care.model.ids import AgencyId, DistrictCode
from store.directory import Entering, Query, search, tell_capacity

MOST = 1000


async def tell(
    session: AsyncSession,
    district: DistrictCode,
    agency_id: AgencyId,
    told: IncomingCapacity,
    at: datetime,
) -> int:
    """Into every entry by which the body offers this service; answers how many those are."""
    found = await search(
        session, district, Query(service=told.service, agency_id=agency_id), size=MOST
    )
    room = (told.capacity, told.free, told.waits_days)
    entering = Entering(SYSTEM_PERSON, at, agency_id)
    own = [one.service_id for one in found.found]
    for service_id in own:
        await tell_capacity(session, district, service_id, room, entering)
    return len(own)
