"""Closed vocabularies of the loops and exits of a case's life (domain guide §2.4 to §2.8)."""

from enum import StrEnum


class TimeBand(StrEnum):
    """When somebody was sought; three tries in vain should fall into different bands."""

    MORNING = "MORNING"
    AFTERNOON = "AFTERNOON"
    EVENING = "EVENING"
    WEEKEND = "WEEKEND"


class HoldCause(StrEnum):
    """Why a household is in engagement hold; none of them ever closes a case by itself."""

    REFUSED_CONTACT = "REFUSED_CONTACT"
    REFUSED_INTAKE = "REFUSED_INTAKE"
    WITHDREW_CONSENT = "WITHDREW_CONSENT"
    DECIDED = "DECIDED"


class HoldDecision(StrEnum):
    """What a review of the hold decides."""

    CONTINUE = "CONTINUE"
    HAND_TO_OUTREACH = "HAND_TO_OUTREACH"
    PROPOSE_CLOSURE = "PROPOSE_CLOSURE"


class CrisisFinding(StrEnum):
    """What the on-site check of the crisis lane found (현장확인)."""

    DANGER = "DANGER"
    AT_RISK = "AT_RISK"
    SAFE = "SAFE"
    NOT_FOUND = "NOT_FOUND"


class CrisisAid(StrEnum):
    """What was done at once; aid may come before documents (긴급복지지원법 제8조③)."""

    RESCUE = "RESCUE"
    MEDICAL = "MEDICAL"
    SHELTER = "SHELTER"
    LIVELIHOOD = "LIVELIHOOD"
    FOOD_HEAT = "FOOD_HEAT"
    SAFETY_PLAN = "SAFETY_PLAN"
    REPORTED_TO_BODY = "REPORTED_TO_BODY"
    NOT_NEEDED = "NOT_NEEDED"


class PurgeGround(StrEnum):
    """A law that lets the person have data destroyed at once."""

    SUICIDE_PREVENTION = "SUICIDE_PREVENTION"
    """자살예방법: data passed on before consent after an attempt."""
    YOUTH_IN_CRISIS = "YOUTH_IN_CRISIS"
    """위기청년법 제14조④: data and support history when the person wishes it at closure."""


class IcsApplicant(StrEnum):
    """Who may apply for integrated support (통합지원법 규칙 제7조, 영 제4조)."""

    SELF = "SELF"
    FAMILY = "FAMILY"
    GUARDIAN = "GUARDIAN"
    HOSPITAL_STAFF = "HOSPITAL_STAFF"
    FACILITY_STAFF = "FACILITY_STAFF"
    EX_OFFICIO = "EX_OFFICIO"


class IcsSurveyor(StrEnum):
    """Who surveys; the municipality or a designated specialised agency (법 제10조④)."""

    MUNICIPALITY = "MUNICIPALITY"
    NHIS = "NHIS"
    NPS = "NPS"
    SOCIAL_SERVICE_AGENCY = "SOCIAL_SERVICE_AGENCY"
    DISABILITY_AGENCY = "DISABILITY_AGENCY"


class Determination(StrEnum):
    """종합판정 (법 제12조)."""

    ELIGIBLE = "ELIGIBLE"
    LINK_ONLY = "LINK_ONLY"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"


class ProgrammeEnding(StrEnum):
    """Grounds on which integrated support may end (규칙 제11조); never by itself."""

    DECEASED = "DECEASED"
    INSTITUTIONALISED = "INSTITUTIONALISED"
    NO_LONGER_MULTI_NEED = "NO_LONGER_MULTI_NEED"
    REFUSED = "REFUSED"
    OTHER = "OTHER"


class AgendaPurpose(StrEnum):
    """What a conference decides about a case on its agenda."""

    SELECT = "SELECT"
    PROGRESS = "PROGRESS"
    CLOSE = "CLOSE"
    SOLUTION = "SOLUTION"


class SafetyFlag(StrEnum):
    """Why two people go (policy ``safety.visitPair``)."""

    AGGRESSION = "AGGRESSION"
    DANGEROUS_ANIMAL = "DANGEROUS_ANIMAL"
    INFECTION = "INFECTION"
    HAZARDOUS_HOME = "HAZARDOUS_HOME"


class StallChoice(StrEnum):
    """What the coordinator must choose between when nothing moved for ninety days."""

    VISIT = "VISIT"
    HOLD = "HOLD"
    REASSIGN = "REASSIGN"
    CONFERENCE = "CONFERENCE"


class SupervisionKind(StrEnum):
    LONG_CASE = "LONG_CASE"
    INCIDENT = "INCIDENT"
    ASKED = "ASKED"
    LOAD = "LOAD"


class PauseReason(StrEnum):
    """Why our own clocks stand still for a while; a statutory clock never does."""

    HOSPITAL = "HOSPITAL"
    AWAY = "AWAY"
    DISASTER = "DISASTER"
    CLIENT_WISH = "CLIENT_WISH"
    OTHER_BODY = "OTHER_BODY"


class TransferAnswer(StrEnum):
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"


class Scheme(StrEnum):
    """Other case-management programmes a case may be handed to (급여법 규칙, linked schemes)."""

    DREAM_START = "DREAM_START"
    SELF_SUPPORT = "SELF_SUPPORT"
    MEDICAL_BENEFIT = "MEDICAL_BENEFIT"
    ELDER_CARE = "ELDER_CARE"
    MENTAL_HEALTH = "MENTAL_HEALTH"
    ADDICTION = "ADDICTION"
    VISITING_HEALTH = "VISITING_HEALTH"
    YOUTH_IN_CRISIS = "YOUTH_IN_CRISIS"


class Kinship(StrEnum):
    """How an episode came from another one of the same lineage."""

    REOPENED = "REOPENED"
    TRANSFERRED = "TRANSFERRED"
    SPLIT = "SPLIT"


class ComplaintTopic(StrEnum):
    LATE_SERVICE = "LATE_SERVICE"
    QUALITY = "QUALITY"
    CONDUCT = "CONDUCT"
    ACCESS = "ACCESS"
    OTHER = "OTHER"
