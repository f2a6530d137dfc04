"""Whatever shape HSDS JSON comes in, one plain list: organizations, and services that name theirs.

Known shapes: an object of any of the three kinds, a list of them, a page of an API (``contents``),
and a package of arrays by table that name each other by ``…_id``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from web.reading.remarks import Remark, Unreadable, Weight, said

Raw = dict[str, Any]
CHILDREN: dict[str, dict[str, str]] = {
    "organization": {
        "funding": "funding",
        "contact": "contacts",
        "phone": "phones",
        "location": "locations",
        "program": "programs",
        "organization_identifier": "organization_identifiers",
    },
    "service": {
        "phone": "phones",
        "schedule": "schedules",
        "service_area": "service_areas",
        "service_at_location": "service_at_locations",
        "language": "languages",
        "funding": "funding",
        "cost_option": "cost_options",
        "required_document": "required_documents",
        "contact": "contacts",
        "service_capacity": "capacities",
    },
    "location": {
        "language": "languages",
        "address": "addresses",
        "contact": "contacts",
        "accessibility": "accessibility",
        "phone": "phones",
        "schedule": "schedules",
    },
    "service_at_location": {"contact": "contacts", "phone": "phones", "schedule": "schedules"},
    "contact": {"phone": "phones"},
    "phone": {"language": "languages"},
}
"""Which table hangs on which, and the name of the list there."""
OWNERS = ("phone", "contact", "service_at_location", "location", "service", "organization")
"""Whose a line is that names several: the nearest."""
PLURALS = {
    "addresses": "address",
    "accessibility_for_disabilities": "accessibility",
    "service_capacities": "service_capacity",
    "capacities": "service_capacity",
    "services_at_location": "service_at_location",
    "taxonomies": "taxonomy",
}
TABLES = (
    frozenset(CHILDREN)
    | frozenset(name for hung in CHILDREN.values() for name in hung)
    | {"attribute", "metadata", "taxonomy", "taxonomy_term"}
)


@dataclass
class Found:
    """Objects as they came, each with its place in the file."""

    organizations: list[tuple[str, Raw]] = field(default_factory=list)
    services: list[tuple[str, Raw]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def flattened(data: Any) -> Found:
    found = Found()
    _take(data, "", found)
    if not found.organizations and not found.services:
        raise Unreadable("JSON_SHAPE")
    return found


def _take(data: Any, place: str, found: Found) -> None:
    if isinstance(data, dict) and isinstance(data.get("contents"), list):
        _take(data["contents"], f"{place}/contents", found)
    elif isinstance(data, dict) and (tables := _tables(data)):
        _join(tables, found)
    elif isinstance(data, list):
        for number, one in enumerate(data):
            _take_one(one, f"{place}/{number}", found)
    else:
        _take_one(data, place, found)


def _take_one(one: Any, place: str, found: Found) -> None:
    if not isinstance(one, dict):
        found.remarks.append(
            Remark("NOT_AN_OBJECT", Weight.REFUSED, place=place, params={"said": said(one)})
        )
    elif isinstance(one.get("service"), dict):
        _service_at_location(one, place, found)
    elif _is_service(one):
        _service(one, place, found)
    else:
        _organization(one, place, found)


def _is_service(one: Raw) -> bool:
    marks = ("organization", "organization_id", "status", "service_at_locations", "eligibility")
    return "services" not in one and any(mark in one for mark in marks)


def _organization(one: Raw, place: str, found: Found) -> None:
    own = dict(one)
    services = own.pop("services", None) or []
    found.organizations.append((place, own))
    for number, service in enumerate(services if isinstance(services, list) else [services]):
        where = f"{place}/services/{number}"
        if not isinstance(service, dict):
            _take_one(service, where, found)
            continue
        inner = dict(service)
        inner.pop("organization", None)
        inner["organization_id"] = own.get("id") or own.get("name")
        found.services.append((where, inner))


def _service(one: Raw, place: str, found: Found) -> None:
    own = dict(one)
    organization = own.pop("organization", None)
    if isinstance(organization, dict):
        _organization(organization, f"{place}/organization", found)
        own["organization_id"] = organization.get("id") or organization.get("name")
    found.services.append((place, own))


def _service_at_location(one: Raw, place: str, found: Found) -> None:
    at = dict(one)
    service = dict(at.pop("service"))
    held = service.get("service_at_locations")
    others = [
        each
        for each in (held if isinstance(held, list) else [])
        if not isinstance(each, dict) or each.get("id") != at.get("id")
    ]
    service["service_at_locations"] = [at, *others]
    _service(service, f"{place}/service", found)


def _tables(data: Raw) -> dict[str, list[Any]]:
    """The arrays of a package by the name of their table; none for a single object."""
    if isinstance(data.get("name"), str) or isinstance(data.get("service"), dict):
        return {}
    named = {_singular(key): value for key, value in data.items() if isinstance(value, list)}
    known = {name: rows for name, rows in named.items() if name in TABLES}
    return known if {"organization", "service"} & set(known) else {}


def _singular(key: str) -> str:
    if key in TABLES:
        return key
    return PLURALS.get(key, key.removesuffix("s"))


def _join(tables: dict[str, list[Any]], found: Found) -> None:
    """Hangs every line on the nearest it names, then takes the two roots."""
    rows = {name: list(_objects(name, tables[name], found)) for name in tables}
    by_id = {
        name: {str(one["id"]): one for one in known if one.get("id") not in (None, "")}
        for name, known in rows.items()
    }
    _name_terms(rows, by_id)
    for at in rows.get("service_at_location", []):
        location = by_id.get("location", {}).get(str(at.get("location_id")))
        if location is not None and "location" not in at:
            at["location"] = location
    for name, known in rows.items():
        if name not in ("organization", "service", "taxonomy", "taxonomy_term"):
            for number, one in enumerate(known):
                _hang(name, one, by_id, Where(f"/{name}/{number}", found))
    for number, one in enumerate(rows.get("organization", [])):
        _organization(one, f"/organization/{number}", found)
    for number, one in enumerate(rows.get("service", [])):
        _service(one, f"/service/{number}", found)


def _objects(name: str, rows: list[Any], found: Found) -> Iterator[Raw]:
    for number, one in enumerate(rows):
        if isinstance(one, dict):
            yield dict(one)
        else:
            _take_one(one, f"/{name}/{number}", found)


@dataclass(frozen=True)
class Where:
    place: str
    found: Found


def _hang(name: str, one: Raw, by_id: dict[str, dict[str, Raw]], where: Where) -> None:
    if name in ("attribute", "metadata"):
        owner = one.get("link_id") or one.get("resource_id")
        kind = one.get("link_entity") or one.get("resource_type")
        bearers = [by_id[each] for each in (str(kind), *CHILDREN) if each in by_id]
        bearer = next((known[str(owner)] for known in bearers if str(owner) in known), None)
        if bearer is not None and kind not in ("attribute", "metadata"):
            bearer.setdefault("attributes" if name == "attribute" else "metadata", []).append(one)
        return
    named = [kind for kind in OWNERS if name in CHILDREN.get(kind, {}) and one.get(f"{kind}_id")]
    for kind in named:
        held = by_id.get(kind, {}).get(str(one[f"{kind}_id"]))
        if held is not None:
            # Written anew beside its nested like, a line would be there twice.
            inside = held.setdefault(CHILDREN[kind][name], [])
            if isinstance(inside, list) and one not in inside:
                inside.append(one)
            return
    if named:
        params = {"said": said(one.get(f"{named[0]}_id"))}
        where.found.remarks.append(
            Remark("PARENT_MISSING", Weight.WARNED, place=where.place, params=params)
        )


def _name_terms(rows: dict[str, list[Raw]], by_id: dict[str, dict[str, Raw]]) -> None:
    """Puts the term into the attribute that names it, and the taxonomy's name into the term."""
    for term in rows.get("taxonomy_term", []):
        taxonomy = by_id.get("taxonomy", {}).get(str(term.get("taxonomy_id")))
        if taxonomy is not None and not term.get("taxonomy"):
            term["taxonomy"] = taxonomy.get("name")
    for attribute in rows.get("attribute", []):
        named = by_id.get("taxonomy_term", {}).get(str(attribute.get("taxonomy_term_id")))
        if named is not None and "taxonomy_term" not in attribute:
            attribute["taxonomy_term"] = named
