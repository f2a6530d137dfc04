"""What a district learns from its work: casebook volumes (활동사례집), lesson notes, training.

Nothing here names anybody helped; what is found in a text before that is so is a ``Finding``.
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from care.model.codes import AgencyKind
from care.model.ids import CaseId, PersonId
from care.model.value import Value


class TellingKind(StrEnum):
    """What in a text could tell who somebody is."""

    NAME = "NAME"
    """Of the household."""
    GIVEN_NAME = "GIVEN_NAME"
    """Without the family name; a common word may look the same."""
    STAFF = "STAFF"
    RESIDENT_NUMBER = "RESIDENT_NUMBER"
    PHONE = "PHONE"
    MAIL = "MAIL"
    ADDRESS = "ADDRESS"
    PLACE_NAME = "PLACE_NAME"
    DAY = "DAY"
    AGE = "AGE"
    BODY = "BODY"
    NUMBER = "NUMBER"
    """Case numbers, accounts, plates."""


class KnownPeople(Value):
    """Everything the store knows that would tell who a text is about."""

    names: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    neighbourhoods: tuple[str, ...] = ()
    """읍면동 of the district: one of them alone tells little, together with the rest a lot."""
    bodies: tuple[tuple[str, AgencyKind], ...] = ()
    numbers: tuple[str, ...] = ()
    """Numbers and ids of the cases."""


class Finding(Value):
    """One stretch of a text, and what could stand there instead."""

    start: int
    end: int
    kind: TellingKind
    text: str
    proposal: str
    certain: bool
    """It is somebody's for sure; what only looks so may be kept by two people."""


class VolumeKind(StrEnum):
    CASEBOOK = "CASEBOOK"
    WHITE_PAPER = "WHITE_PAPER"
    """자원백서: tables of the directory and the counts of a year."""


class RecipientKind(StrEnum):
    """Whom a volume is sent to."""

    MINISTRY = "MINISTRY"
    REGION = "REGION"
    """시·도."""
    DISTRICT = "DISTRICT"
    LOCAL_OFFICE = "LOCAL_OFFICE"
    BODY = "BODY"
    OTHER = "OTHER"


class VolumeWords(Value):
    """What a volume says beside its stories; read and checked like them."""

    title: str
    foreword: str = ""
    parts: tuple[str, ...] = ()
    """The themes the stories are grouped by, in the order of the book."""


class LessonWords(Value):
    """배운 것: what stood in the way, what was tried, what helped."""

    title: str
    situation: str
    tried: str
    learned: str
    kept: tuple[str, ...] = ()
    """Words that look as if they told who it is about, and were found not to."""

    def texts(self) -> tuple[str, ...]:
        return self.title, self.situation, self.tried, self.learned


class LearningKind(StrEnum):
    """What people came together for."""

    TRAINING = "TRAINING"
    ACADEMY = "ACADEMY"
    CONSULTING = "CONSULTING"
    SUPERVISION = "SUPERVISION"
    WELLBEING = "WELLBEING"


class LearningLevel(StrEnum):
    """Training at three levels (domain GP-07)."""

    BASIC = "BASIC"
    INTERMEDIATE = "INTERMEDIATE"
    ADVANCED = "ADVANCED"


class Learning(Value):
    """One event: who took part, for how long, which cases were talked about."""

    kind: LearningKind
    level: LearningLevel | None = None
    held_on: date
    minutes: int = Field(ge=1, le=6_000)
    title: str
    given_by: str = ""
    note: str = ""
    people: tuple[PersonId, ...] = ()
    others: int = Field(default=0, ge=0, le=10_000)
    """How many took part who have no account here."""
    cases: tuple[CaseId, ...] = ()
