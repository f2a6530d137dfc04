"""Closed vocabularies of the service loop: data groups, chasing, concerns, gaps, supports."""

from enum import StrEnum


class DataGroup(StrEnum):
    """What of a person may go to a body; consented to, and allowed to its kind, group by group."""

    IDENTITY = "IDENTITY"
    """Name and year of birth."""
    PHONE = "PHONE"
    ADDRESS = "ADDRESS"
    """Never of a protected person: the body meets through the relay contact (SR-17)."""
    NEED = "NEED"
    """The need area and what is asked for."""
    HEALTH = "HEALTH"
    """Sensitive (개인정보 보호법 제23조): only with a consent of its own."""
    HOUSEHOLD = "HOUSEHOLD"
    """Who else lives there, as relations, and which services others give."""


class ChaseAct(StrEnum):
    """What a step of the chase ladder does when a body has not answered."""

    REMIND = "REMIND"
    """The body is reminded over its channel; a body reached by hand becomes a task."""
    TELL_OWNER = "TELL_OWNER"
    NEXT_BODY = "NEXT_BODY"
    """The referral is taken back and the next candidate is asked."""


class ConcernKind(StrEnum):
    """What a body noticed (PW-05)."""

    HEALTH_WORSE = "HEALTH_WORSE"
    NOT_REACHED = "NOT_REACHED"
    MONEY = "MONEY"
    HOUSING = "HOUSING"
    FAMILY = "FAMILY"
    SAFETY = "SAFETY"
    OTHER = "OTHER"


class GapEnding(StrEnum):
    """How a resource gap ended: nobody could give what a household needs."""

    FOUND = "FOUND"
    OTHER_SERVICE = "OTHER_SERVICE"
    NO_LONGER_NEEDED = "NO_LONGER_NEEDED"
    NOT_AVAILABLE = "NOT_AVAILABLE"
    """Counted for the district's yearly plan."""


class Milestone(StrEnum):
    """What a service led to, countable (domain JG-07, NW-07)."""

    CERTIFICATE = "CERTIFICATE"
    INTERVIEW = "INTERVIEW"
    EMPLOYED = "EMPLOYED"
    SAVING_STARTED = "SAVING_STARTED"
    TRAINING_DONE = "TRAINING_DONE"
    CRISIS_OVER = "CRISIS_OVER"
    HOUSED = "HOUSED"
    BENEFIT_GRANTED = "BENEFIT_GRANTED"
    BACK_AT_SCHOOL = "BACK_AT_SCHOOL"


class SupportKind(StrEnum):
    """Who stands by a household without being asked by us."""

    FAMILY = "FAMILY"
    FRIEND = "FRIEND"
    NEIGHBOUR = "NEIGHBOUR"
    FAITH = "FAITH"
    SCHOOL = "SCHOOL"
    WORK = "WORK"
    CLINIC = "CLINIC"
    GROUP = "GROUP"
    OTHER = "OTHER"


class SupportStrength(StrEnum):
    STRONG = "STRONG"
    WEAK = "WEAK"
    STRESSED = "STRESSED"
    """A tie that costs more than it gives."""


class PlacePriority(StrEnum):
    """What moves a household forward on a waiting list, in the order the district states."""

    HOSPITAL_DISCHARGE = "HOSPITAL_DISCHARGE"
    URGENT = "URGENT"
    LEVEL = "LEVEL"
    """The heavier level first."""
    WAITED = "WAITED"
    """Who asked first; always the last word."""


class Capacity(StrEnum):
    """A body's word on its room for more, before it is asked (Gravity SDOH capacity)."""

    HAS_ROOM = "HAS_ROOM"
    FULL = "FULL"
    WAITLIST = "WAITLIST"
    NEEDS_ASSESSMENT = "NEEDS_ASSESSMENT"
