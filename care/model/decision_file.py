"""What a past decision rested on, and what recomputing it gives (결정 파일)."""

from datetime import datetime
from enum import StrEnum

from care.model.condition import Plain
from care.model.ids import LevelCode, PersonId
from care.model.value import Value


class DecisionKind(StrEnum):
    SCORE = "SCORE"
    """A complete assessment and the level it proposes."""
    LEVEL = "LEVEL"
    """대상자 구분·선정, or a step up or down."""
    HIGH_DIFFICULTY = "HIGH_DIFFICULTY"
    PLAN = "PLAN"
    CLOSURE = "CLOSURE"
    ESCALATION = "ESCALATION"
    """The case told somebody by itself: a reminder or a rung of a ladder."""


class Verdict(StrEnum):
    SAME = "SAME"
    DIFFERENT = "DIFFERENT"
    REFUSED = "REFUSED"
    """Today's rules refuse the act that was recorded."""


class DecisionPoint(Value):
    """Where a decision stands in the history of its case."""

    kind: DecisionKind
    sequence: int
    """Of the event that names it; the file opens under this number."""
    at: datetime


class Deviation(Value):
    """A place at which the recorded and the recomputed events part."""

    place: str
    """Event and field, e.g. ``Classified.proposed``."""
    recorded: str
    again: str


class Proof(Value):
    """The act decided once more, from the state before it and under its own policy."""

    verdict: Verdict
    recorded: str
    """SHA-256 over the recorded events, as JSON with sorted keys."""
    again: str
    """The same over what today's build decides; empty when it refuses."""
    refusal: str = ""
    deviations: tuple[Deviation, ...] = ()


class RuleTerm(Value):
    """One comparison of a rule of levels, with what was found in the case."""

    facts: tuple[str, ...]
    operator: str
    found: Plain | None
    needed: Plain | None
    held: bool


class LevelTest(Value):
    """A district's rule of levels as it was tried, in order; the first that held was proposed."""

    level: LevelCode
    text: str
    """What the district wrote."""
    held: bool
    terms: tuple[RuleTerm, ...]


class Answered(Value):
    """Who acted; ``role`` is a code."""

    person: PersonId
    role: str
    on_behalf_of: PersonId | None
    at: datetime
