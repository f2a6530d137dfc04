"""The resource directory of a district: looked through, read, kept, told and assured.

One truth: the HSDS objects. The columns searched by are read from them at every write.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.directory import CAPACITY_TAXONOMY, Organization, Service, ServiceCapacity
from care.model.ids import AgencyId, DistrictCode, PersonId
from care.model.service_codes import Capacity
from store.directory_facts import hsds_id, own_attribute
from store.directory_found import Found, Query, as_found, joined, matching, objects_of
from store.directory_lines import Entering, save_organizations, save_services
from store.moments import KOREA
from store.statements import put
from store.tables.directory import (
    DirectoryOrganizationLine,
    DirectoryRecheckLine,
    DirectoryServiceLine,
)

__all__ = [
    "Entering",
    "Entry",
    "Found",
    "Page",
    "Query",
    "Recheck",
    "assign_recheck",
    "assure",
    "entry",
    "rechecks",
    "save_entry",
    "save_organization",
    "search",
    "tell_capacity",
]

PAGE = 30


@dataclass(frozen=True)
class Page:
    found: tuple[Found, ...]
    number: int
    more: bool
    total: int


@dataclass(frozen=True)
class Entry:
    """A service whole, as HSDS has it, with its organization."""

    organization: Organization
    service: Service
    found: Found


async def search(
    session: AsyncSession, district: DistrictCode, query: Query, page: int = 1, size: int = PAGE
) -> Page:
    """By name of the service, then of the organization."""
    asked = matching(joined(district), district, query)
    total = await session.scalar(select(func.count()).select_from(asked.order_by(None).subquery()))
    ordered = asked.order_by(
        DirectoryServiceLine.name,
        DirectoryOrganizationLine.name,
        DirectoryServiceLine.service_id,
    )
    rows = await session.execute(ordered.offset((page - 1) * size).limit(size))
    found = tuple(as_found(*row) for row in rows)
    return Page(found, page, more=(page - 1) * size + len(found) < (total or 0), total=total or 0)


async def entry(session: AsyncSession, district: DistrictCode, service_id: str) -> Entry | None:
    rows = await session.execute(
        joined(district).where(DirectoryServiceLine.service_id == service_id)
    )
    row = rows.first()
    if row is None:
        return None
    return whole(*row)


def whole(
    line: DirectoryServiceLine, organization: DirectoryOrganizationLine, kind: str | None
) -> Entry:
    body, service = objects_of(line, organization)
    return Entry(body, service, as_found(line, organization, kind, (body, service)))


async def save_entry(
    session: AsyncSession,
    district: DistrictCode,
    organization: Organization,
    service: Service,
    entering: Entering,
    agency_id: AgencyId | None = None,
) -> str:
    """New, or over the old one of the same id; answers the service's id.

    ``agency_id`` says which body the organization is; None leaves what is known. Who entered it
    first stays.
    """
    await save_organization(session, district, organization, entering, agency_id)
    await save_services(session, district, ((organization, service),), entering)
    return service.id


async def save_organization(
    session: AsyncSession,
    district: DistrictCode,
    organization: Organization,
    entering: Entering,
    agency_id: AgencyId | None = None,
) -> None:
    await save_organizations(session, district, (organization,), entering, agency_id)


async def tell_capacity(
    session: AsyncSession,
    district: DistrictCode,
    service_id: str,
    told: tuple[Capacity, int | None, int | None],
    entering: Entering,
) -> bool:
    """A body's word on its room: the code, places left, days one waits; False: no such entry."""
    held = await entry(session, district, service_id)
    if held is None:
        return False
    capacity, free, waits = told
    service = held.service.model_copy(update=_room(held.service, capacity, free, entering.at))
    if waits is not None:
        service = service.model_copy(update={"wait_time": f"{waits}일"})
    await save_entry(session, district, held.organization, service, entering)
    return True


async def assure(
    session: AsyncSession,
    district: DistrictCode,
    service_id: str,
    entering: Entering,
    mail: str | None = None,
) -> bool:
    """Somebody looked and the entry holds as it stands; a re-check asked for is done."""
    held = await entry(session, district, service_id)
    if held is None:
        return False
    changes: dict[str, Any] = {"assured_date": _korean_day(entering.at)}
    if mail is not None:
        changes["assurer_email"] = mail
    service = held.service.model_copy(update=changes)
    await save_entry(session, district, held.organization, service, entering)
    line = await session.get(DirectoryServiceLine, (district, service_id), populate_existing=True)
    if line is not None:
        line.assured_by = entering.by
    await session.execute(
        delete(DirectoryRecheckLine).where(
            DirectoryRecheckLine.district == district,
            DirectoryRecheckLine.service_id == service_id,
        )
    )
    return True


@dataclass(frozen=True)
class Recheck:
    """Who was asked to look whether an entry still holds, and until when."""

    service_id: str
    assigned_to: PersonId
    assigned_by: PersonId
    assigned_at: datetime
    until: date | None


async def assign_recheck(session: AsyncSession, district: DistrictCode, recheck: Recheck) -> None:
    """New, or given to somebody else; ``assure`` ends it."""
    line = {
        "district": district,
        "service_id": recheck.service_id,
        "assigned_to": recheck.assigned_to,
        "assigned_by": recheck.assigned_by,
        "assigned_at": recheck.assigned_at,
        "until_day": recheck.until,
    }
    await put(session, DirectoryRecheckLine, (line,))


async def rechecks(
    session: AsyncSession, district: DistrictCode, to: PersonId | None = None
) -> dict[str, Recheck]:
    """By service; of one person or of all."""
    asked = select(DirectoryRecheckLine).where(DirectoryRecheckLine.district == district)
    if to is not None:
        asked = asked.where(DirectoryRecheckLine.assigned_to == to)
    return {
        line.service_id: Recheck(
            line.service_id,
            PersonId(line.assigned_to),
            PersonId(line.assigned_by),
            line.assigned_at,
            line.until_day,
        )
        for line in await session.scalars(asked)
    }


def _korean_day(at: datetime) -> date:
    return at.astimezone(KOREA).date()


def _room(
    service: Service, capacity: Capacity, free: int | None, at: datetime
) -> dict[str, object]:
    """The changes of a service whose body told its room."""
    others = tuple(
        one
        for one in service.attributes
        if one.taxonomy_term is None or one.taxonomy_term.taxonomy != CAPACITY_TAXONOMY
    )
    said = own_attribute(service.id, CAPACITY_TAXONOMY, capacity, at.isoformat())
    first = (
        service.capacities[0]
        if service.capacities
        else ServiceCapacity(id=hsds_id(service.id, "capacity"))
    )
    now = first.model_copy(update={"available": free, "updated": at.isoformat()})
    kept = (now, *service.capacities[1:]) if free is not None else service.capacities[1:]
    return {"attributes": (*others, said), "capacities": kept}
