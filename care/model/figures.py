"""What a district's figures count: single facts of cases, and the measures added up from them."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from care.model.ids import AgencyId, PersonId


class FactKind(StrEnum):
    """What happened, as far as figures count it."""

    OPENED = "OPENED"
    """A household was found and a case opened; the code is the channel."""
    RETURNED = "RETURNED"
    """A household helped before came back; the code is the channel."""
    RECEIVED = "RECEIVED"
    """접수."""
    CLASSIFIED = "CLASSIFIED"
    """The first decision of the conference; the code is the level."""
    MANAGED = "MANAGED"
    """First selected for case management; the code is the level."""
    STEP = "STEP"
    """A step the Ministry's guide gives days for; the amount is the days it took."""
    ENTERED = "ENTERED"
    STAY = "STAY"
    """A stage was left; the amount is the calendar days spent in it."""
    LINKED = "LINKED"
    """A body was asked for a service; the code is the service."""
    ANSWERED = "ANSWERED"
    """The body's first word that decides; the amount is the minutes since it was asked."""
    TAKEN = "TAKEN"
    SERVED = "SERVED"
    """The service was given for the first time; the code is the service."""
    DONE = "DONE"
    PUBLIC = "PUBLIC"
    """Won of public resources on the day they were given; the code is the source."""
    PRIVATE = "PRIVATE"
    CLOSED = "CLOSED"
    """The code is the reason."""
    ENDED = "ENDED"
    OWNED = "OWNED"
    """Somebody became responsible for the case."""
    SUPERVISED = "SUPERVISED"
    MERGED = "MERGED"
    """The record repeats another (1), or does not after all (-1)."""


class Fact(NamedTuple):
    """One countable thing; holds codes, ids and numbers, and nobody's words."""

    kind: FactKind
    key: str
    """With case and kind it names the fact: an id, or the number of its event."""
    sequence: int
    """Of the event that tells it."""
    at: datetime
    """When it was recorded; a fact may be told later than its day."""
    on: date
    """The day it counts for, in Korea."""
    code: str = ""
    amount: int = 0
    who: PersonId | None = None
    agency: AgencyId | None = None


class GuideStep(StrEnum):
    """The Ministry's guide: ten days, five, fifteen, together thirty, in calendar days."""

    ASSESSED = "ASSESSED"
    """From receipt to the complete assessment."""
    DECIDED = "DECIDED"
    """From the assessment to the decision on the level."""
    PLANNED = "PLANNED"
    """From the decision to the agreed plan."""
    WHOLE = "WHOLE"
    """From receipt to the agreed plan."""


GUIDE_DAYS: dict[GuideStep, int] = {
    GuideStep.ASSESSED: 10,
    GuideStep.DECIDED: 5,
    GuideStep.PLANNED: 15,
    GuideStep.WHOLE: 30,
}


class How(StrEnum):
    """How facts become a number."""

    HOUSEHOLDS = "HOUSEHOLDS"
    """Each household once in the period; a record merged into another one counts for none."""
    TIMES = "TIMES"
    WON = "WON"


class Measure(StrEnum):
    """The numbers of a report, in the order they are read."""

    FOUND = "FOUND"
    RECEIVED = "RECEIVED"
    MANAGED = "MANAGED"
    SERVED = "SERVED"
    SERVICES = "SERVICES"
    LINKAGES = "LINKAGES"
    TAKEN = "TAKEN"
    DONE = "DONE"
    PUBLIC = "PUBLIC"
    PRIVATE = "PRIVATE"
    CLOSED = "CLOSED"
    REOPENED = "REOPENED"
    ANSWERS = "ANSWERS"
    SUPERVISIONS = "SUPERVISIONS"

    @property
    def kind(self) -> FactKind:
        return COUNTED_FROM[self][0]

    @property
    def how(self) -> How:
        return COUNTED_FROM[self][1]


COUNTED_FROM: dict[Measure, tuple[FactKind, How]] = {
    Measure.FOUND: (FactKind.OPENED, How.HOUSEHOLDS),
    Measure.RECEIVED: (FactKind.RECEIVED, How.HOUSEHOLDS),
    Measure.MANAGED: (FactKind.MANAGED, How.HOUSEHOLDS),
    Measure.SERVED: (FactKind.SERVED, How.HOUSEHOLDS),
    Measure.SERVICES: (FactKind.SERVED, How.TIMES),
    Measure.LINKAGES: (FactKind.LINKED, How.TIMES),
    Measure.TAKEN: (FactKind.TAKEN, How.TIMES),
    Measure.DONE: (FactKind.DONE, How.TIMES),
    Measure.PUBLIC: (FactKind.PUBLIC, How.WON),
    Measure.PRIVATE: (FactKind.PRIVATE, How.WON),
    Measure.CLOSED: (FactKind.CLOSED, How.TIMES),
    Measure.REOPENED: (FactKind.RETURNED, How.TIMES),
    Measure.ANSWERS: (FactKind.ANSWERED, How.TIMES),
    Measure.SUPERVISIONS: (FactKind.SUPERVISED, How.TIMES),
}
"""The fixed definitions: one kind of fact and one way of adding up for each number."""


class CorrectionReason(StrEnum):
    """Why a month that was reported is reported once more."""

    LATE = "LATE"
    WRONG = "WRONG"
    MERGED = "MERGED"
    OTHER = "OTHER"
