"""YAML text to plain values with the place of each, and nothing else.

A small part of YAML 1.2 is accepted: mappings, sequences, and the scalars null, true, false,
decimal integers, ISO dates and text. Nothing is ever constructed from a tag, so a file cannot run
code, and what YAML readers disagree about (``on``, ``08``, anchors, repeated keys) is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, NodeEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from policies.problems import PolicyError, Problem

Path = tuple[str | int, ...]
MAX_CHARACTERS = 256_000
MAX_DEPTH = 12

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_OCTAL_LOOK = re.compile(r"[-+]?0[0-9_]+\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WORDS = {"null": None, "": None, "~": None, "true": True, "false": False}
_OLD_BOOLEANS = {"on", "off", "yes", "no", "y", "n"}


@dataclass(frozen=True)
class Mark:
    """A place in a file, counted from one."""

    line: int
    column: int


@dataclass(frozen=True)
class Scalar:
    """A text value as the file spells it, from its first character or mark of style on."""

    mark: Mark
    raw: str


@dataclass
class Tree:
    """What a file says and where each part of it stands."""

    file: str
    data: dict[str, Any]
    marks: dict[Path, Mark] = field(default_factory=dict)
    scalars: dict[Path, "Scalar"] = field(default_factory=dict)
    """Text values as written, to find a place inside them."""

    def mark(self, path: Path) -> Mark:
        """The place of the path, or of the nearest thing around it."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, Mark(1, 1))


def read(text: str, file: str) -> Tree:
    """Raises ``PolicyError`` with every fault found."""
    tree, problems = read_what_is_right(text, file)
    if problems or tree is None:
        raise PolicyError(problems)
    return tree


def read_what_is_right(text: str, file: str) -> tuple[Tree | None, list[Problem]]:
    """The values that can be read and every fault; None when the text is not YAML of our kind.

    In place of a value that cannot be read stands null.
    """
    problems = [*_size(text, file), *_tabs(text, file)]
    if not problems:
        problems = _syntax(text, file)
    if problems:
        return None, problems
    reader = _Reader(file)
    try:
        return reader.tree(_compose(text, file)), reader.problems
    except PolicyError as error:
        return None, list(error.problems)


def _compose(text: str, file: str) -> Node | None:
    try:
        root: Node | None = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        # Parsed but not one document, e.g. a second "---".
        raise PolicyError([_marked(error, file)]) from None
    return root


def _size(text: str, file: str) -> Iterator[Problem]:
    if len(text) > MAX_CHARACTERS:
        yield Problem(
            file, 1, 1, "too_large",
            f"파일이 너무 큽니다(최대 {MAX_CHARACTERS:,}자).",
            f"The file is too large (at most {MAX_CHARACTERS:,} characters).",
        )  # fmt: skip


def _tabs(text: str, file: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), start=1):
        column = line.find("\t") + 1
        if column:
            yield Problem(
                file, number, column, "tab",
                "탭 문자는 쓸 수 없습니다. 빈칸으로 들여 쓰세요.",
                "Tabs are not allowed; indent with spaces.",
            )  # fmt: skip


def _syntax(text: str, file: str) -> list[Problem]:
    """Faults seen in the stream of events, before any node exists: an alias is never followed."""
    problems: list[Problem] = []
    depth = 0
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            depth += isinstance(event, CollectionStartEvent)
            depth -= isinstance(event, CollectionEndEvent)
            if depth > MAX_DEPTH:
                return [*problems, _event_problem(event, file, "too_deep")]
            problems += [_event_problem(event, file, code) for code in _event_faults(event)]
    except MarkedYAMLError as error:
        problems.append(_marked(error, file))
    except YAMLError:
        problems.append(Problem(file, 1, 1, "syntax", "YAML 문법이 아닙니다.", "Not valid YAML."))
    return problems


def _event_faults(event: NodeEvent) -> Iterator[str]:
    if isinstance(event, AliasEvent):
        yield "alias"
    elif getattr(event, "anchor", None) is not None:
        yield "anchor"
    if getattr(event, "tag", None) is not None:
        yield "tag"


_EVENT_WORDS = {
    "alias": (
        "별칭(*이름)은 쓸 수 없습니다. 값을 그대로 적으세요.",
        "Aliases (*name) are not allowed; write the value out.",
    ),
    "anchor": ("앵커(&이름)는 쓸 수 없습니다.", "Anchors (&name) are not allowed."),
    "tag": ("태그(!이름)는 쓸 수 없습니다.", "Tags (!name) are not allowed."),
    "too_deep": (
        f"{MAX_DEPTH}단계보다 깊이 겹쳐 쓸 수 없습니다.",
        f"Nested deeper than {MAX_DEPTH} levels.",
    ),
}


def _event_problem(event: NodeEvent, file: str, code: str) -> Problem:
    mark = event.start_mark
    ko, en = _EVENT_WORDS[code]
    return Problem(file, mark.line + 1, mark.column + 1, code, ko, en)


def _marked(error: MarkedYAMLError, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(
        file, line, column, "syntax",
        "YAML 문법에 맞지 않습니다. 들여쓰기, 따옴표, 괄호를 확인하세요.",
        f"Not valid YAML here: {error.problem or error.context}.",
    )  # fmt: skip


class _Reader:
    """Turns composed nodes into plain values and keeps every fault and place."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.marks: dict[Path, Mark] = {}
        self.scalars: dict[Path, Scalar] = {}

    def tree(self, root: Node | None) -> Tree:
        data = self._value(root, ()) if root is not None else None
        if not isinstance(data, dict):
            self._fault(root, "not_mapping", "항목과 값의 목록이어야 합니다.", "Must be a mapping.")
            data = {}
        return Tree(self.file, data, self.marks, self.scalars)

    def _fault(self, node: Node | None, code: str, ko: str, en: str) -> None:
        line, column = (node.start_mark.line + 1, node.start_mark.column + 1) if node else (1, 1)
        self.problems.append(Problem(self.file, line, column, code, ko, en))

    def _value(self, node: Node, path: Path) -> Any:
        self.marks.setdefault(path, Mark(node.start_mark.line + 1, node.start_mark.column + 1))
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self._value(item, (*path, number)) for number, item in enumerate(node.value)]
        if not isinstance(node, ScalarNode):
            return None
        start, end = node.start_mark, node.end_mark
        raw = (start.buffer or "")[start.pointer : end.pointer]
        self.scalars[path] = Scalar(Mark(start.line + 1, start.column + 1), raw)
        return self._scalar(node)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node)
            if key is None:
                continue
            if key in values:
                ko, en = f"‘{key}’ 항목이 두 번 나옵니다.", f"The key '{key}' appears twice."
                self._fault(key_node, "duplicate_key", ko, en)
                continue
            mark = key_node.start_mark
            self.marks[(*path, key)] = Mark(mark.line + 1, mark.column + 1)
            values[key] = self._value(value_node, (*path, key))
        return values

    def _key(self, node: Node) -> str | None:
        if isinstance(node, ScalarNode) and isinstance(node.value, str) and node.value:
            return node.value
        self._fault(node, "key", "항목 이름은 글자여야 합니다.", "A key must be plain text.")
        return None

    def _scalar(self, node: ScalarNode) -> Any:
        text: str = node.value
        if node.style is not None:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if text.lower() in _OLD_BOOLEANS:
            ko = f"‘{text}’ 대신 true 또는 false를 쓰거나, 글자라면 따옴표로 묶으세요."
            self._fault(node, "old_boolean", ko, f"Write true or false, or quote '{text}'.")
            return None
        if _OCTAL_LOOK.match(text):
            ko = f"‘{text}’처럼 0으로 시작하는 수는 쓸 수 없습니다. 글자라면 따옴표로 묶으세요."
            self._fault(node, "octal", ko, f"Write '{text}' without leading zeros, or quote it.")
            return None
        return self._number_date_or_text(node, text)

    def _number_date_or_text(self, node: ScalarNode, text: str) -> Any:
        if _INTEGER.match(text):
            return int(text)
        if not _DATE.match(text):
            return text
        try:
            return date.fromisoformat(text)
        except ValueError:
            ko, en = f"‘{text}’ 날짜는 달력에 없습니다.", f"There is no day {text}."
            self._fault(node, "date", ko, en)
            return None


def looks_like_something_else(text: str) -> bool:
    """Whether the text, written without quotes, would be read as no text or be refused."""
    return (
        text in _WORDS
        or text.lower() in _OLD_BOOLEANS
        or any(pattern.match(text) for pattern in (_INTEGER, _OCTAL_LOOK, _DATE))
    )
