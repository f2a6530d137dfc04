"""What of the resource directory matches a question, and how an entry looks when found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from care.model.codes import AgencyKind, NeedArea, ServiceType, SubDomain
from care.model.directory import Organization, Service, ServiceStatus
from care.model.ids import AgencyId, DistrictCode, OfficeCode, PersonId
from care.model.service_codes import Capacity
from store.directory_facts import facts_of, schedule_words, searched
from store.tables.agencies import AgencyLine
from store.tables.directory import (
    DirectoryCodeLine,
    DirectoryOrganizationLine,
    DirectoryServiceLine,
)

SERVICE, NEED, OFFICE = "SERVICE", "NEED", "OFFICE"


@dataclass(frozen=True)
class Query:
    """What is sought; everything given must hold."""

    text: str = ""
    named: frozenset[ServiceType] = frozenset()
    """Kinds of service the text names; one of them does as well as the text itself."""
    need: SubDomain | None = None
    area: NeedArea | None = None
    service: ServiceType | None = None
    offices: frozenset[OfficeCode] = frozenset()
    """Serving any of these (or the whole district); empty: anywhere."""
    age: int | None = None
    max_cost: int | None = None
    """Won; what nobody said a price of is left out."""
    home_visit: bool = False
    only_free: bool = False
    """With room: told so, or places left."""
    agency_id: AgencyId | None = None
    organization_id: str | None = None
    assured_before: date | None = None
    """Not assured since that day, or never."""
    closed: bool = False
    """Those not offered now too."""


@dataclass(frozen=True)
class Found:
    service_id: str
    service_at_location_id: str | None
    organization_id: str
    organization: str
    service_name: str
    status: ServiceStatus
    agency_id: AgencyId | None
    agency_kind: AgencyKind | None
    services: frozenset[ServiceType]
    needs: frozenset[SubDomain]
    offices: frozenset[OfficeCode]
    """Empty: the whole district."""
    minimum_age: int | None
    maximum_age: int | None
    cost_won: int | None
    cost_words: str
    home_visit: bool
    eligibility: str
    capacity: Capacity | None
    capacity_free: int | None
    capacity_at: datetime | None
    waits_days: int | None
    schedule_words: str
    phone: str
    assured_on: date | None
    assurer: str
    """Who vouches for it: a mail address, or else the id of who pressed the button."""
    entered_by: PersonId
    entered_for: AgencyId | None
    """The body whose worker entered it; None: the district."""
    entered_at: datetime


Joined = Select[DirectoryServiceLine, DirectoryOrganizationLine, str]


def joined(district: DistrictCode) -> Joined:
    return (
        select(DirectoryServiceLine, DirectoryOrganizationLine, AgencyLine.kind)
        .join(
            DirectoryOrganizationLine,
            and_(
                DirectoryOrganizationLine.district == DirectoryServiceLine.district,
                DirectoryOrganizationLine.organization_id == DirectoryServiceLine.organization_id,
            ),
        )
        .outerjoin(
            AgencyLine,
            and_(
                AgencyLine.agency_id == DirectoryOrganizationLine.agency_id,
                AgencyLine.district == district,
            ),
        )
        .where(DirectoryServiceLine.district == district)
    )


def matching(asked: Joined, district: DistrictCode, query: Query) -> Joined:
    return asked.where(*_of_whom(query), *_of_codes(district, query), *_of_whose(query))


def _of_whom(query: Query) -> Iterable[ColumnElement[bool]]:
    """For whom, at what price, where, with room."""
    line = DirectoryServiceLine
    if query.age is not None:
        yield or_(line.minimum_age.is_(None), line.minimum_age <= query.age)
        yield or_(line.maximum_age.is_(None), line.maximum_age >= query.age)
    if query.max_cost is not None:
        yield line.cost_won <= query.max_cost
    if query.home_visit:
        yield line.home_visit.is_(True)
    if query.only_free:
        yield or_(line.capacity.is_(None), line.capacity == Capacity.HAS_ROOM.value)
        yield or_(
            line.capacity_free > 0,
            and_(line.capacity == Capacity.HAS_ROOM.value, line.capacity_free.is_(None)),
        )


def _of_codes(district: DistrictCode, query: Query) -> Iterable[ColumnElement[bool]]:
    line = DirectoryServiceLine
    words = [searched(one) for one in query.text.split()]
    if words:
        said = and_(*(line.words.contains(one, autoescape=True) for one in words))
        yield or_(said, _has(district, SERVICE, query.named)) if query.named else said
    if query.service is not None:
        yield _has(district, SERVICE, (query.service,))
    if query.need is not None:
        yield _has(district, NEED, (query.need,))
    if query.area is not None:
        yield _has(district, NEED, [sub for sub in SubDomain if sub.area == query.area])
    if query.offices:
        yield or_(_has(district, OFFICE, query.offices), ~_has(district, OFFICE))


def _of_whose(query: Query) -> Iterable[ColumnElement[bool]]:
    line = DirectoryServiceLine
    if not query.closed:
        yield line.status == ServiceStatus.ACTIVE.value
    if query.agency_id is not None:
        yield DirectoryOrganizationLine.agency_id == query.agency_id
    if query.organization_id is not None:
        yield line.organization_id == query.organization_id
    if query.assured_before is not None:
        yield or_(line.assured_on.is_(None), line.assured_on < query.assured_before)


def _has(
    district: DistrictCode, scheme: str, codes: Iterable[str] | None = None
) -> ColumnElement[bool]:
    code = aliased(DirectoryCodeLine)
    found = [
        code.district == district,
        code.service_id == DirectoryServiceLine.service_id,
        code.scheme == scheme,
    ]
    if codes is not None:
        found.append(code.code.in_(sorted(str(one) for one in codes)))
    return exists().where(*found).correlate(DirectoryServiceLine)


def objects_of(
    line: DirectoryServiceLine, organization: DirectoryOrganizationLine
) -> tuple[Organization, Service]:
    return (
        Organization.model_validate_json(organization.body),
        Service.model_validate_json(line.body),
    )


def as_found(
    line: DirectoryServiceLine,
    organization: DirectoryOrganizationLine,
    kind: str | None,
    read: tuple[Organization, Service] | None = None,
) -> Found:
    """``read``: the objects of the two lines, when somebody read them already."""
    body, service = read or objects_of(line, organization)
    facts = facts_of(service)
    places = service.service_at_locations
    return Found(
        service_id=line.service_id,
        service_at_location_id=places[0].id if places else None,
        organization_id=line.organization_id,
        organization=body.name,
        service_name=service.name,
        status=service.status,
        agency_id=AgencyId(organization.agency_id) if organization.agency_id else None,
        agency_kind=AgencyKind(kind) if kind else None,
        services=facts.services,
        needs=facts.needs,
        offices=facts.offices,
        minimum_age=facts.minimum_age,
        maximum_age=facts.maximum_age,
        cost_won=facts.cost_won,
        cost_words=service.fees_description or service.fees or "",
        home_visit=facts.home_visit,
        eligibility=service.eligibility_description or "",
        capacity=facts.capacity,
        capacity_free=facts.capacity_free,
        capacity_at=line.capacity_at,
        waits_days=facts.waits_days,
        schedule_words=schedule_words(service),
        phone=_phone(service, body),
        assured_on=line.assured_on,
        assurer=service.assurer_email or line.assured_by or "",
        entered_by=PersonId(line.entered_by),
        entered_for=AgencyId(line.entered_for) if line.entered_for else None,
        entered_at=line.entered_at,
    )


def _phone(service: Service, organization: Organization) -> str:
    """Of the service, else of a place of it, else of the organization."""
    places = [one for one in service.service_at_locations if one.phones]
    held = service.phones or (places[0].phones if places else organization.phones)
    return held[0].number if held else ""
