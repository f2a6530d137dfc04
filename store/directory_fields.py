"""A line of a spreadsheet or a form, and the HSDS objects it stands for.

Reading fields and writing them again changes nothing; what a line has no column for stays in the
objects as it was.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, time
from typing import Any

from care.model.codes import SubDomain
from care.model.directory import (
    CAPACITY_TAXONOMY,
    DELIVERY_TAXONOMY,
    HOME_VISIT,
    NEED_TAXONOMY,
    OFFICE_EXTENT,
    SERVICE_TAXONOMY,
    Address,
    Attribute,
    CostOption,
    EntryFields,
    Location,
    Organization,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceCapacity,
)
from store.directory_facts import (
    OWN_TAXONOMIES,
    address_words,
    capacity_at,
    facts_of,
    hsds_id,
    own_attribute,
    schedule_words,
)
from store.moments import KOREA

WON = "KRW"


def fields_of(organization: Organization, service: Service) -> EntryFields:
    """What of an entry a line shows."""
    places = [one.location for one in service.service_at_locations if one.location]
    phones = service.phones or organization.phones
    told = capacity_at(service)
    return EntryFields(
        **facts_of(service).model_dump(),
        organization=organization.name[:200],
        service_name=service.name[:200],
        description=service.description or "",
        eligibility=service.eligibility_description or "",
        cost_words=service.fees_description or service.fees or "",
        schedule_words=schedule_words(service),
        application=service.application_process or "",
        documents=tuple(one.document for one in service.required_documents if one.document),
        phone=phones[0].number if phones else "",
        email=service.email or organization.email or "",
        url=service.url or organization.website or "",
        address=address_words(places[0]) if places else "",
        status=service.status,
        capacity_on=told.astimezone(KOREA).date() if told else None,
        assured_on=service.assured_date,
        assurer=service.assurer_email or "",
    )


def entry_of(
    fields: EntryFields, held: tuple[Organization, Service] | None = None, salt: str = ""
) -> tuple[Organization, Service]:
    """The objects a line stands for, over what was held before.

    Without ``held`` the ids follow from ``salt`` and the two names: the same line gives the same.
    """
    organization_id = hsds_id(salt, "organization", fields.organization)
    service_id = hsds_id(salt, "service", fields.organization, fields.service_name)
    organization, service = held or (
        Organization(id=organization_id, name=fields.organization, description=""),
        Service(id=service_id, name=fields.service_name, organization_id=organization_id),
    )
    before = fields_of(organization, service)
    changes = _plain(fields, before) | _hung(service, fields, before)
    if organization.name != fields.organization:
        organization = organization.model_copy(update={"name": fields.organization})
    return organization, service.model_copy(
        update={"name": fields.service_name, "status": fields.status, **changes}
    )


PLAIN = {
    "description": "description",
    "eligibility": "eligibility_description",
    "cost_words": "fees_description",
    "application": "application_process",
    "email": "email",
    "url": "url",
    "minimum_age": "minimum_age",
    "maximum_age": "maximum_age",
    "assured_on": "assured_date",
    "assurer": "assurer_email",
}
"""Column to the HSDS field that holds it."""


def _plain(fields: EntryFields, before: EntryFields) -> dict[str, Any]:
    changes: dict[str, Any] = {
        theirs: None if (new := getattr(fields, ours)) == "" else new
        for ours, theirs in PLAIN.items()
        if getattr(fields, ours) != getattr(before, ours)
    }
    if fields.waits_days != before.waits_days:
        changes["wait_time"] = None if fields.waits_days is None else f"{fields.waits_days}일"
    return changes


def _hung(service: Service, fields: EntryFields, before: EntryFields) -> dict[str, Any]:
    """The lists of objects a column changed; the others stay to the letter."""
    return {
        theirs: build(service, fields)
        for columns, theirs, build in HUNG
        if any(getattr(fields, one) != getattr(before, one) for one in columns)
    }


def _attributes(service: Service, fields: EntryFields) -> tuple[Attribute, ...]:
    others = [
        one
        for one in service.attributes
        if one.taxonomy_term is None or one.taxonomy_term.taxonomy not in OWN_TAXONOMIES
    ]
    held = capacity_at(service)
    at = _moment(fields, held)
    own = [
        *(own_attribute(service.id, SERVICE_TAXONOMY, one) for one in sorted(fields.services)),
        *(own_attribute(service.id, NEED_TAXONOMY, one) for one in _ordered(fields.needs)),
        *([own_attribute(service.id, DELIVERY_TAXONOMY, HOME_VISIT)] if fields.home_visit else []),
    ]
    if fields.capacity is not None:
        own.append(own_attribute(service.id, CAPACITY_TAXONOMY, fields.capacity, at))
    return (*others, *own)


def _moment(fields: EntryFields, held: datetime | None) -> str | None:
    """When the room was told: the moment known if it is of that day, else the day's begin."""
    if fields.capacity_on is None:
        return None
    if held is not None and held.astimezone(KOREA).date() == fields.capacity_on:
        return held.isoformat()
    return datetime.combine(fields.capacity_on, time(), KOREA).isoformat()


def _ordered(needs: Iterable[SubDomain]) -> list[SubDomain]:
    return sorted(needs, key=list(SubDomain).index)


def _areas(service: Service, fields: EntryFields) -> tuple[ServiceArea, ...]:
    others = [one for one in service.service_areas if one.extent_type != OFFICE_EXTENT]
    named = {one.extent: one for one in service.service_areas if one.extent_type == OFFICE_EXTENT}
    own = [
        named.get(office)
        or ServiceArea(
            id=hsds_id(service.id, "area", office),
            name=office,
            extent=office,
            extent_type=OFFICE_EXTENT,
        )
        for office in sorted(fields.offices)
    ]
    return (*others, *own)


def _costs(service: Service, fields: EntryFields) -> tuple[CostOption, ...]:
    others = tuple(one for one in service.cost_options if (one.currency or WON) != WON)
    if fields.cost_won is None:
        return others
    option_id = hsds_id(service.id, "cost")
    return (*others, CostOption(id=option_id, amount=fields.cost_won, currency=WON))


def _capacities(service: Service, fields: EntryFields) -> tuple[ServiceCapacity, ...]:
    if fields.capacity_free is None:
        return ()
    new = ServiceCapacity(id=hsds_id(service.id, "capacity"))
    first = service.capacities[0] if service.capacities else new
    at = _moment(fields, capacity_at(service))
    now = first.model_copy(update={"available": fields.capacity_free, "updated": at})
    return (now, *service.capacities[1:])


def _documents(service: Service, fields: EntryFields) -> tuple[RequiredDocument, ...]:
    held = {one.document: one for one in service.required_documents}
    return tuple(
        held.get(one) or RequiredDocument(id=hsds_id(service.id, "document", one), document=one)
        for one in fields.documents
    )


def _phones(service: Service, fields: EntryFields) -> tuple[Phone, ...]:
    if not fields.phone:
        return service.phones[1:]
    new = Phone(id=hsds_id(service.id, "phone"), number=fields.phone)
    first = service.phones[0].model_copy(update={"number": fields.phone}) if service.phones else new
    return (first, *service.phones[1:])


def _schedules(service: Service, fields: EntryFields) -> tuple[Schedule, ...]:
    if not fields.schedule_words:
        return ()
    return (Schedule(id=hsds_id(service.id, "schedule"), description=fields.schedule_words),)


def _places(service: Service, fields: EntryFields) -> tuple[ServiceAtLocation, ...]:
    if not fields.address:
        return service.service_at_locations[1:]
    location_id = hsds_id(service.id, "location", fields.address)
    location = Location(
        id=location_id,
        addresses=(Address(id=hsds_id(location_id, "address"), address_1=fields.address),),
    )
    place = ServiceAtLocation(
        id=hsds_id(service.id, "at", fields.address),
        service_id=service.id,
        location_id=location_id,
        location=location,
    )
    return (place, *service.service_at_locations[1:])


HUNG: tuple[tuple[tuple[str, ...], str, Callable[[Service, EntryFields], tuple[Any, ...]]], ...] = (
    (("services", "needs", "home_visit", "capacity", "capacity_on"), "attributes", _attributes),
    (("offices",), "service_areas", _areas),
    (("cost_won",), "cost_options", _costs),
    (("capacity_free", "capacity_on"), "capacities", _capacities),
    (("documents",), "required_documents", _documents),
    (("phone",), "phones", _phones),
    (("schedule_words",), "schedules", _schedules),
    (("address",), "service_at_locations", _places),
)
"""Columns, the HSDS list that holds them, and how the list is written anew."""
