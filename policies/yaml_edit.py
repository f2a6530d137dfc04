"""Characters of a YAML text replaced where a value stands, by the places the parser gives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from policies.yaml_words import entry, flow, item, key_word

Path = tuple[str, ...]
Pair = tuple[ScalarNode, Node]


@dataclass(frozen=True)
class Edit:
    path: Path
    value: Any
    """None takes the path out."""


@dataclass(frozen=True)
class _Cut:
    """Characters from ``start`` to ``end`` give way to ``text``."""

    start: int
    end: int
    text: str


def changed(text: str, edit: Edit) -> str:
    """The text with the path set; only what differs from what stood there is touched."""
    text = text if text.endswith("\n") else f"{text}\n"
    node: Node = _root(text)
    for depth, name in enumerate(edit.path):
        pair = _pair(node, name) if isinstance(node, MappingNode) else None
        if pair is None:
            return _apply(text, [_inserted(text, node, edit.path[depth:], edit.value)])
        node = pair[1]
    return _apply(text, list(_difference(text, node, edit.value)))


def without(text: str, path: Path) -> str:
    """The text without the path, its own comment above it, and groups left with nothing."""
    text = text if text.endswith("\n") else f"{text}\n"
    node: Node = _root(text)
    parents: list[tuple[MappingNode, Pair]] = []
    for name in path:
        pair = _pair(node, name) if isinstance(node, MappingNode) else None
        if pair is None or not isinstance(node, MappingNode):
            return text
        parents.append((node, pair))
        node = pair[1]
    while len(parents) > 1 and len(parents[-1][0].value) == 1:
        parents.pop()
    return _apply(text, [_removal(text, *parents[-1])])


def _root(text: str) -> MappingNode:
    root = YAML(typ="safe", pure=True).compose(text)
    if not isinstance(root, MappingNode):
        raise ValueError("not a mapping")
    return root


def _apply(text: str, cuts: list[_Cut]) -> str:
    for cut in sorted(cuts, key=lambda cut: (cut.start, cut.end), reverse=True):
        text = text[: cut.start] + cut.text + text[cut.end :]
    return text


def _pair(node: MappingNode, name: str) -> Pair | None:
    return next((pair for pair in node.value if pair[0].value == name), None)


def _start(node: Node) -> int:
    return int(node.start_mark.index)


def _end(text: str, node: Node) -> int:
    """After the last character of the value itself; a comment or blank line below is not of it."""
    if isinstance(node, MappingNode) and not node.flow_style and node.value:
        return _end(text, node.value[-1][1])
    if isinstance(node, SequenceNode) and not node.flow_style and node.value:
        return _end(text, node.value[-1])
    start, end = _start(node), int(node.end_mark.index)
    return start + len(text[start:end].rstrip())


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _line_end(text: str, index: int) -> int:
    """After the line break of the line the index is in."""
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def _column(text: str, node: Node) -> int:
    return _start(node) - _line_start(text, _start(node))


def _difference(text: str, node: Node, value: Any) -> Iterator[_Cut]:
    if isinstance(node, MappingNode) and isinstance(value, Mapping) and value and node.value:
        yield from _mapping_difference(text, node, value)
    elif (
        isinstance(node, SequenceNode) and isinstance(value, list | tuple) and value and node.value
    ):
        yield from _list_difference(text, node, list(value))
    elif not _says(text, node, value):
        yield _replaced(text, node, value)


def _says(text: str, node: Node, value: Any) -> bool:
    """Whether the scalar already is the value, however it is quoted."""
    if not isinstance(node, ScalarNode):
        return False
    written = text[_start(node) : _end(text, node)]
    return written == flow(value) or (isinstance(value, str) and _is_text(node, value))


def _is_text(node: ScalarNode, value: str) -> bool:
    return node.style is not None and node.value == str(value)


def _replaced(text: str, node: Node, value: Any) -> _Cut:
    """In one line where it stood; what took lines of its own moves up beside its key."""
    start = _start(node)
    before = text[:start]
    own_lines = isinstance(node, MappingNode | SequenceNode) and not node.flow_style
    if own_lines and not before.rstrip(" ").endswith("-"):
        return _Cut(len(before.rstrip()), _end(text, node), f" {flow(value)}")
    return _Cut(start, _end(text, node), flow(value))


def _mapping_difference(text: str, node: MappingNode, value: Mapping[str, Any]) -> Iterator[_Cut]:
    wanted = {str(key): each for key, each in value.items()}
    present = {pair[0].value for pair in node.value}
    if not present & wanted.keys():
        yield _replaced(text, node, value)
        return
    for pair in node.value:
        if pair[0].value in wanted:
            yield from _difference(text, pair[1], wanted[pair[0].value])
    gone = [pair for pair in node.value if pair[0].value not in wanted]
    new = {key: each for key, each in wanted.items() if key not in present}
    if node.flow_style:
        yield from _flow_changes(text, node, gone, new)
        return
    for pair in gone:
        yield _removal(text, node, pair)
    if new:
        kept = [pair for pair in node.value if pair not in gone]
        at = _line_end(text, _end(text, kept[-1][1]))
        margin = _column(text, node.value[0][0])
        yield _Cut(at, at, "".join(entry(key, each, margin) for key, each in new.items()))


def _flow_changes(
    text: str, node: MappingNode, gone: list[Pair], new: Mapping[str, Any]
) -> Iterator[_Cut]:
    for pair in gone:
        yield _removal(text, node, pair)
    if new:
        kept = [pair for pair in node.value if pair not in gone]
        at = _end(text, kept[-1][1])
        added = "".join(f", {key_word(key)}: {flow(each)}" for key, each in new.items())
        yield _Cut(at, at, added)


def _removal(text: str, parent: MappingNode, pair: Pair) -> _Cut:
    start, end = _start(pair[0]), _end(text, pair[1])
    if not parent.flow_style:
        return _Cut(_with_comment(text, pair[0]), _line_end(text, end), "")
    place = parent.value.index(pair)
    if place + 1 < len(parent.value):
        return _Cut(start, _start(parent.value[place + 1][0]), "")
    if place > 0:
        return _Cut(_end(text, parent.value[place - 1][1]), end, "")
    return _Cut(start, end, "")


def _with_comment(text: str, key: Node) -> int:
    """Where the comment right above the key begins, or the key's own line.

    A blank line between two groups goes with the one that is removed.
    """
    start = _line_start(text, _start(key))
    margin = _column(text, key)
    first = start
    while first > 0:
        above = _line_start(text, first - 1)
        line = text[above : first - 1]
        if not line.strip().startswith("#") or len(line) - len(line.lstrip()) != margin:
            break
        first = above
    if margin == 0 and first > 0 and text[_line_start(text, first - 1) : first].strip() == "":
        first = _line_start(text, first - 1)
    return first


def _list_difference(text: str, node: SequenceNode, value: list[Any]) -> Iterator[_Cut]:
    if node.flow_style:
        if flow(value) != text[_start(node) : _end(text, node)]:
            yield _replaced(text, node, value)
        return
    for each, wanted in zip(node.value, value, strict=False):
        yield from _difference(text, each, wanted)
    for each in node.value[len(value) :]:
        line = _line_start(text, _start(each))
        yield _Cut(line, _line_end(text, _end(text, each)), "")
    extra = value[len(node.value) :]
    if extra:
        first = _line_start(text, _start(node.value[0]))
        margin = text.index("-", first) - first
        at = _line_end(text, _end(text, node.value[-1]))
        yield _Cut(at, at, "".join(item(each, margin) for each in extra))


def _inserted(text: str, node: Node, path: Path, value: Any) -> _Cut:
    """A new key below ``node``, at the end of what it holds."""
    for name in reversed(path[1:]):
        value = {name: value}
    if not isinstance(node, MappingNode) or not node.value:
        return _Cut(_start(node), _end(text, node), flow({path[0]: value}))
    at = _end(text, node.value[-1][1])
    if node.flow_style:
        return _Cut(at, at, f", {key_word(path[0])}: {flow(value)}")
    margin = _column(text, node.value[0][0])
    at = _line_end(text, at)
    blank = "\n" if margin == 0 else ""
    return _Cut(at, at, blank + _block(path, value, margin))


def _block(path: Path, value: Any, margin: int) -> str:
    """A new group stands in lines of its own, its value beside its key."""
    if len(path) == 1:
        return entry(path[0], value, margin)
    head = f"{' ' * margin}{key_word(path[0])}:\n"
    return head + _block(path[1:], value[path[1]], margin + 2)
