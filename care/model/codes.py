"""The field's closed vocabularies (domain terms; Korean words live in ``i18n``)."""

from enum import StrEnum

from care.model.ids import LevelCode


class Stage(StrEnum):
    """Ten steps of integrated case management (통합사례관리), the hold, the end of the episode."""

    DISCOVERY = "DISCOVERY"
    INTAKE = "INTAKE"
    RECEIVED = "RECEIVED"
    ASSESSMENT = "ASSESSMENT"
    CONFERENCE = "CONFERENCE"
    PLANNING = "PLANNING"
    LINKAGE = "LINKAGE"
    MONITORING = "MONITORING"
    CLOSURE = "CLOSURE"
    AFTERCARE = "AFTERCARE"
    ENGAGEMENT_HOLD = "ENGAGEMENT_HOLD"
    """Somebody said no; a loop beside the ten steps, with clocks of its own."""
    ENDED = "ENDED"


class Programme(StrEnum):
    """Legal tracks; one case may hold several enrolments, each a set of clocks."""

    ICM = "ICM"
    ICS = "ICS"
    EWS = "EWS"
    YCS = "YCS"


class Role(StrEnum):
    """Who acts. ``SYSTEM`` is the case itself, a clock or a relay."""

    LOCAL_OFFICE = "LOCAL_OFFICE"
    TEAM_LEAD = "TEAM_LEAD"
    CASE_MANAGER = "CASE_MANAGER"
    COORDINATOR = "COORDINATOR"
    SECTION_HEAD = "SECTION_HEAD"
    POLICY_ADMIN = "POLICY_ADMIN"
    OPERATOR = "OPERATOR"
    PRIVACY_OFFICER = "PRIVACY_OFFICER"
    PARTNER_WORKER = "PARTNER_WORKER"
    SYSTEM = "SYSTEM"


class NeedArea(StrEnum):
    """Ten need areas of assessment form ``national-2024``."""

    SAFETY = "SAFETY"
    HEALTH = "HEALTH"
    DAILY_LIVING = "DAILY_LIVING"
    FAMILY = "FAMILY"
    SOCIAL = "SOCIAL"
    ECONOMY = "ECONOMY"
    EDUCATION = "EDUCATION"
    EMPLOYMENT = "EMPLOYMENT"
    LIVING_ENV = "LIVING_ENV"
    LEGAL = "LEGAL"


class SubDomain(StrEnum):
    """Twenty sub-domains, two for each need area, each scored 0-3 for the household."""

    SAFETY_WITHIN = "SAFETY_WITHIN"
    SAFETY_OUTSIDE = "SAFETY_OUTSIDE"
    HEALTH_BODY = "HEALTH_BODY"
    HEALTH_MIND = "HEALTH_MIND"
    DAILY_ESSENTIALS = "DAILY_ESSENTIALS"
    DAILY_LEISURE = "DAILY_LEISURE"
    FAMILY_BONDS = "FAMILY_BONDS"
    FAMILY_CARE = "FAMILY_CARE"
    SOCIAL_NEIGHBOURS = "SOCIAL_NEIGHBOURS"
    SOCIAL_GROUPS = "SOCIAL_GROUPS"
    ECONOMY_BASIC = "ECONOMY_BASIC"
    ECONOMY_ASSETS = "ECONOMY_ASSETS"
    EDUCATION_BASIC = "EDUCATION_BASIC"
    EDUCATION_BETTER = "EDUCATION_BETTER"
    EMPLOYMENT_START = "EMPLOYMENT_START"
    EMPLOYMENT_KEEP = "EMPLOYMENT_KEEP"
    LIVING_INSIDE = "LIVING_INSIDE"
    LIVING_OUTSIDE = "LIVING_OUTSIDE"
    LEGAL_HELP = "LEGAL_HELP"
    LEGAL_RIGHTS = "LEGAL_RIGHTS"

    @property
    def area(self) -> NeedArea:
        return AREA_OF[self]


AREA_OF: dict[SubDomain, NeedArea] = {
    sub: area
    for area, pair in zip(NeedArea, zip(*[iter(SubDomain)] * 2, strict=True), strict=True)
    for sub in pair
}

CASE_GENERAL = LevelCode("CASE_GENERAL")
CASE_HIGH_DIFFICULTY = LevelCode("CASE_HIGH_DIFFICULTY")
CASE_INTENSIVE = LevelCode("CASE_INTENSIVE")
LINKAGE_ONLY = LevelCode("LINKAGE_ONLY")
REFERRED_OUT = LevelCode("REFERRED_OUT")
NOT_SELECTED = LevelCode("NOT_SELECTED")


class DiscoveryChannel(StrEnum):
    BATCH = "BATCH"
    DUTY_REPORTER = "DUTY_REPORTER"
    REPORT = "REPORT"
    SELF = "SELF"
    PARTNER = "PARTNER"
    OUTREACH = "OUTREACH"
    HOSPITAL = "HOSPITAL"
    DONG_DESK = "DONG_DESK"
    SHELTER = "SHELTER"


class IntakeOutcome(StrEnum):
    RECEIVE = "RECEIVE"
    INFO_ONLY = "INFO_ONLY"
    REFUSED = "REFUSED"
    EMERGENCY = "EMERGENCY"


class RedFlag(StrEnum):
    """Any one raises the urgent flag (domain guide, crisis score)."""

    SUICIDE = "SUICIDE"
    VIOLENCE = "VIOLENCE"
    MINOR_UNSAFE = "MINOR_UNSAFE"
    NO_FOOD_HEAT_POWER = "NO_FOOD_HEAT_POWER"
    MEDICAL_EMERGENCY = "MEDICAL_EMERGENCY"


class CommunicationNeed(StrEnum):
    LOW_LITERACY = "LOW_LITERACY"
    HEARING = "HEARING"
    SIGHT = "SIGHT"
    LANGUAGE = "LANGUAGE"
    SUPPORTED_DECISION = "SUPPORTED_DECISION"


class Relation(StrEnum):
    """Relation of a household member to the client."""

    CLIENT = "CLIENT"
    SPOUSE = "SPOUSE"
    CHILD = "CHILD"
    PARENT = "PARENT"
    SIBLING = "SIBLING"
    GRANDPARENT = "GRANDPARENT"
    GRANDCHILD = "GRANDCHILD"
    OTHER = "OTHER"


class ContactMode(StrEnum):
    VISIT = "VISIT"
    DOORSTEP = "DOORSTEP"
    PHONE = "PHONE"
    VIDEO = "VIDEO"
    OFFICE = "OFFICE"


class ContactResult(StrEnum):
    MET = "MET"
    NO_ANSWER = "NO_ANSWER"
    REFUSED = "REFUSED"


class TeachBack(StrEnum):
    """Whether the person could say back what was explained (domain GJ-05)."""

    PASSED = "PASSED"
    NOT_YET = "NOT_YET"


class ConsentPurpose(StrEnum):
    """Each consented separately (개인정보 보호법 제22·23조)."""

    COLLECT_USE = "COLLECT_USE"
    PROVIDE_TO = "PROVIDE_TO"
    SENSITIVE = "SENSITIVE"
    STORY_PUBLICATION = "STORY_PUBLICATION"


class ConsentMethod(StrEnum):
    WRITTEN = "WRITTEN"
    READ_ALOUD = "READ_ALOUD"
    ELECTRONIC = "ELECTRONIC"


class LawfulBasis(StrEnum):
    """Grounds other than consent for sharing with a body (급여법, 통합지원법, 개인정보 보호법)."""

    PUBLIC_MINIMUM = "PUBLIC_MINIMUM"
    """급여법 제15조④: another social security agency, minimum necessary."""
    ICS_PLAN_PARTNER = "ICS_PLAN_PARTNER"
    """통합지원법 제14조②: a body within its part of the plan."""
    URGENT_LIFE = "URGENT_LIFE"
    """개인정보 보호법 제18조② 3호: urgent life, body or property interest."""
    LEGAL_DUTY = "LEGAL_DUTY"
    INCAPACITY = "INCAPACITY"
    """급여법 제5조③: somebody who cannot decide is taken in by the office without consent."""


class AgencyKind(StrEnum):
    PUBLIC_AGENCY = "PUBLIC_AGENCY"
    WELFARE_CORPORATION = "WELFARE_CORPORATION"
    WELFARE_FACILITY = "WELFARE_FACILITY"
    WELFARE_CENTRE = "WELFARE_CENTRE"
    DESIGNATED = "DESIGNATED"
    MENTAL_HEALTH_CENTRE = "MENTAL_HEALTH_CENTRE"
    CLINIC = "CLINIC"
    PROFESSIONAL_ASSOCIATION = "PROFESSIONAL_ASSOCIATION"
    SCHOOL = "SCHOOL"
    POLICE = "POLICE"
    FOUNDATION = "FOUNDATION"
    COMPANY = "COMPANY"
    VOLUNTEER = "VOLUNTEER"


class PartnerChannel(StrEnum):
    REST = "REST"
    FHIR = "FHIR"
    PORTAL = "PORTAL"
    """The body works in our own pages; nothing leaves the house."""
    MAIL = "MAIL"
    """A letter without any personal data, with a signed link behind a PIN."""
    MANUAL = "MANUAL"


class ServiceType(StrEnum):
    """What an action of the plan provides; the directory refines it later."""

    LIVELIHOOD_BENEFIT = "LIVELIHOOD_BENEFIT"
    EMERGENCY_AID = "EMERGENCY_AID"
    HOME_VISIT_DOCTOR = "HOME_VISIT_DOCTOR"
    MEDICAL = "MEDICAL"
    MENTAL_HEALTH = "MENTAL_HEALTH"
    COUNSELLING = "COUNSELLING"
    THERAPY = "THERAPY"
    HOUSE_REPAIR = "HOUSE_REPAIR"
    TEMPORARY_STAY = "TEMPORARY_STAY"
    CLEAN_UP = "CLEAN_UP"
    HOUSING = "HOUSING"
    MEALS = "MEALS"
    DAILY_CARE = "DAILY_CARE"
    AFTER_SCHOOL = "AFTER_SCHOOL"
    EDUCATION = "EDUCATION"
    TRAINING = "TRAINING"
    EMPLOYMENT = "EMPLOYMENT"
    LEGAL = "LEGAL"
    DEBT_ADVICE = "DEBT_ADVICE"
    GOODS = "GOODS"
    SPONSORSHIP = "SPONSORSHIP"
    SAFETY = "SAFETY"
    OTHER = "OTHER"


class LinkageStatus(StrEnum):
    """The closed loop of one referral; each maps to one Gravity ``Task.status`` (exchange)."""

    REQUESTED = "REQUESTED"
    RECEIVED = "RECEIVED"
    """The body has it and has not decided."""
    WAITLISTED = "WAITLISTED"
    ACCEPTED = "ACCEPTED"
    SCHEDULED = "SCHEDULED"
    STARTED = "STARTED"
    DONE = "DONE"
    NOT_DELIVERED = "NOT_DELIVERED"
    """It was taken on and never given: an outcome of its own."""
    PASSED_ON = "PASSED_ON"
    """An association handed it to one of its members, by a linkage of its own."""
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"

    @property
    def is_open(self) -> bool:
        return self in (
            LinkageStatus.REQUESTED,
            LinkageStatus.RECEIVED,
            LinkageStatus.WAITLISTED,
            LinkageStatus.ACCEPTED,
            LinkageStatus.SCHEDULED,
            LinkageStatus.STARTED,
        )


class PartnerAnswer(StrEnum):
    """What a body says of a referral (통합지원법 제14조③: it must notify decision and changes)."""

    RECEIVED = "RECEIVED"
    WAITLISTED = "WAITLISTED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    SCHEDULED = "SCHEDULED"
    """On ``scheduled_on``, which may be another day than the one wished for."""
    STARTED = "STARTED"
    PROGRESS = "PROGRESS"
    DONE = "DONE"
    NOT_DELIVERED = "NOT_DELIVERED"


class DeclineReason(StrEnum):
    NO_CAPACITY = "NO_CAPACITY"
    NEEDS_ASSESSMENT = "NEEDS_ASSESSMENT"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    OUT_OF_AREA = "OUT_OF_AREA"
    CLIENT_DECLINED = "CLIENT_DECLINED"
    OTHER = "OTHER"


class ResourceSource(StrEnum):
    PUBLIC_BENEFIT = "PUBLIC_BENEFIT"
    LOCAL_SCHEME = "LOCAL_SCHEME"
    CASE_FUND = "CASE_FUND"
    FOUNDATION = "FOUNDATION"
    COMPANY = "COMPANY"
    VOLUNTEER = "VOLUNTEER"
    PRIVATE_OTHER = "PRIVATE_OTHER"

    @property
    def is_private(self) -> bool:
        return self not in (
            ResourceSource.PUBLIC_BENEFIT,
            ResourceSource.LOCAL_SCHEME,
            ResourceSource.CASE_FUND,
        )


class ConferenceKind(StrEnum):
    INTERNAL = "INTERNAL"
    INTEGRATED = "INTEGRATED"
    ZONE = "ZONE"
    SOLUTION = "SOLUTION"
    """솔루션회의: outside experts on a de-identified brief."""
    CARE_SUPPORT = "CARE_SUPPORT"
    """통합지원회의 (통합지원법 규칙 제9조②)."""


class ApprovalAnswer(StrEnum):
    """승인, 보완 요청, 불승인."""

    APPROVE = "APPROVE"
    RETURN = "RETURN"
    REJECT = "REJECT"


class CheckOutcome(StrEnum):
    CONTINUE = "CONTINUE"
    REPLAN = "REPLAN"
    REASSESS = "REASSESS"
    CLOSE_REVIEW = "CLOSE_REVIEW"


class ClosureReason(StrEnum):
    GOAL_ACHIEVED = "GOAL_ACHIEVED"
    IMPROVED = "IMPROVED"
    REFUSED = "REFUSED"
    UNREACHABLE_LONG_TERM = "UNREACHABLE_LONG_TERM"
    DECEASED = "DECEASED"
    MOVED_OUT = "MOVED_OUT"
    INSTITUTIONALISED = "INSTITUTIONALISED"
    HOSPITALISED = "HOSPITALISED"
    TRANSFERRED_PROGRAM = "TRANSFERRED_PROGRAM"
    NO_LONGER_MULTI_NEED = "NO_LONGER_MULTI_NEED"
    WITHDREW_CONSENT = "WITHDREW_CONSENT"
    DUPLICATE = "DUPLICATE"
    OTHER = "OTHER"


class ItemOutcome(StrEnum):
    """Outcome of one plan action at closure; "not delivered" is an outcome."""

    ACHIEVED = "ACHIEVED"
    PARTLY = "PARTLY"
    NOT_ACHIEVED = "NOT_ACHIEVED"
    NOT_DELIVERED = "NOT_DELIVERED"
    NO_LONGER_NEEDED = "NO_LONGER_NEEDED"


class AftercareResult(StrEnum):
    STABLE = "STABLE"
    NEEDS_HELP = "NEEDS_HELP"
    NOT_REACHED = "NOT_REACHED"
