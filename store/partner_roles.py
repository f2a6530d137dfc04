"""What the bodies of a district did in a year: kinds of service, and how often over all of them.

For what is printed and given away: no household, and no count of a single body.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import LinkageStatus, ServiceType
from care.model.ids import AgencyId, DistrictCode
from store.moments import KOREA
from store.tables.cases import LinkageLine

HELPED = tuple(
    one.value
    for one in (
        LinkageStatus.ACCEPTED,
        LinkageStatus.SCHEDULED,
        LinkageStatus.STARTED,
        LinkageStatus.DONE,
    )
)


@dataclass(frozen=True)
class ServiceYear:
    """Over all bodies: how often a kind of service was asked for, and how often it was given."""

    service: str
    asked: int
    done: int
    bodies: int


async def roles(
    session: AsyncSession, district: DistrictCode, year: int
) -> dict[AgencyId, list[ServiceType]]:
    """The kinds of service each body took on among those asked of it that year."""
    query = (
        select(LinkageLine.agency_id, LinkageLine.service)
        .where(*_asked_in(district, year), LinkageLine.status.in_(HELPED))
        .distinct()
        .order_by(LinkageLine.agency_id, LinkageLine.service)
    )
    found: dict[AgencyId, list[ServiceType]] = defaultdict(list)
    for agency, service in await session.execute(query):
        found[AgencyId(agency)].append(ServiceType(service))
    return dict(found)


async def services_of_year(
    session: AsyncSession, district: DistrictCode, year: int
) -> dict[str, ServiceYear]:
    done: Any = case((LinkageLine.status == LinkageStatus.DONE.value, 1), else_=0)
    query = (
        select(
            LinkageLine.service,
            func.count(),
            func.sum(done),
            func.count(LinkageLine.agency_id.distinct()),
        )
        .where(*_asked_in(district, year))
        .group_by(LinkageLine.service)
    )
    return {
        service: ServiceYear(service, int(asked), int(given), int(bodies))
        for service, asked, given, bodies in await session.execute(query)
    }


def _asked_in(district: DistrictCode, year: int) -> tuple[Any, ...]:
    """A year in Korea."""
    return (
        LinkageLine.district == district,
        LinkageLine.requested_at >= datetime(year, 1, 1, tzinfo=KOREA),
        LinkageLine.requested_at < datetime(year + 1, 1, 1, tzinfo=KOREA),
    )
