"""What the page of approval lines asks for: lines with conditions, 전결, days without decisions."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from pydantic import StringConstraints

from care.model.codes import ClosureReason, Role
from care.model.policy_rules import Subject
from care.model.value import Value
from policies import editing
from policies.resolved import ResolvedPolicy
from policies.rule_kinds import (
    ApprovalCasesValue,
    ClosureCasesValue,
    DelegationsValue,
    FreezesValue,
    RuleCode,
    Worded,
)
from web.forms import Form

Code = Annotated[str, StringConstraints(strip_whitespace=True, pattern=rf"({RuleCode})|^$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Condition = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Needed = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
LISTS = {
    "plan.approvalRules": "rules",
    "closure.approvalRules": "rules",
    "approval.delegations": "delegations",
    "approval.freezes": "freezes",
}
"""Keys of the page, and under which name each lists what it holds."""


class Head(Value):
    """``code`` may be left to the page; the words are what people read when they ask why."""

    code: str
    ko: str
    en: str


class Named(Form):
    """Each form names its fields after itself, since all stand on one page."""

    revision: int

    @property
    def head(self) -> Head:
        raise NotImplementedError


class NewLine(Named):
    line_code: Code = ""
    line_ko: Words
    line_en: Words
    subject: Subject
    when: Needed
    first: Role
    second: Role | None = None
    third: Role | None = None
    reasons: tuple[ClosureReason, ...] = ()

    @property
    def head(self) -> Head:
        return Head(code=self.line_code, ko=self.line_ko, en=self.line_en)


class NewDelegation(Named):
    delegation_code: Code = ""
    delegation_ko: Words
    delegation_en: Words
    of: Role
    to: Role
    subjects: tuple[Subject, ...] = ()
    condition: Condition = ""

    @property
    def head(self) -> Head:
        return Head(code=self.delegation_code, ko=self.delegation_ko, en=self.delegation_en)


class NewFreeze(Named):
    freeze_code: Code = ""
    freeze_ko: Words
    freeze_en: Words
    freezes: Subject
    first_day: date
    last_day: date
    money_only: bool = False

    @property
    def head(self) -> Head:
        return Head(code=self.freeze_code, ko=self.freeze_ko, en=self.freeze_en)


def line_said(given: NewLine) -> tuple[str, dict[str, Any]]:
    tiers = [one.value for one in (given.first, given.second, given.third) if one]
    said: dict[str, Any] = {"when": given.when, "tiers": tiers}
    if given.subject is Subject.PLAN:
        return "plan.approvalRules", said
    if given.reasons:
        said["reasons"] = [one.value for one in given.reasons]
    return "closure.approvalRules", said


def delegation_said(given: NewDelegation) -> tuple[str, dict[str, Any]]:
    said: dict[str, Any] = {
        "of": given.of.value,
        "to": given.to.value,
        "subjects": [one.value for one in given.subjects],
    }
    return "approval.delegations", said | ({"when": given.condition} if given.condition else {})


def freeze_said(given: NewFreeze) -> tuple[str, dict[str, Any]]:
    said: dict[str, Any] = {
        "subject": given.freezes.value,
        "first": given.first_day,
        "last": given.last_day,
    }
    return "approval.freezes", said | ({"moneyOnly": True} if given.money_only else {})


def listed(policy: ResolvedPolicy, key: str) -> tuple[Worded, ...]:
    value = policy.value(key).value
    match value:
        case ApprovalCasesValue() | ClosureCasesValue():
            return value.rules
        case DelegationsValue():
            return value.delegations
        case FreezesValue():
            return value.freezes
    return ()


def with_one(
    policy: ResolvedPolicy, given: Head, said: tuple[str, dict[str, Any]]
) -> tuple[str, list[dict[str, Any]]]:
    """At the end of the list: what stands above keeps its place."""
    key, value = said
    before = listed(policy, key)
    code = given.code or _free(key, {one.code for one in before})
    head = {"code": code, "ko": given.ko, "en": given.en}
    return key, [*map(plain, before), {**head, **value}]


def without(policy: ResolvedPolicy, key: str, code: str) -> list[dict[str, Any]]:
    return [plain(one) for one in listed(policy, key) if one.code != code]


def _free(key: str, taken: set[str]) -> str:
    stem = {"plan.approvalRules": "plan_line", "closure.approvalRules": "closure_line"}.get(
        key, key.rpartition(".")[2].removesuffix("s")
    )
    return next(name for n in range(1, 10_000) if (name := f"{stem}_{n}") not in taken)


def plain(one: Any) -> dict[str, Any]:
    found: dict[str, Any] = editing.plain(one.model_dump(by_alias=True, exclude_defaults=True))
    return found


Said = Callable[[Any], tuple[str, dict[str, Any]]]
