"""One policy file: its head and the values it states itself, each with its place.

A national, provincial and district file have the same shape; what differs is how much they say.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import Field, StrictInt, StrictStr, ValidationError

from care.model.codes import Role
from policies.bounds import bound_problems
from policies.catalogue import CATALOGUE, Entry, entry_for, is_group
from policies.examples import Example, examples
from policies.expression_places import expression_problems
from policies.faults import problems_of
from policies.kinds import Shape, Stated
from policies.problems import PolicyError, Problem
from policies.reading import Path, Tree, read_what_is_right


class Level(StrEnum):
    NATION = "NATION"
    PROVINCE = "PROVINCE"
    DISTRICT = "DISTRICT"


class Head(Shape):
    """Who this policy is for, from when, on what ground, and who approved it."""

    level: Level
    name: StrictStr = Field(min_length=1)
    name_en: StrictStr = Field(min_length=1)
    version: StrictInt = Field(ge=1)
    effective_from: date
    legal_basis: tuple[StrictStr, ...] = Field(min_length=1)
    approved_by: StrictStr
    author: StrictStr | None = None
    extends: StrictStr | None = Field(
        default=None, pattern=r"^(national|provinces/[a-z][a-z0-9-]{1,39})$"
    )
    code: StrictStr | None = Field(default=None, pattern=r"^[0-9]{5}$")
    number_prefix: StrictStr | None = Field(default=None, pattern=r"^[A-Z]{2,4}$")


@dataclass(frozen=True)
class Saying:
    """One value as one file states it."""

    key: str
    value: Stated
    file: str
    line: int
    column: int


@dataclass(frozen=True)
class Document:
    file: str
    """Path within the policy directory, e.g. ``districts/gimpo-si.yaml``."""
    head: Head
    sayings: dict[str, Saying]
    examples: tuple[Example, ...] = ()
    broken: frozenset[str] = frozenset()
    """Keys the file speaks of and gets wrong; only where what is right is read all the same."""

    @property
    def slug(self) -> str:
        return self.file.rpartition("/")[2].removesuffix(".yaml")


def parse(text: str, file: str) -> Document:
    """Raises ``PolicyError`` with every fault of the file."""
    document, problems = parse_what_is_right(text, file)
    if problems or document is None:
        raise PolicyError(problems)
    return document


def parse_what_is_right(text: str, file: str) -> tuple[Document | None, list[Problem]]:
    """The values that are right and every fault of the rest; None when there is no right head."""
    tree, unreadable = read_what_is_right(text, file)
    if tree is None:
        return None, unreadable
    problems: list[Problem] = []
    head = _head(tree, problems)
    body = {key: value for key, value in tree.data.items() if key not in ("policy", "examples")}
    said = dict(_sayings(tree, body, (), problems))
    sayings = {key: saying for key, saying in said.items() if saying is not None}
    broken = frozenset(said) - sayings.keys()
    found = examples(tree, problems)
    told = {problem.line for problem in unreadable}
    problems = unreadable + [problem for problem in problems if problem.line not in told]
    return (Document(file, head, sayings, found, broken) if head else None), problems


def _head(tree: Tree, problems: list[Problem]) -> Head | None:
    if "policy" not in tree.data:
        problems.append(_fault(tree, (), "missing", "‘policy’ 머리글이 필요합니다.",
                               "The head 'policy' is required."))  # fmt: skip
        return None
    try:
        head = Head.model_validate(tree.data["policy"])
    except ValidationError as error:
        problems.extend(problems_of(error, tree, ("policy",)))
        return None
    problems.extend(_head_faults(tree, head))
    return head


def _head_faults(tree: Tree, head: Head) -> Iterator[Problem]:
    """What each level must and must not say of itself."""
    needs = {
        Level.NATION: set[str](),
        Level.PROVINCE: {"extends"},
        Level.DISTRICT: {"extends", "code", "number_prefix"},
    }[head.level]
    for name in ("extends", "code", "number_prefix"):
        said, spelt = getattr(head, name) is not None, _spelt(name)
        if said and name not in needs:
            yield _fault(tree, ("policy", spelt), "unknown_key",
                         f"‘{spelt}’은(는) 이 단계의 정책에 쓸 수 없습니다.",
                         f"'{spelt}' is not for a policy of this level.")  # fmt: skip
        if not said and name in needs:
            yield _fault(tree, ("policy",), "missing", f"‘{spelt}’이 필요합니다.",
                         f"'{spelt}' is required.")  # fmt: skip
    if head.approved_by not in {role.lower().replace("_", "-") for role in Role}:
        yield _fault(tree, ("policy", "approvedBy"), "choice",
                     "‘approvedBy’에 쓸 수 있는 역할이 아닙니다.",
                     "'approvedBy' is not a role.")  # fmt: skip


def _spelt(name: str) -> str:
    return {"number_prefix": "numberPrefix"}.get(name, name)


def _sayings(
    tree: Tree, node: dict[str, Any], path: Path, problems: list[Problem]
) -> Iterator[tuple[str, Saying | None]]:
    for name, value in node.items():
        here: Path = (*path, name)
        key = ".".join(str(part) for part in here)
        entry = entry_for(key)
        if entry is not None and is_group(key) and isinstance(value, dict):
            inner = {sub: each for sub, each in value.items() if entry_for(f"{key}.{sub}")}
            yield from _sayings(tree, inner, here, problems)
            value = {sub: each for sub, each in value.items() if sub not in inner}
            if inner and not value:
                continue
        if entry is not None and _name_allowed(entry, name, tree, here, problems):
            yield key, _saying(entry, key, value, tree, here, problems)
        elif entry is None and is_group(key) and isinstance(value, dict):
            yield from _sayings(tree, value, here, problems)
        elif entry is None:
            problems.append(_unknown(tree, here, key))


def _name_allowed(entry: Entry, name: str, tree: Tree, path: Path, problems: list[Problem]) -> bool:
    if not entry.key.endswith("*") or entry.names is None or name in entry.names:
        return True
    allowed = ", ".join(entry.names)
    problems.append(_fault(tree, path, "choice",
                           f"‘{name}’은(는) 쓸 수 없습니다. 쓸 수 있는 값: {allowed}",
                           f"'{name}' is not allowed; allowed: {allowed}"))  # fmt: skip
    return False


def _saying(
    entry: Entry, key: str, value: Any, tree: Tree, path: Path, problems: list[Problem]
) -> Saying | None:
    try:
        stated = entry.kind.model_validate(value)
    except ValidationError as error:
        problems.extend(problems_of(error, tree, path))
        return None
    problems.extend(bound_problems(entry, key, stated, tree, path))
    problems.extend(expression_problems(stated, tree, path))
    mark = tree.mark(path)
    return Saying(key, stated, tree.file, mark.line, mark.column)


def _unknown(tree: Tree, path: Path, key: str) -> Problem:
    near = difflib.get_close_matches(key, CATALOGUE, n=1)
    ko = f" ‘{near[0]}’을(를) 뜻했나요?" if near else ""
    en = f" Did you mean '{near[0]}'?" if near else ""
    return _fault(tree, path, "unknown_key",
                  f"‘{key}’은(는) 정책에 없는 항목입니다.{ko}",
                  f"'{key}' is not a policy key.{en}")  # fmt: skip


def _fault(tree: Tree, path: Path, code: str, ko: str, en: str) -> Problem:
    mark = tree.mark(path)
    return Problem(tree.file, mark.line, mark.column, code, ko, en)
