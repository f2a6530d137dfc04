"""Writes entries of the resource directory: many at once, each over the old one of its id."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.directory import Organization, Service, ServiceAtLocation
from care.model.ids import AgencyId, DistrictCode, PersonId
from store.directory_facts import address_words, capacity_at, facts_of, words_of
from store.directory_found import NEED, OFFICE, SERVICE
from store.statements import Row, add, put
from store.tables.directory import (
    DirectoryCodeLine,
    DirectoryOrganizationLine,
    DirectoryPlaceLine,
    DirectoryServiceLine,
)

AT_ONCE = 400
"""Entries of one statement; SQLite takes no more than so many values."""


@dataclass(frozen=True)
class Entering:
    """Who enters or tells, when; ``agency_id`` is the body whose worker that is, None: ours."""

    by: PersonId
    at: datetime
    agency_id: AgencyId | None = None


async def save_organizations(
    session: AsyncSession,
    district: DistrictCode,
    organizations: Iterable[Organization],
    entering: Entering,
    agency_id: AgencyId | None = None,
) -> None:
    """Who entered one first stays, and the body it is unless another is named."""
    known = {one.id: one for one in organizations}
    for some in _pieces(list(known.values())):
        ids = [one.id for one in some]
        old = await session.execute(
            select(
                DirectoryOrganizationLine.organization_id,
                DirectoryOrganizationLine.entered_by,
                DirectoryOrganizationLine.entered_at,
                DirectoryOrganizationLine.agency_id,
            ).where(
                DirectoryOrganizationLine.district == district,
                DirectoryOrganizationLine.organization_id.in_(ids),
            )
        )
        before = {row.organization_id: row for row in old}
        rows = []
        for one in some:
            held = before.get(one.id)
            rows.append(
                {
                    "district": district,
                    "organization_id": one.id,
                    "name": one.name[:300],
                    "body": one.model_dump_json(exclude_unset=True),
                    "entered_by": held.entered_by if held else entering.by,
                    "entered_at": held.entered_at if held else entering.at,
                    "agency_id": agency_id or (held.agency_id if held else None),
                }
            )
        await put(session, DirectoryOrganizationLine, rows)


async def save_services(
    session: AsyncSession,
    district: DistrictCode,
    entries: Iterable[tuple[Organization, Service]],
    entering: Entering,
) -> None:
    """Their organizations are kept already."""
    known = {service.id: (organization, service) for organization, service in entries}
    for some in _pieces(list(known.values())):
        before = await _before(session, district, [service.id for _, service in some])
        rows = []
        for organization, service in some:
            line = _service_line(district, organization, service, entering)
            rows.append(line | _kept(before.get(service.id), line))
        await put(session, DirectoryServiceLine, rows)
        services = [service for _, service in some]
        await _clear(session, DirectoryCodeLine, district, services)
        await add(
            session, DirectoryCodeLine, [row for one in services for row in _codes(district, one)]
        )
        await _clear(session, DirectoryPlaceLine, district, services)
        await add(
            session, DirectoryPlaceLine, [row for one in services for row in _places(district, one)]
        )


def _pieces(things: list[Any]) -> Iterable[list[Any]]:
    return (things[begin : begin + AT_ONCE] for begin in range(0, len(things), AT_ONCE))


async def _before(
    session: AsyncSession, district: DistrictCode, ids: Sequence[str]
) -> dict[str, Any]:
    line = DirectoryServiceLine
    found = await session.execute(
        select(
            line.service_id,
            line.entered_by,
            line.entered_for,
            line.entered_at,
            line.assured_by,
            line.assured_on,
        ).where(line.district == district, line.service_id.in_(ids))
    )
    return {row.service_id: row for row in found}


def _kept(old: Any, line: Row) -> dict[str, Any]:
    """Who entered it first, and who assured it unless it is assured anew."""
    if old is None:
        return {}
    return {
        "entered_by": old.entered_by,
        "entered_for": old.entered_for,
        "entered_at": old.entered_at,
        "assured_by": old.assured_by if old.assured_on == line["assured_on"] else None,
    }


def _service_line(
    district: DistrictCode, organization: Organization, service: Service, entering: Entering
) -> dict[str, Any]:
    facts = facts_of(service)
    return {
        "district": district,
        "service_id": service.id,
        "organization_id": organization.id,
        "name": service.name[:300],
        "status": service.status.value,
        "words": words_of(service, organization),
        "minimum_age": facts.minimum_age,
        "maximum_age": facts.maximum_age,
        "cost_won": facts.cost_won,
        "home_visit": facts.home_visit,
        "capacity": facts.capacity,
        "capacity_free": facts.capacity_free,
        "capacity_at": capacity_at(service),
        "waits_days": facts.waits_days,
        "assured_on": service.assured_date,
        "assured_by": None,
        "entered_by": entering.by,
        "entered_for": entering.agency_id,
        "entered_at": entering.at,
        "changed_at": entering.at,
        "body": service.model_dump_json(exclude_unset=True),
    }


def _codes(district: DistrictCode, service: Service) -> Iterable[Row]:
    facts = facts_of(service)
    by_scheme: tuple[tuple[str, Iterable[str]], ...] = (
        (SERVICE, facts.services),
        (NEED, facts.needs),
        (OFFICE, facts.offices),
    )
    for scheme, codes in by_scheme:
        for code in sorted(codes):
            yield {
                "district": district,
                "service_id": service.id,
                "scheme": scheme,
                "code": str(code),
            }


def _places(district: DistrictCode, service: Service) -> Iterable[Row]:
    return (_place(district, service.id, place) for place in service.service_at_locations)


def _place(district: DistrictCode, service_id: str, place: ServiceAtLocation) -> dict[str, Any]:
    location = place.location
    return {
        "district": district,
        "service_id": service_id,
        "service_at_location_id": place.id,
        "location_id": location.id if location else place.location_id,
        "name": ((location and location.name) or "")[:300],
        "address": address_words(location)[:600] if location else "",
        "latitude": location.latitude if location else None,
        "longitude": location.longitude if location else None,
    }


async def _clear(
    session: AsyncSession,
    line: type[DirectoryCodeLine] | type[DirectoryPlaceLine],
    district: DistrictCode,
    services: Sequence[Service],
) -> None:
    ids = [one.id for one in services]
    await session.execute(delete(line).where(line.district == district, line.service_id.in_(ids)))
