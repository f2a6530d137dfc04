"""The shapes a policy value can have. Nothing is coerced: ``"3"`` is no number, ``1`` not true."""

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    model_validator,
)
from pydantic.alias_generators import to_camel

from care.model.codes import AgencyKind, ConsentPurpose, RedFlag, Role
from care.model.term import FirstDay, Rollover, Term, Unit

Code = StrictStr
NamedCode = r"^[A-Z][A-Z0-9_]{1,39}$"
OfficeName = r"^[a-z][a-z0-9-]{1,39}$"


class Source(StrEnum):
    """Why a value is what it is."""

    LAW = "law"
    GUIDE = "guide"
    DISTRICT = "district"
    PROPOSED = "proposed"


class DayCount(StrEnum):
    """How the handbook's days are counted; practice is silent, so a district says it."""

    CALENDAR = "CALENDAR"
    BUSINESS = "BUSINESS"


class Start(StrEnum):
    """The moment a clock starts at; fixed by the process, so a file may only repeat it."""

    DISCOVERY = "discovery"
    RED_FLAG = "redFlag"
    CONTACT = "contact"
    RECEIPT = "receipt"
    ASSESSMENT = "assessment"
    CONFERENCE = "conference"
    APPROVAL_REQUEST = "approvalRequest"
    AGREEMENT = "agreement"
    LINKAGE_REQUEST = "linkageRequest"
    ACCEPTANCE = "acceptance"
    CLOSURE_REVIEW = "closureReview"
    CLOSURE = "closure"
    REFERRAL = "referral"
    FIRST_PLAN = "firstPlan"
    LAST_CHECK = "lastCheck"
    LATE_ANSWER = "lateAnswer"
    WITHDRAWAL = "withdrawal"
    PLEDGED_DAY = "pledgedDay"
    CONSENT = "consent"
    ACKNOWLEDGEMENT = "acknowledgement"
    NUMBER_RECEIVED = "numberReceived"
    HOLD = "hold"
    LAST_REVIEW = "lastReview"
    REQUEST = "request"
    RECORD = "record"
    SERVICE_START = "serviceStart"
    ASSIGNMENT = "assignment"
    SETTLED = "settled"


class Shape(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True
    )

    @model_validator(mode="before")
    @classmethod
    def _spelt_as_in_files(cls, data: Any) -> Any:
        """One spelling in files, so that a key cannot be given twice by two spellings."""
        if isinstance(data, dict) and any("_" in name for name in cls.model_fields if name in data):
            raise ValueError("snake_key")
        return data


class Stated(Shape):
    """Every value says where it comes from; ``verify`` marks what a lawyer must still confirm."""

    source: Source
    law: StrictStr | None = None
    note: StrictStr | None = None
    verify: StrictBool = False

    @model_validator(mode="after")
    def _law_is_named(self) -> "Stated":
        if self.source is Source.LAW and not self.law:
            raise ValueError("law_unnamed")
        return self


class TermSpec(Shape):
    """A length as a file says it; ``dayCount: POLICY`` lets the district's day count decide."""

    n: StrictInt = Field(gt=0, le=3650)
    unit: Unit
    first_day: FirstDay
    rollover: Rollover
    day_count: StrictStr | None = Field(default=None, pattern="^POLICY$")

    def term(self, day_count: DayCount, first_day: FirstDay) -> Term:
        if not self.turns(day_count):
            return Term(n=self.n, unit=self.unit, first_day=self.first_day, rollover=self.rollover)
        return Term(n=self.n, unit=Unit.BUSINESS_DAYS, first_day=first_day, rollover=self.rollover)

    def turns(self, day_count: DayCount) -> bool:
        """Whether these days become business days under the district's day count."""
        follows = self.day_count == "POLICY" and self.unit is Unit.DAYS
        return follows and day_count is DayCount.BUSINESS


class TermValue(Stated, TermSpec):
    start: Start = Field(alias="from")
    hard: StrictBool = False


class CadenceValue(Stated):
    contact: TermSpec
    visit: TermSpec


class DayCountValue(Stated):
    value: DayCount
    first_day: FirstDay


class NumberValue(Stated):
    value: StrictInt = Field(ge=0)


class OptionalNumberValue(Stated):
    """Null says that nobody has set it yet; it is never zero by silence."""

    value: StrictInt | None = Field(ge=0)


class FlagValue(Stated):
    value: StrictBool


class TextValue(Stated):
    value: StrictStr = Field(min_length=1, max_length=200)


class ListValue(Stated):
    values: tuple[StrictStr, ...]


class HoursValue(Stated):
    opens: StrictInt = Field(ge=0, le=23)
    closes: StrictInt = Field(ge=1, le=24)


class DatesValue(Stated):
    dates: tuple[date, ...]


class RolesValue(Stated):
    tiers: tuple[Role, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _tiers_differ(self) -> "RolesValue":
        if len(set(self.tiers)) != len(self.tiers):
            raise ValueError("tier_twice")
        return self


class ClosureValue(RolesValue):
    aftercare: StrictBool


class KindsValue(Stated):
    kinds: tuple[AgencyKind, ...]


class PurposesValue(Stated):
    purposes: tuple[ConsentPurpose, ...]


class LevelSpec(Shape):
    code: Code = Field(pattern=NamedCode)
    export_as: Code | None = Field(default=None, pattern=NamedCode)
    rank: StrictInt = Field(ge=0)
    case_managed: StrictBool
    ko: StrictStr
    en: StrictStr


class LevelsValue(Stated):
    levels: tuple[LevelSpec, ...] = Field(min_length=1)


class CrisisValue(Stated):
    safety_high: StrictInt = Field(ge=1, le=3)
    mental_high: StrictInt = Field(ge=1, le=3)
    sum_high: StrictInt = Field(ge=1, le=60)
    refusals_high: StrictInt = Field(ge=1)
    general_areas: StrictInt = Field(ge=1, le=10)
    general_sum: StrictInt = Field(ge=1, le=60)
    urgent_flags: tuple[RedFlag, ...] = Field(min_length=1)


class StepSpec(Shape):
    code: Code = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    to: Role
    before_percent: StrictInt | None = Field(default=None, gt=0, lt=100)
    after: TermSpec | None = None

    @model_validator(mode="after")
    def _before_or_after(self) -> "StepSpec":
        if self.before_percent is not None and self.after is not None:
            raise ValueError("before_and_after")
        return self


class LadderValue(Stated):
    immediate: StrictBool = False
    steps: tuple[StepSpec, ...] = Field(min_length=1)


class AreasValue(Stated):
    """Named groups of local offices: zones or hubs."""

    areas: dict[str, tuple[Code, ...]]


class OfficesValue(Stated):
    """Code of each local office and the name people read."""

    offices: dict[str, StrictStr]
