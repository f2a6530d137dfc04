"""A condition of a policy: what a district wrote in CEL, as a tree the heart evaluates by itself.

The expression is parsed and type-checked when a policy is read (``policies.expressions``); a case
carries only the tree, so history replays without any expression engine.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from care.model.value import Value

Plain = bool | int | str | tuple[str, ...]
"""What a fact may be: yes or no, a whole number, a code, or codes."""


class Operator(StrEnum):
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    EQUAL = "EQUAL"
    UNEQUAL = "UNEQUAL"
    LESS = "LESS"
    AT_MOST = "AT_MOST"
    MORE = "MORE"
    AT_LEAST = "AT_LEAST"
    IN = "IN"
    PLUS = "PLUS"
    MINUS = "MINUS"
    TIMES = "TIMES"
    IF = "IF"
    SIZE = "SIZE"


class Constant(Value):
    kind: Literal["constant"] = "constant"
    value: Plain


class Fact(Value):
    kind: Literal["fact"] = "fact"
    name: str


class Call(Value):
    kind: Literal["call"] = "call"
    operator: Operator
    arguments: tuple["Node", ...]


Node = Annotated[Constant | Fact | Call, Field(discriminator="kind")]


class Condition(Value):
    """``text`` is what the district wrote; ``tree`` is what decides."""

    text: str
    tree: Node
