"""What a recorded case would have become under another policy, as far as anybody can say."""

from datetime import datetime
from enum import StrEnum

from care.model.codes import Role, Stage
from care.model.ids import CaseId, CaseNumber, OfficeCode
from care.model.value import Value


class Point(StrEnum):
    """A moment at which policy has a say."""

    OFFICE = "OFFICE"
    """Which local office looks after the household."""
    LEVEL = "LEVEL"
    """The level the score proposes, and what people made of it."""
    ESCALATION = "ESCALATION"
    """A rung above the owner's: somebody higher is told."""
    PLAN = "PLAN"
    """The approval of a submitted plan."""
    CLOSURE = "CLOSURE"
    """The approval of a proposed closure."""
    END = "END"
    """The end of the episode."""
    REVIEW = "REVIEW"
    """When a check, a reassessment or a review is asked for."""


class Outcome(StrEnum):
    """What became of a point. What people decided is always kept as recorded."""

    EARLIER = "EARLIER"
    LATER = "LATER"
    ADDED = "ADDED"
    """It would have happened, and did not."""
    DROPPED = "DROPPED"
    """It happened, and would not have."""
    OTHER = "OTHER"
    """Decided, at the same time or not, another way."""
    KEPT = "KEPT"
    """Policy would have said something else; what people decided is known all the same."""
    UNKNOWN = "UNKNOWN"
    """It needs an answer nobody was asked for, or rests on an act policy would have refused."""


class Difference(Value):
    """One point at which the two courses part."""

    point: Point
    outcome: Outcome
    subject: str = ""
    """Deadline key, plan version, closure reason, or the number of the assessment."""
    step: str = ""
    """The rung of the ladder."""
    before: datetime | None = None
    after: datetime | None = None
    days: int | None = None
    """Local days from ``before`` to ``after``; negative: earlier."""
    was: str = ""
    would: str = ""
    """What was and what would have been said: level, answer, role or stage codes."""
    why: str = ""
    """UNKNOWN: ``TIER_NOT_ASKED``, ``LEVEL_GONE`` ... or the refusal's own code."""
    unasked: tuple[Role, ...] = ()
    """Tiers that would have been asked and never were."""
    resting: bool = False
    """It comes after the record and the changed course parted: it holds only if all else had gone
    on as recorded."""


class TeamWork(Value):
    """What a role is asked under both policies, counted in clocks and calls on one case."""

    role: Role
    asked_before: int = 0
    asked_after: int = 0
    """Tasks, and rounds of a rhythm nobody kept."""
    late_before: int = 0
    late_after: int = 0
    """Tasks not done by their date."""
    told_before: int = 0
    told_after: int = 0
    """Reminders and escalations received."""


class CaseWhatIf(Value):
    """Everything found of one case; the same for the same events and policies, always."""

    case_id: CaseId
    case_number: CaseNumber
    office: OfficeCode
    office_after: OfficeCode
    """Which one would look after it, by the changed policy's routings and moves."""
    stage: Stage
    """Where the record left the case."""
    opened_at: datetime | None
    events: int
    """How many recorded events were lived through again."""
    differences: tuple[Difference, ...] = ()
    work: tuple[TeamWork, ...] = ()
    parted_at: datetime | None = None
    """From here on the record rests on something the changed policy would have left open."""
    parted_by: str = ""
