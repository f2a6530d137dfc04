"""Lists that their address narrows: the address itself, and numbers that narrow further."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Count:
    """A number that opens the list it was counted from; ``on`` while that list is shown."""

    label: str
    number: int
    href: str
    on: bool


def address_of(path: str, said: Mapping[str, object]) -> str:
    """What says nothing, or the first page, stays out of it."""
    told = {name: one for name, one in said.items() if one not in ("", 1, None)}
    return f"{path}?{urlencode(told)}" if told else path
