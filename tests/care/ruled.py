"""Policies with rules of their own, written as trees; reading them from CEL is tested elsewhere."""

from datetime import date
from typing import Any

from care.model.condition import Call, Condition, Constant, Fact, Operator, Plain
from care.model.ids import OfficeCode
from care.model.policy import CasePolicy
from care.model.policy_rules import Freeze, ProcessRules, Routing, Subject
from tests.care.builders import a_policy


def when(name: str, operator: Operator, value: Plain) -> Condition:
    tree = Call(operator=operator, arguments=(Fact(name=name), Constant(value=value)))
    return Condition(text=f"{name} {operator} {value}", tree=tree)


def more(name: str, value: int) -> Condition:
    return when(name, Operator.MORE, value)


def same(name: str, value: str) -> Condition:
    return when(name, Operator.EQUAL, value)


def ruled(policy: dict[str, Any] | None = None, **rules: Any) -> CasePolicy:
    """The policy of the builders with rules; ``policy`` changes values beside them."""
    return a_policy(**{"rules": ProcessRules(edition=1, **rules), **(policy or {})})


def a_freeze(first: str, last: str, **changes: Any) -> Freeze:
    values = {
        "code": "year_end",
        "subject": Subject.PLAN,
        "first": date.fromisoformat(first),
        "last": date.fromisoformat(last),
    }
    return Freeze(**{**values, **changes})


def a_routing(to: str, condition: Condition, code: str = "children_first") -> Routing:
    return Routing(code=code, when=condition, to=OfficeCode(to))
