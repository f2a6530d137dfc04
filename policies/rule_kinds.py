"""The shapes of what a policy says in rules: conditions, lines, delegations, days, texts."""

from datetime import date, timedelta

from pydantic import Field, StrictBool, StrictStr, model_validator

from care.model.codes import ClosureReason, Role
from care.model.policy_rules import Subject
from policies.kinds import Code, NamedCode, OfficeName, Shape, Stated

RuleCode = r"^[a-z][a-z0-9_]{1,39}$"
LONGEST_FREEZE = timedelta(days=62)
"""A freeze is for the turn of a year or an audit; longer, it would be a refusal to decide."""
Expression = StrictStr


class LevelCaseSpec(Shape):
    level: Code = Field(pattern=NamedCode)
    when: Expression = Field(min_length=1)


class LevelCasesValue(Stated):
    """In order; the first whose condition holds is proposed."""

    rules: tuple[LevelCaseSpec, ...]


class Worded(Shape):
    """``ko`` and ``en`` are shown to whoever asks why."""

    code: StrictStr = Field(pattern=RuleCode)
    ko: StrictStr = Field(min_length=1, max_length=200)
    en: StrictStr = Field(min_length=1, max_length=200)


class ApprovalCaseSpec(Worded):
    when: Expression = Field(min_length=1)
    tiers: tuple[Role, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _tiers_differ(self) -> "ApprovalCaseSpec":
        if len(set(self.tiers)) != len(self.tiers):
            raise ValueError("tier_twice")
        return self


class ApprovalCasesValue(Stated):
    rules: tuple[ApprovalCaseSpec, ...]


class ClosureCaseSpec(ApprovalCaseSpec):
    reasons: tuple[ClosureReason, ...] = ()
    """Empty: whatever the reason."""


class ClosureCasesValue(Stated):
    rules: tuple[ClosureCaseSpec, ...]


class DelegationSpec(Worded):
    """전결: ``to`` answers finally in place of ``of``."""

    of: Role
    to: Role
    subjects: tuple[Subject, ...] = Field(min_length=1)
    when: Expression | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _somebody_else(self) -> "DelegationSpec":
        if self.of is self.to:
            raise ValueError("delegated_to_self")
        return self


class DelegationsValue(Stated):
    delegations: tuple[DelegationSpec, ...]


class FreezeSpec(Worded):
    subject: Subject
    first: date
    last: date
    money_only: StrictBool = False

    @model_validator(mode="after")
    def _short_and_forward(self) -> "FreezeSpec":
        if self.last < self.first:
            raise ValueError("freeze_backwards")
        if self.last - self.first > LONGEST_FREEZE:
            raise ValueError("freeze_too_long")
        return self


class FreezesValue(Stated):
    freezes: tuple[FreezeSpec, ...]


class RoutingSpec(Shape):
    code: StrictStr = Field(pattern=RuleCode)
    when: Expression = Field(min_length=1)
    to: Code = Field(pattern=OfficeName)


class RoutingsValue(Stated):
    routings: tuple[RoutingSpec, ...]


class MovedValue(Stated):
    """A local office that is no more, and the one that looks after its cases now."""

    moved: dict[str, Code]


class TemporaryDay(Shape):
    """임시공휴일; ``announced`` is the day the decision was made public."""

    day: date
    name: StrictStr = Field(min_length=1, max_length=60)
    announced: date
    law: StrictStr | None = None


class TemporaryValue(Stated):
    days: tuple[TemporaryDay, ...]


class ConsentTextValue(Stated):
    """What is read or shown before somebody consents, at three language levels."""

    ko: StrictStr = Field(min_length=1, max_length=2000)
    ko_easy: StrictStr = Field(min_length=1, max_length=2000)
    en: StrictStr = Field(min_length=1, max_length=2000)

    def text(self, language: str) -> str:
        """``ko``, ``ko-easy`` or ``en``."""
        return {"ko": self.ko, "ko-easy": self.ko_easy, "en": self.en}[language]
