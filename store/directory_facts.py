"""What a service of the directory is searched by, read from its HSDS object and written into it."""

import math
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from care.model.codes import NeedArea, ServiceType, SubDomain
from care.model.directory import (
    CAPACITY_TAXONOMY,
    DELIVERY_TAXONOMY,
    HOME_VISIT,
    NEED_TAXONOMY,
    OFFICE_EXTENT,
    SERVICE_TAXONOMY,
    Attribute,
    Facts,
    Location,
    Number,
    Organization,
    Schedule,
    Service,
    TaxonomyTerm,
)
from care.model.ids import OfficeCode
from care.model.service_codes import Capacity

OWN_TAXONOMIES = (SERVICE_TAXONOMY, NEED_TAXONOMY, DELIVERY_TAXONOMY, CAPACITY_TAXONOMY)
OLDEST = 150
"""Years; an age beyond says nothing."""
MOST = 2**31 - 1
WON = ("KRW", "원", "WON", "")
WAIT = re.compile(r"(\d{1,4})\s*(일|days?\b|주|weeks?\b|개월|months?\b)", re.IGNORECASE)
DAYS = {"일": 1, "d": 1, "주": 7, "w": 7, "개": 30, "m": 30}
FREE = frozenset({"무료", "free", "없음"})
SPACES = re.compile(r"\s+")


def hsds_id(*parts: str) -> str:
    """The same id for the same words, so that the same file twice gives one entry."""
    return str(uuid5(NAMESPACE_URL, "hamkke:directory:" + "\x1f".join(parts)))


def facts_of(service: Service) -> Facts:
    """Unknown terms and numbers that make no sense are left out; the object keeps them."""
    codes = {each: _codes(service, each) for each in OWN_TAXONOMIES}
    kinds = frozenset(
        ServiceType(one) for one in codes[SERVICE_TAXONOMY] if one in set(ServiceType)
    )
    rooms = [one for one in codes[CAPACITY_TAXONOMY] if one in set(Capacity)]
    return Facts(
        services=kinds,
        needs=frozenset(_needs(codes[NEED_TAXONOMY])),
        offices=frozenset(
            OfficeCode(area.extent)
            for area in service.service_areas
            if area.extent_type == OFFICE_EXTENT and area.extent
        ),
        minimum_age=_whole(service.minimum_age, OLDEST),
        maximum_age=_whole(service.maximum_age, OLDEST),
        cost_won=_cost(service),
        home_visit=HOME_VISIT in codes[DELIVERY_TAXONOMY] or ServiceType.HOME_VISIT_DOCTOR in kinds,
        capacity=Capacity(rooms[0]) if rooms else None,
        capacity_free=_whole(service.capacities[0].available) if service.capacities else None,
        waits_days=_wait(service.wait_time or ""),
    )


def capacity_at(service: Service) -> datetime | None:
    """When the body last told its room; None when nobody said when."""
    told = [
        one.value
        for one in service.attributes
        if one.taxonomy_term is not None and one.taxonomy_term.taxonomy == CAPACITY_TAXONOMY
    ] + [one.updated for one in service.capacities]
    for each in told:
        try:
            moment = datetime.fromisoformat(each or "")
        except ValueError:
            continue
        if moment.tzinfo is not None:
            return moment
    return None


def own_attribute(service_id: str, taxonomy: str, code: str, value: str | None = None) -> Attribute:
    """A term of one of our taxonomies hung on a service."""
    term = TaxonomyTerm(
        id=hsds_id(taxonomy, code), name=code, description=code, code=code, taxonomy=taxonomy
    )
    return Attribute(
        id=hsds_id(service_id, taxonomy, code),
        link_id=service_id,
        link_entity="service",
        taxonomy_term_id=term.id,
        taxonomy_term=term,
        **({} if value is None else {"value": value}),
    )


def searched(text: str) -> str:
    """One spelling for what is sought and what is kept: NFKC, lower case, no blanks."""
    return SPACES.sub("", unicodedata.normalize("NFKC", text)).casefold()


def words_of(service: Service, organization: Organization) -> str:
    """All that a search by text looks at, parted so that a word never spans two fields."""
    given = (
        organization.name,
        organization.alternate_name,
        service.name,
        service.alternate_name,
        service.description,
        service.eligibility_description,
        *(place.location.name for place in service.service_at_locations if place.location),
        *(area.name for area in service.service_areas),
        *(
            one.taxonomy_term.name
            for one in service.attributes
            if one.taxonomy_term is not None and one.taxonomy_term.taxonomy not in OWN_TAXONOMIES
        ),
    )
    return "\n".join(searched(one) for one in given if one)


def _codes(service: Service, taxonomy: str) -> list[str]:
    return [
        one.taxonomy_term.code
        for one in service.attributes
        if one.taxonomy_term is not None
        and one.taxonomy_term.taxonomy == taxonomy
        and one.taxonomy_term.code
    ]


def _needs(codes: Iterable[str]) -> Iterable[SubDomain]:
    for code in codes:
        if code in set(SubDomain):
            yield SubDomain(code)
        elif code in set(NeedArea):
            yield from (sub for sub in SubDomain if sub.area == code)


def _whole(given: Number | None, most: int = MOST) -> int | None:
    if given is None or not math.isfinite(given) or not 0 <= given <= most:
        return None
    return int(given)


def _cost(service: Service) -> int | None:
    amounts = [
        amount
        for option in service.cost_options
        if (option.currency or "").upper() in WON
        and (amount := _whole(option.amount, 2**62)) is not None
    ]
    if amounts:
        return min(amounts)
    said = searched(service.fees_description or service.fees or "")
    return 0 if said in FREE else None


def _wait(said: str) -> int | None:
    found = WAIT.search(said)
    return int(found[1]) * DAYS[found[2][0].lower()] if found else None


def schedule_words(service: Service) -> str:
    """When it is open, as the entry words it; else days and hours as they stand."""
    held = service.schedules or next(
        (one.schedules for one in service.service_at_locations if one.schedules), ()
    )
    return " · ".join(filter(None, (_opening(one) for one in held)))


def address_words(location: Location) -> str:
    """The first address in one line."""
    if not location.addresses:
        return ""
    first = location.addresses[0]
    given = (first.state_province, first.city, first.region, first.address_1, first.address_2)
    return " ".join(one for one in given if one)


def _opening(schedule: Schedule) -> str:
    if schedule.description:
        return schedule.description
    hours = "–".join(one[:5] for one in (schedule.opens_at, schedule.closes_at) if one)
    return " ".join(one for one in (schedule.byday, hours) if one)
