"""The directory as HSDS 3.0 JSON: a list of organizations, each with its services."""

import json
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from care.model.directory import (
    Address,
    Hsds,
    Location,
    Organization,
    Program,
    Service,
    TaxonomyTerm,
)

REQUIRED: dict[type[Hsds], tuple[str, ...]] = {
    Organization: ("description",),
    Service: ("status",),
    Location: ("location_type",),
    Program: ("description",),
    TaxonomyTerm: ("description",),
    Address: ("city", "state_province", "postal_code", "country", "address_type"),
}
"""What the specification wants said even where nobody said it."""


def write_hsds(
    entries: Iterable[tuple[Organization, Service]], alone: Iterable[Organization] = ()
) -> bytes:
    """Of the same entries always the same bytes."""
    organizations: dict[str, dict[str, Any]] = {}
    for organization, service in entries:
        held = organizations.setdefault(organization.id, plain(organization))
        held.setdefault("services", []).append(plain(service))
    for organization in alone:
        organizations.setdefault(organization.id, plain(organization))
    return json.dumps(list(organizations.values()), ensure_ascii=False, indent=2).encode()


def plain(value: Any) -> Any:
    """As it came in, without empty values, with what the specification requires."""
    if isinstance(value, Hsds):
        wanted = {"id", *value.model_fields_set, *REQUIRED.get(type(value), ())}
        named = {name: getattr(value, name) for name in type(value).model_fields if name in wanted}
        said = named | (value.model_extra or {})
        return {name: plain(one) for name, one in said.items() if one is not None}
    if isinstance(value, BaseModel | dict):
        given = dict(value)
        return {name: plain(one) for name, one in given.items() if one is not None}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value if isinstance(value, str | int | float | None) else value.isoformat()
