"""Plain values written as YAML the way the policy files are: short values in one line."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from policies.reading import looks_like_something_else

WIDTH = 120
_PLAIN = re.compile(
    r"[A-Za-z0-9가-힣_(][A-Za-z0-9가-힣_()./·~+%=<>&|-]*(?: [^\s,\[\]{}#:\"'`]+)*\Z"
)
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")


def flow(value: Any) -> str:
    """In one line: ``{n: 21, unit: d}``."""
    if isinstance(value, Mapping):
        return (
            "{" + ", ".join(f"{key_word(key)}: {flow(each)}" for key, each in value.items()) + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    return scalar(value)


def key_word(key: str) -> str:
    """A key is always read as text, so only signs need quotes: ``n``, not ``"n"``."""
    return str(key) if _PLAIN.match(key) else scalar(key)


def scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    if _PLAIN.match(text) and "://" not in text and not looks_like_something_else(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def entry(key: str, value: Any, indent: int) -> str:
    """``key: value`` in one line if it fits, else in lines of its own; ends with a line break."""
    margin = " " * indent
    line = f"{margin}{key_word(key)}: {flow(value)}"
    if _is_short(value) and len(line) <= WIDTH:
        return f"{line}\n"
    return f"{margin}{key_word(key)}:{_below(value, indent)}"


def item(value: Any, indent: int) -> str:
    """One item of a list in lines of its own."""
    return f"{' ' * indent}- {flow(value)}\n"


def _is_short(value: Any) -> bool:
    """A list of mappings reads better with an item to a line."""
    parts = value.values() if isinstance(value, Mapping) else [value]
    lists = (part for part in parts if isinstance(part, list | tuple))
    return not any(isinstance(each, Mapping) for part in lists for each in part)


def _below(value: Any, indent: int) -> str:
    if isinstance(value, Mapping) and value:
        return "\n" + "".join(entry(key, each, indent + 2) for key, each in value.items())
    if isinstance(value, list | tuple) and value:
        return "\n" + "".join(item(each, indent + 2) for each in value)
    return f" {flow(value)}\n"
