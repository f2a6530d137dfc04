"""What outsiders may be told: numbers behind which few people stand are left out.

Left out is also whatever would let somebody work such a number out from a total and the numbers
beside it. Zero is told: where nobody is, nobody is given away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Parts = Mapping[str, int]
"""Households behind each number of a table that adds up to the same total."""


@dataclass(frozen=True)
class Disclosure:
    """``hidden`` are keys, table by table; with ``whole`` the total is not told either."""

    hidden: tuple[frozenset[str], ...]
    whole: bool = False


def disclose(tables: Sequence[Parts], total: int, small: int) -> Disclosure:
    """Which numbers of a measure stay untold, in all tables that share its total."""
    if not 0 < total < small:
        hidden = [_hidden(one, total, small) for one in tables]
        if all(one is not None for one in hidden):
            return Disclosure(tuple(one for one in hidden if one is not None))
    everything = tuple(frozenset(key for key, count in one.items() if count) for one in tables)
    return Disclosure(everything, whole=total > 0)


def _hidden(parts: Parts, total: int, small: int) -> frozenset[str] | None:
    """None: whatever is left out of this table, its total would give it away."""
    hidden = {key for key, count in parts.items() if 0 < count < small}
    if not hidden:
        return frozenset()
    rest = sorted((count, key) for key, count in parts.items() if count >= small)
    while not _kept_apart(parts, hidden, total, small):
        if not rest:
            return None
        hidden.add(rest.pop(0)[1])
    return frozenset(hidden)


def _kept_apart(parts: Parts, hidden: set[str], total: int, small: int) -> bool:
    """Whether each of those left out might as well be ``small``, for all the total tells."""
    told = sum(count for key, count in parts.items() if key not in hidden)
    left = min(total - told, sum(parts[key] for key in hidden))
    return len(hidden) > 1 and left - (len(hidden) - 1) >= small
