"""A policy's values by key, taken as the shape the catalogue promises."""

from typing import TypeVar

from policies.kinds import Stated

Kind = TypeVar("Kind", bound=Stated)
Values = dict[str, Stated]


def typed(values: Values, key: str, kind: type[Kind]) -> Kind:
    """The value of a key as the shape the catalogue promises for it."""
    value = values[key]
    if not isinstance(value, kind):
        raise TypeError(key)
    return value
