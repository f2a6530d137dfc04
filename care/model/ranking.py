"""Who could give a service, how well each fits and by which reasons; never a bare number."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from care.model.codes import AgencyKind, ServiceType, SubDomain
from care.model.ids import AgencyId, OfficeCode
from care.model.policy import Calendar
from care.model.service_codes import Capacity
from care.model.term import Term
from care.model.value import Value


class Factor(StrEnum):
    """What is weighed, each with the most points it can give (``ranking.WEIGHTS``)."""

    SERVICE = "SERVICE"
    NEED = "NEED"
    AGE = "AGE"
    ROOM = "ROOM"
    WAIT = "WAIT"
    AREA = "AREA"
    ACCEPTS = "ACCEPTS"
    ANSWERS = "ANSWERS"
    AGREEMENT = "AGREEMENT"
    COST = "COST"
    HOME_VISIT = "HOME_VISIT"
    ASSURED = "ASSURED"


class Ground(StrEnum):
    """Why a factor gave its points; each has a sentence of its own."""

    SERVES = "SERVES"
    SERVICE_UNNAMED = "SERVICE_UNNAMED"
    """The entry names the need but no kind of service."""
    NEED_NAMED = "NEED_NAMED"
    NEED_UNNAMED = "NEED_UNNAMED"
    AGES_FIT = "AGES_FIT"
    AGES_UNSURE = "AGES_UNSURE"
    ROOM = "ROOM"
    ROOM_AFTER_ASSESSMENT = "ROOM_AFTER_ASSESSMENT"
    ROOM_UNKNOWN = "ROOM_UNKNOWN"
    ROOM_STALE = "ROOM_STALE"
    """The word is older than the district believes it."""
    WAITLIST = "WAITLIST"
    FULL = "FULL"
    WAITS = "WAITS"
    WAIT_UNKNOWN = "WAIT_UNKNOWN"
    OWN_OFFICE = "OWN_OFFICE"
    WHOLE_DISTRICT = "WHOLE_DISTRICT"
    SAME_ZONE = "SAME_ZONE"
    """Next door: it serves another office of the same zone or hub."""
    ACCEPTED = "ACCEPTED"
    NEVER_ASKED = "NEVER_ASKED"
    ANSWERED_IN = "ANSWERED_IN"
    ANSWER_UNKNOWN = "ANSWER_UNKNOWN"
    AGREED = "AGREED"
    AGREEMENT_NOT_NEEDED = "AGREEMENT_NOT_NEEDED"
    NO_AGREEMENT = "NO_AGREEMENT"
    FREE = "FREE"
    COSTS = "COSTS"
    COST_UNKNOWN = "COST_UNKNOWN"
    COMES_HOME = "COMES_HOME"
    AT_ITS_PLACE = "AT_ITS_PLACE"
    ASSURED = "ASSURED"
    ASSURED_LONG_AGO = "ASSURED_LONG_AGO"
    NEVER_ASSURED = "NEVER_ASSURED"


class Exclusion(StrEnum):
    """Why somebody in the directory cannot be asked for this."""

    OTHER_SERVICE = "OTHER_SERVICE"
    NO_BODY = "NO_BODY"
    """The entry belongs to nobody a referral can be sent to."""
    PAUSED = "PAUSED"
    AGREEMENT_ENDED = "AGREEMENT_ENDED"
    OUT_OF_AREA = "OUT_OF_AREA"
    OUT_OF_AGE = "OUT_OF_AGE"
    TOO_DEAR = "TOO_DEAR"
    ASKED_ALREADY = "ASKED_ALREADY"
    """It has the referral, or said no in this chain."""


class Age(Value):
    """Whole years; more than one apart because the day of birth stays in the store."""

    youngest: int
    oldest: int


class Wanted(Value):
    """What a household needs, as far as choosing a body asks for it."""

    service: ServiceType
    need: SubDomain
    ages: tuple[Age | None, ...] = ()
    """Of the members it is for; None: not known."""
    office: OfficeCode
    near: frozenset[OfficeCode] = frozenset()
    """Offices of the same zone or hub."""
    home_visit: bool = False
    most_won: int | None = Field(default=None, ge=0)
    asked: frozenset[AgencyId] = frozenset()
    """Bodies of this chain: they have the referral or said no."""
    capacity_fresh: Term
    directory_fresh: Term
    calendar: Calendar


class Offer(Value):
    """One service of one body as the directory and past referrals know it."""

    offer_id: str
    name: str
    agency_id: AgencyId | None
    agency_kind: AgencyKind | None = None
    services: frozenset[ServiceType] = frozenset()
    needs: frozenset[SubDomain] = frozenset()
    offices: frozenset[OfficeCode] = frozenset()
    """Empty: the whole district."""
    minimum_age: int | None = None
    maximum_age: int | None = None
    cost_won: int | None = Field(default=None, ge=0)
    home_visit: bool = False
    capacity: Capacity | None = None
    capacity_free: int | None = None
    capacity_at: datetime | None = None
    waits_days: int | None = Field(default=None, ge=0)
    assured_on: date | None = None
    paused: bool = False
    agreed: bool | None = None
    """None: it needs no agreement."""
    agreement_ended: bool = False
    """One was kept and holds no longer: nothing may be sent."""
    asked: int = Field(default=0, ge=0)
    """Referrals answered in the past year."""
    accepted: int = Field(default=0, ge=0)
    median_days: int | None = Field(default=None, ge=0)


class Reason(Value):
    """``points`` of at most ``most``; ``numbers`` are what the sentence of the ground says."""

    factor: Factor
    ground: Ground
    points: int
    most: int
    numbers: dict[str, int] = Field(default_factory=dict)


class Candidate(Value):
    """An offer with its score, the sum of its reasons; or with why it cannot be asked."""

    offer: Offer
    score: int
    reasons: tuple[Reason, ...]
    excluded: tuple[Exclusion, ...] = ()
