"""The resource directory in the words of HSDS 3.0 (Open Referral): who offers what, where, to whom.

Fields we do not know are kept as they came and given back on export. Nothing in here is about a
client. Ids are lower-case UUIDs, as the specification asks.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from care.model.codes import ServiceType, SubDomain
from care.model.ids import OfficeCode
from care.model.service_codes import Capacity
from care.model.value import Value

SERVICE_TAXONOMY = "hamkke-service"
"""Terms are the codes of ``ServiceType``."""
NEED_TAXONOMY = "hamkke-need"
"""Terms are the codes of ``SubDomain``; a code of ``NeedArea`` stands for both of its own."""
DELIVERY_TAXONOMY = "hamkke-delivery"
"""One term, ``HOME_VISIT``: the service comes to the home."""
CAPACITY_TAXONOMY = "hamkke-capacity"
"""Terms are the codes of ``Capacity``; the value is the moment of that word."""
OFFICE_EXTENT = "hamkke-office"
"""``extent_type`` of a service area that is a local office (읍면동); ``extent`` is its code."""
HOME_VISIT = "HOME_VISIT"

Number = int | float


def _day(given: object) -> object:
    """A moment where a day belongs is its day."""
    is_moment = isinstance(given, str) and len(given) > 10 and given[10] in "T "
    return given[:10] if is_moment and isinstance(given, str) else given


Day = Annotated[date, BeforeValidator(_day)]


class Hsds(BaseModel):
    """An object of the specification; frozen, but open to what it does not know."""

    model_config = ConfigDict(frozen=True, extra="allow", coerce_numbers_to_str=True)

    id: str


class ServiceStatus(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    TEMPORARILY_CLOSED = "temporarily closed"


class PlaceKind(StrEnum):
    """Of a location and of an address."""

    PHYSICAL = "physical"
    POSTAL = "postal"
    VIRTUAL = "virtual"


class TaxonomyTerm(Hsds):
    name: str
    description: str = ""
    code: str | None = None
    taxonomy: str | None = None
    parent_id: str | None = None


class Attribute(Hsds):
    """A term of a taxonomy hung on any object."""

    link_id: str | None = None
    link_entity: str | None = None
    link_type: str | None = None
    taxonomy_term_id: str | None = None
    value: str | None = None
    taxonomy_term: TaxonomyTerm | None = None


class Metadata(Hsds):
    """One change of one field, as the specification records it."""

    resource_id: str | None = None
    resource_type: str | None = None
    last_action_date: str
    last_action_type: str
    field_name: str
    previous_value: str
    replacement_value: str
    updated_by: str


class Described(Hsds):
    """What may carry attributes and the record of its changes."""

    attributes: tuple[Attribute, ...] = ()
    metadata: tuple[Metadata, ...] = ()


class Language(Described):
    name: str | None = None
    code: str | None = None
    note: str | None = None


class Phone(Described):
    number: str
    extension: Number | None = None
    type: str | None = None
    description: str | None = None
    languages: tuple[Language, ...] = ()


class Contact(Described):
    """A role or a desk of the body; who sits there today is better left out."""

    name: str | None = None
    title: str | None = None
    department: str | None = None
    email: str | None = None
    phones: tuple[Phone, ...] = ()


class Schedule(Described):
    """When it is open, in the terms of RFC 5545."""

    valid_from: str | None = None
    valid_to: str | None = None
    dtstart: str | None = None
    timezone: Number | None = None
    until: str | None = None
    count: Number | None = None
    wkst: str | None = None
    freq: str | None = None
    interval: Number | None = None
    byday: str | None = None
    byweekno: str | None = None
    bymonthday: str | None = None
    byyearday: str | None = None
    description: str | None = None
    opens_at: str | None = None
    closes_at: str | None = None
    schedule_link: str | None = None
    attending_type: str | None = None
    notes: str | None = None


class Address(Described):
    address_1: str
    address_2: str | None = None
    city: str = ""
    region: str | None = None
    state_province: str = ""
    postal_code: str = ""
    country: str = "KR"
    address_type: PlaceKind = PlaceKind.PHYSICAL
    attention: str | None = None


class Accessibility(Described):
    description: str | None = None
    details: str | None = None
    url: str | None = None


class Location(Described):
    location_type: PlaceKind = PlaceKind.PHYSICAL
    name: str | None = None
    alternate_name: str | None = None
    description: str | None = None
    transportation: str | None = None
    url: str | None = None
    latitude: Number | None = None
    longitude: Number | None = None
    external_identifier: str | None = None
    external_identifier_type: str | None = None
    languages: tuple[Language, ...] = ()
    addresses: tuple[Address, ...] = ()
    contacts: tuple[Contact, ...] = ()
    accessibility: tuple[Accessibility, ...] = ()
    phones: tuple[Phone, ...] = ()
    schedules: tuple[Schedule, ...] = ()


class ServiceAtLocation(Described):
    service_id: str | None = None
    location_id: str | None = None
    description: str | None = None
    contacts: tuple[Contact, ...] = ()
    phones: tuple[Phone, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    location: Location | None = None


class ServiceArea(Described):
    name: str | None = None
    description: str | None = None
    extent: str | None = None
    extent_type: str | None = None
    uri: str | None = None


class CostOption(Described):
    valid_from: str | None = None
    valid_to: str | None = None
    option: str | None = None
    currency: str | None = None
    amount: Number | None = None
    amount_description: str | None = None


class RequiredDocument(Described):
    document: str | None = None
    uri: str | None = None


class Funding(Described):
    source: str | None = None


class Program(Described):
    name: str
    description: str = ""
    alternate_name: str | None = None


class OrganizationIdentifier(Described):
    identifier_type: str
    identifier: str
    identifier_scheme: str | None = None


class Unit(Hsds):
    """What a capacity counts, e.g. beds or households."""

    name: str
    scheme: str | None = None
    identifier: str | None = None
    uri: str | None = None


class ServiceCapacity(Described):
    """Room for more, as HSDS 3.1 adds it to a service."""

    available: Number | None = None
    maximum: Number | None = None
    description: str | None = None
    updated: str | None = None
    unit: Unit | None = None


class Service(Described):
    name: str
    status: ServiceStatus = ServiceStatus.ACTIVE
    organization_id: str | None = None
    program_id: str | None = None
    alternate_name: str | None = None
    description: str | None = None
    url: str | None = None
    email: str | None = None
    interpretation_services: str | None = None
    application_process: str | None = None
    fees_description: str | None = None
    wait_time: str | None = None
    fees: str | None = None
    accreditations: str | None = None
    eligibility_description: str | None = None
    minimum_age: Number | None = None
    maximum_age: Number | None = None
    assured_date: Day | None = None
    assurer_email: str | None = None
    licenses: str | None = None
    alert: str | None = None
    last_modified: str | None = None
    phones: tuple[Phone, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    service_areas: tuple[ServiceArea, ...] = ()
    service_at_locations: tuple[ServiceAtLocation, ...] = ()
    languages: tuple[Language, ...] = ()
    funding: tuple[Funding, ...] = ()
    cost_options: tuple[CostOption, ...] = ()
    program: Program | None = None
    required_documents: tuple[RequiredDocument, ...] = ()
    contacts: tuple[Contact, ...] = ()
    capacities: tuple[ServiceCapacity, ...] = ()


class Organization(Described):
    """Its services are kept beside it, each on its own."""

    name: str
    description: str = ""
    alternate_name: str | None = None
    email: str | None = None
    website: str | None = None
    tax_status: str | None = None
    tax_id: str | None = None
    year_incorporated: Number | None = None
    legal_status: str | None = None
    logo: str | None = None
    uri: str | None = None
    parent_organization_id: str | None = None
    funding: tuple[Funding, ...] = ()
    contacts: tuple[Contact, ...] = ()
    phones: tuple[Phone, ...] = ()
    locations: tuple[Location, ...] = ()
    programs: tuple[Program, ...] = ()
    organization_identifiers: tuple[OrganizationIdentifier, ...] = ()


class Facts(Value):
    """What a service is searched by, read from its HSDS object alone."""

    services: frozenset[ServiceType] = frozenset()
    needs: frozenset[SubDomain] = frozenset()
    offices: frozenset[OfficeCode] = frozenset()
    """Empty: the whole district."""
    minimum_age: int | None = None
    maximum_age: int | None = None
    cost_won: int | None = None
    """None: nobody said; 0: free."""
    home_visit: bool = False
    capacity: Capacity | None = None
    capacity_free: int | None = None
    waits_days: int | None = None


class EntryFields(Facts):
    """One line of a spreadsheet and one form: an organization and one service of its."""

    organization: str = Field(min_length=1, max_length=200)
    service_name: str = Field(min_length=1, max_length=200)
    description: str = ""
    eligibility: str = ""
    cost_words: str = ""
    schedule_words: str = ""
    application: str = ""
    documents: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    url: str = ""
    address: str = ""
    status: ServiceStatus = ServiceStatus.ACTIVE
    capacity_on: date | None = None
    """The day the room was told; who tells a new room says the day too."""
    assured_on: date | None = None
    assurer: str = ""
    """A mail address of the desk that vouches for the entry."""
