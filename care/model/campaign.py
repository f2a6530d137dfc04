"""전수조사: a survey of named people over a time, and who of them is looked after as a case.

Nobody's name stands here; who a target is lies sealed in the store.
"""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from care.model.ids import CampaignId, DistrictCode, OfficeCode, PersonId, TargetId
from care.model.value import Value

MOST_QUESTIONS = 60
MOST_POINTS = 100
SCALE = 3
"""Highest answer of an item on the scale of the needs form (0 none … 3 crisis)."""


class CampaignState(StrEnum):
    SURVEYING = "SURVEYING"
    """Targets are added, assigned and asked."""
    PROPOSED = "PROPOSED"
    """A selection list waits for the signature of a second person; answers rest."""
    SIGNED = "SIGNED"
    """The selected start as cases; the others have their outcome."""


class TargetState(StrEnum):
    WAITING = "WAITING"
    SURVEYED = "SURVEYED"
    REFUSED = "REFUSED"
    NOT_REACHED = "NOT_REACHED"
    """Given up after several tries."""
    MOVED = "MOVED"
    INSTITUTIONALISED = "INSTITUTIONALISED"
    DECEASED = "DECEASED"

    @property
    def is_open(self) -> bool:
        return self is TargetState.WAITING


class TryResult(StrEnum):
    """What came of knocking; ``NOT_HOME`` leaves the target waiting."""

    NOT_HOME = "NOT_HOME"
    REFUSED = "REFUSED"
    NOT_REACHED = "NOT_REACHED"
    MOVED = "MOVED"
    INSTITUTIONALISED = "INSTITUTIONALISED"
    DECEASED = "DECEASED"

    @property
    def leads_to(self) -> TargetState:
        return TargetState.WAITING if self is TryResult.NOT_HOME else TargetState(self.value)


class TieRule(StrEnum):
    """Who of equal scores goes first; a campaign states its order before anybody is ranked."""

    OLDER = "OLDER"
    """Born earlier; an unknown birth date comes last."""
    MORE_SERIOUS = "MORE_SERIOUS"
    """More answers at the top of their scale."""
    SURVEYED_EARLIER = "SURVEYED_EARLIER"
    LOT = "LOT"
    """By a draw that anybody can repeat: the hash of the campaign's and the target's id."""


class Why(StrEnum):
    """Outcome of every target, kept for good: why selected, or why not."""

    SCORE = "SCORE"
    """Above the last score that was taken."""
    TIE_TAKEN = "TIE_TAKEN"
    """At the last score that was taken, and before others of the same by the tie rule."""
    TIE_LEFT = "TIE_LEFT"
    BELOW_CUT = "BELOW_CUT"
    BELOW_LEAST = "BELOW_LEAST"
    """Below the least score the campaign asks for, whatever places are left."""
    NOT_SURVEYED = "NOT_SURVEYED"
    REFUSED = "REFUSED"
    NOT_REACHED = "NOT_REACHED"
    MOVED = "MOVED"
    INSTITUTIONALISED = "INSTITUTIONALISED"
    DECEASED = "DECEASED"

    @property
    def is_selected(self) -> bool:
        return self in (Why.SCORE, Why.TIE_TAKEN)


class Question(Value):
    """One item of the survey and how much it weighs: an item of the form, or the campaign's own.

    ``most`` 1: yes or no; ``SCALE``: 0 none, 1 watch, 2 serious, 3 crisis.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{1,79}$")
    ko: str = Field(min_length=1, max_length=200)
    en: str = Field(min_length=1, max_length=200)
    points: int = Field(ge=0, le=MOST_POINTS)
    """For every step of the answer."""
    most: int = Field(default=1, ge=1, le=SCALE)


class SurveyForm(Value):
    """What is asked from a moment on. Answers name the version they were given on (JJ-03)."""

    version: int = Field(ge=1)
    form: str
    """Version of the needs form it was taken from (``policies/forms``)."""
    questions: tuple[Question, ...] = Field(min_length=1, max_length=MOST_QUESTIONS)

    @property
    def highest(self) -> int:
        return sum(one.points * one.most for one in self.questions)


class Campaign(Value):
    campaign_id: CampaignId
    district: DistrictCode
    name: str = Field(min_length=1, max_length=100)
    first_day: date
    last_day: date
    wanted: int = Field(ge=1, le=1_000_000)
    """How many people are to be surveyed."""
    places: int = Field(ge=1, le=1_000_000)
    """How many are to be selected."""
    least: int = Field(default=0, ge=0)
    """Score below which nobody is selected."""
    ties: tuple[TieRule, ...] = (TieRule.OLDER, TieRule.MORE_SERIOUS, TieRule.LOT)
    state: CampaignState = CampaignState.SURVEYING
    made_by: PersonId
    made_at: datetime
    proposed_by: PersonId | None = None
    proposed_at: datetime | None = None
    signed_by: PersonId | None = None
    signed_at: datetime | None = None

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1


class Target(Value):
    """Where one target stands, without who it is."""

    target_id: TargetId
    zone: str
    office: OfficeCode | None = None
    surveyor: PersonId | None = None
    state: TargetState = TargetState.WAITING
    tries: int = 0


class ScoredAnswer(Value):
    """A target that was surveyed, as the ranking sees it."""

    target_id: TargetId
    score: int
    serious: int = 0
    """Answers at the top of their scale."""
    born: date | None = None
    surveyed_at: datetime


class Ranked(Value):
    """``rank`` counts from one over all surveyed, ties already resolved."""

    target_id: TargetId
    rank: int
    score: int
    why: Why
    tie_by: TieRule | None = None
    """What set it apart from the next of the same score, for those at the cut."""


class Cut(Value):
    """Where the line was drawn and who stood at it."""

    places: int
    surveyed: int
    selected: int
    last_in: int | None = None
    """Score of the last who was taken."""
    first_out: int | None = None
    equal: int = 0
    """How many have the score at the line, when it runs through a group of equal scores."""
    equal_in: int = 0
    tie_by: TieRule | None = None
    """The rule that parted the last in from the first out."""
    below_least: int = 0


class Selection(Value):
    ranked: tuple[Ranked, ...]
    cut: Cut
