"""Needs and crisis assessment: scores, the proposed level and the reasons for it."""

from datetime import datetime

from pydantic import Field

from care.model.codes import NeedArea, RedFlag, SubDomain
from care.model.ids import LevelCode, MemberId, PersonId, TextId
from care.model.value import Value


class Assessment(Value):
    """욕구조사표. Scores 0 none, 1 watch, 2 serious, 3 crisis, per household and sub-domain."""

    number: int
    form: str
    scores: dict[SubDomain, int]
    members: tuple[MemberId, ...]
    """Whose part of the form is complete."""
    red_flags: tuple[RedFlag, ...] = ()
    answers: TextId | None = None
    assessed_by: PersonId
    assessed_at: datetime
    complete: bool = False


class ScoreReason(Value):
    """One term of the crisis score: which rule, what was found, what the rule asks."""

    rule: str
    found: int
    needed: int
    met: bool


class CrisisScore(Value):
    """What the score proposes; the conference decides, and both are kept."""

    sum: int = Field(ge=0, le=60)
    areas: int = Field(ge=0, le=10)
    by_area: dict[NeedArea, int]
    urgent: bool
    level: LevelCode
    reasons: tuple[ScoreReason, ...]
