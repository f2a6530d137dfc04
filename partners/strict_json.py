"""JSON that no two parsers read differently (B21)."""

import json
import math
from typing import Any

MAX_DEPTH = 20


class Faulty(Exception):
    """JSON that parsers disagree about; ``pointer`` says where."""

    def __init__(self, pointer: str) -> None:
        super().__init__(pointer)
        self.pointer = pointer


def strict_json(body: bytes) -> Any:
    """Duplicate keys, numbers beyond range, lone surrogates and deep nesting are refused (B21)."""
    try:
        value = json.loads(
            body, object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite
        )
        _shallow(value, MAX_DEPTH)
    except (ValueError, RecursionError) as fault:
        raise Faulty("") from fault
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise Faulty(f"/{next(key for key in keys if keys.count(key) > 1)}"[:80])
    return found


def _no_constant(_: str) -> Any:
    raise Faulty("")


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise Faulty("")
    return value


def _shallow(value: Any, left: int) -> None:
    if left == 0:
        raise Faulty("")
    if isinstance(value, str):
        value.encode()
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inside:
        _shallow(one, left - 1)
