"""Worked examples of a policy file: what is given, and what the policy must make of it.

They stand in the file under ``examples:`` beside the values they speak of, and run whenever the
file is checked (``policies.worked``). An example of the nation or a province speaks of that policy
as it stands there, not of what a district makes of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import (
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from care.model.codes import RedFlag, Role, SubDomain
from care.model.condition import Plain
from policies.fact_names import ENVIRONMENTS, FactType
from policies.faults import problems_of
from policies.kinds import Shape
from policies.problems import Problem
from policies.reading import Path, Tree

Facts = dict[str, StrictBool | StrictInt | StrictStr | tuple[StrictStr, ...]]
MOST = 200
"""Examples in one file."""


class Given(Shape):
    """One of: ``scores`` (with what goes with them), ``deadline``, ``plan``, ``closure``,
    ``opening``."""

    scores: dict[SubDomain, StrictInt] | None = None
    red_flags: tuple[RedFlag, ...] = ()
    refusals: StrictInt = Field(default=0, ge=0)
    people: StrictInt = Field(default=0, ge=0)
    children: StrictInt = Field(default=0, ge=0)
    seniors: StrictInt = Field(default=0, ge=0)
    deadline: StrictStr | None = None
    """Key of a term, counted from 10 in the morning of ``start``."""
    start: date | None = None
    plan: Facts | None = None
    closure: Facts | None = None
    opening: Facts | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> "Given":
        asked = (self.scores, self.deadline, self.plan, self.closure, self.opening)
        if sum(each is not None for each in asked) != 1:
            raise ValueError("example_given")
        if (self.deadline is None) is not (self.start is None):
            raise ValueError("example_start")
        return self


class Expect(Shape):
    level: StrictStr | None = None
    urgent: StrictBool = False
    due: date | None = None
    approvers: tuple[Role, ...] | None = None
    office: StrictStr | None = None


class ExampleText(Shape):
    name: StrictStr = Field(min_length=1, max_length=200)
    given: Given
    expect: Expect

    @model_validator(mode="after")
    def _answers_what_is_asked(self) -> "ExampleText":
        given, expect = self.given, self.expect
        fits = {
            "level": given.scores is not None,
            "due": given.deadline is not None,
            "approvers": given.plan is not None or given.closure is not None,
            "office": given.opening is not None,
        }
        if any((getattr(expect, name) is not None) is not asked for name, asked in fits.items()):
            raise ValueError("example_expect")
        return self


@dataclass(frozen=True)
class Example:
    text: ExampleText
    file: str
    line: int
    column: int


_EACH = TypeAdapter(ExampleText)


def examples(tree: Tree, problems: list[Problem]) -> tuple[Example, ...]:
    """Those of the file that can be run; the faults of the others go to ``problems``."""
    listed = tree.data.get("examples", [])
    if not isinstance(listed, list) or len(listed) > MOST:
        mark = tree.mark(("examples",))
        problems.append(Problem(tree.file, mark.line, mark.column, "type",
                                f"‘examples’는 목록이어야 하고 {MOST}개를 넘을 수 없습니다.",
                                f"'examples' is a list of at most {MOST}."))  # fmt: skip
        return ()
    found = (_example(tree, number, each, problems) for number, each in enumerate(listed))
    return tuple(each for each in found if each is not None)


def _example(tree: Tree, number: int, data: Any, problems: list[Problem]) -> Example | None:
    path: Path = ("examples", number)
    try:
        text = _EACH.validate_python(data)
    except ValidationError as error:
        problems.extend(problems_of(error, tree, path))
        return None
    unknown = list(_unknown_facts(text, tree, path))
    problems.extend(unknown)
    mark = tree.mark(path)
    return None if unknown else Example(text, tree.file, mark.line, mark.column)


def _unknown_facts(text: ExampleText, tree: Tree, path: Path) -> list[Problem]:
    asked = (
        ("plan", "approval", text.given.plan),
        ("closure", "closure", text.given.closure),
        ("opening", "routing", text.given.opening),
    )
    found: list[Problem] = []
    for name, environment, facts in asked:
        for fact, value in (facts or {}).items():
            if not fits(environment, fact, value):
                mark = tree.mark((*path, "given", name, fact))
                found.append(Problem(tree.file, mark.line, mark.column, "example_fact",
                                     f"‘{fact}’은(는) 여기서 쓸 수 없거나 형이 다릅니다.",
                                     f"'{fact}' is no fact here, or of another type."))  # fmt: skip
    return found


def fits(environment: str, name: str, value: Plain) -> bool:
    """Whether the environment has such a fact and the value is of its type."""
    type_ = next((fact.type for fact in ENVIRONMENTS[environment] if fact.name == name), None)
    match type_:
        case FactType.YES_NO:
            return isinstance(value, bool)
        case FactType.NUMBER:
            return isinstance(value, int) and not isinstance(value, bool)
        case FactType.CODE:
            return isinstance(value, str)
        case FactType.CODES:
            return isinstance(value, tuple)
    return False


_NOTHING: dict[FactType, Plain] = {
    FactType.YES_NO: False,
    FactType.NUMBER: 0,
    FactType.CODE: "",
    FactType.CODES: (),
}


def filled(environment: str, facts: Mapping[str, Plain]) -> dict[str, Plain]:
    """What an example leaves out is nothing: 0, no, no code."""
    return {**{fact.name: _NOTHING[fact.type] for fact in ENVIRONMENTS[environment]}, **facts}
