"""Faults of a policy's expressions at the line and column of the file they stand in."""

from collections.abc import Iterator

from policies.assemble_rules import delegation_environment
from policies.expressions import Fault, read_expression
from policies.kinds import Stated
from policies.problems import Problem
from policies.reading import Mark, Path, Scalar, Tree
from policies.rule_kinds import (
    ApprovalCasesValue,
    ClosureCasesValue,
    DelegationsValue,
    LevelCasesValue,
    RoutingsValue,
)


def expressions_of(value: Stated) -> Iterator[tuple[Path, str, str]]:
    """Where in the value each expression stands, its text and the environment it is read in."""
    match value:
        case LevelCasesValue():
            texts = [(rule.when, "level") for rule in value.rules]
            yield from _each("rules", texts)
        case ApprovalCasesValue():
            yield from _each("rules", [(rule.when, "approval") for rule in value.rules])
        case ClosureCasesValue():
            yield from _each("rules", [(rule.when, "closure") for rule in value.rules])
        case RoutingsValue():
            yield from _each("routings", [(each.when, "routing") for each in value.routings])
        case DelegationsValue():
            for number, each in enumerate(value.delegations):
                if each.when is not None:
                    where = delegation_environment(each.subjects)
                    yield ("delegations", number, "when"), each.when, where


def _each(name: str, texts: list[tuple[str, str]]) -> Iterator[tuple[Path, str, str]]:
    for number, (text, environment) in enumerate(texts):
        yield (name, number, "when"), text, environment


def expression_problems(value: Stated, tree: Tree, path: Path) -> Iterator[Problem]:
    for where, text, environment in expressions_of(value):
        for fault in read_expression(text, environment).faults:
            mark = _place(tree, (*path, *where), text, fault)
            yield Problem(tree.file, mark.line, mark.column, fault.code, fault.ko, fault.en)


def _place(tree: Tree, path: Path, text: str, fault: Fault) -> Mark:
    scalar = tree.scalars.get(path)
    if scalar is None:
        return tree.mark(path)
    lines = text.split("\n")
    before = "".join(lines[: fault.line - 1]) + lines[fault.line - 1][: fault.column - 1]
    return _after(scalar, sum(not letter.isspace() for letter in before))


def _after(scalar: Scalar, letters: int) -> Mark:
    """The place of the letter after so many, however the text is quoted, folded or indented."""
    raw = scalar.raw
    index = raw.find("\n") + 1 if raw[:1] in "|>" else int(raw[:1] in "\"'")
    while index < len(raw) and (letters > 0 or raw[index].isspace()):
        step = _width(raw, index)
        letters -= not raw[index].isspace()
        index += step
    line_start = raw.rfind("\n", 0, index) + 1
    if line_start == 0:
        return Mark(scalar.mark.line, scalar.mark.column + index)
    return Mark(scalar.mark.line + raw.count("\n", 0, index), index - line_start + 1)


def _width(raw: str, index: int) -> int:
    """Characters of the file that stand for one of the text: an escape takes two."""
    escaped = (raw[0] == '"' and raw[index] == "\\") or (raw[0] == "'" and raw[index] == "'")
    return 2 if escaped else 1
