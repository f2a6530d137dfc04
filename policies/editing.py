"""One value of a policy file changed and everything else left as its author wrote it.

The file is parsed with ruamel.yaml and only the characters of what differs are replaced, so that
comments, order, blank lines and quotes stay and a review sees one changed line. What comes out is
read again; should it not say exactly what was asked for, nothing is changed and ``ValueError`` is
raised. A text that cannot be read raises ``PolicyError``.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic.alias_generators import to_camel

from policies.catalogue import entry_for
from policies.kinds import Stated
from policies.reading import read
from policies.yaml_edit import Edit, changed, without

OWN_KEYS = ("offices", "officesMoved", "zones", "hubs", "intake.routings")
"""What speaks of a district's own places and cannot be taken from another."""
FILE = "policy"
REASONS = ("source", "law", "note", "verify")
"""Written after the value itself."""
Path = tuple[str, ...]


def with_value(text: str, key: str, value: Stated | Mapping[str, Any]) -> str:
    """The text with the key stating this value, given as files spell it (``firstDay``)."""
    said = as_written(value)
    path = tuple(key.split("."))
    inner = _inner(_at(_data(text), path), key)
    return _checked(text, Edit(path, {**said, **inner}))


def without_value(text: str, key: str) -> str:
    """The text without the key, so that what stands above holds again; a key it has not stays."""
    path = tuple(key.split("."))
    found = _at(_data(text), path)
    if found is None:
        return text
    inner = _inner(found, key)
    return _checked(text, Edit(path, inner or None))


def with_head(text: str, **head: Any) -> str:
    """``with_head(text, version=8, effective_from=day)``; None takes a line of the head out."""
    for name, value in head.items():
        text = _checked(text, Edit(("policy", to_camel(name)), value))
    return text


def cloned(theirs: str, ours: str) -> str:
    """Another district's values under our head; offices, zones, hubs and routings stay ours."""
    kept = _data(ours)
    head = _data(theirs).get("policy")
    text = theirs
    for key in OWN_KEYS:
        text = without_value(text, key)
    text = _checked(text, Edit(("policy",), {**kept["policy"]})) if head else text
    for key in OWN_KEYS:
        value = _at(kept, tuple(key.split(".")))
        if value is not None:
            text = _checked(text, Edit(tuple(key.split(".")), value))
    return text


def stated(text: str, key: str) -> dict[str, Any] | None:
    """What the text itself says of the key, as it is written; None when it says nothing."""
    found = _at(_data(text), tuple(key.split(".")))
    if not isinstance(found, dict):
        return None
    inner = _inner(found, key)
    own = {name: each for name, each in found.items() if name not in inner}
    return own or None


def as_written(value: Stated | Mapping[str, Any]) -> dict[str, Any]:
    """A value as a file spells it, without what is left at its default."""
    if isinstance(value, Stated):
        written = value.model_dump(mode="python", by_alias=True, exclude_defaults=True)
        reasons = {name: written.pop(name) for name in REASONS if name in written}
        return {**written, **reasons}
    return dict(value)


@lru_cache(64)
def _data(text: str) -> dict[str, Any]:
    """Never changed by anybody here: a text is read once for several edits in a row."""
    return read(text, FILE).data


def _inner(found: Any, key: str) -> dict[str, Any]:
    """Values with keys of their own within this one: ``crisis.rules`` within ``crisis``."""
    if not isinstance(found, dict):
        return {}
    return {name: each for name, each in found.items() if entry_for(f"{key}.{name}")}


def _at(data: Any, path: Path) -> Any:
    for name in path:
        if not isinstance(data, dict):
            return None
        data = data.get(name)
    return data


def _checked(text: str, edit: Edit) -> str:
    """Edits and proves that the text now says this and nothing else differently."""
    before = _data(text)
    if edit.value is None:
        after, wanted = without(text, edit.path), _removed(before, edit.path)
    else:
        after, wanted = changed(text, edit), _put(before, edit.path, plain(edit.value))
    if _data(after) != wanted:
        raise ValueError(".".join(edit.path))
    return after


def plain(value: Any) -> Any:
    """As reading a file gives it: lists, not tuples; text, not codes."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return str(value) if isinstance(value, str) else value


def _put(data: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    inside = dict(data) if isinstance(data, dict) else {}
    return {**inside, path[0]: _put(inside.get(path[0]), path[1:], value)}


def _removed(data: dict[str, Any], path: Path) -> dict[str, Any]:
    """Groups left with nothing go too."""
    if path[0] not in data:
        return data
    rest = {key: each for key, each in data.items() if key != path[0]}
    if len(path) == 1:
        return rest
    inside = _removed(data[path[0]], path[1:])
    return (
        {key: inside if key == path[0] else each for key, each in data.items()} if inside else rest
    )
