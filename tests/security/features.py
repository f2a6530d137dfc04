"""Parts of Hamkke that few districts use, switched on for all of them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

USED = {"surveys_of": 1, "books_of": 1, "lessons_of": 1, "stories_of": 30, "log_of": 1}
"""What few districts' policies have; without it their pages would not be there to be tried."""


_own: list[tuple[ModuleType, str, Any]] = []


@contextmanager
def everything_used() -> Iterator[None]:
    """As if the policy of every district had it."""
    before = [
        (module, used, vars(module)[used])
        for name, module in list(sys.modules.items())
        for used in (USED if name.startswith("web.") else ())
        if used in vars(module)
    ]
    for module, used, _ in before:
        setattr(module, used, lambda _district, number=USED[used]: number)
    _own.extend(before)
    try:
        yield
    finally:
        for module, used, own in before:
            setattr(module, used, own)
        del _own[:]


@contextmanager
def as_policies_say() -> Iterator[None]:
    """For tests beside a stack that has everything in use: it lives as long as the process."""
    held = [(module, used, vars(module)[used]) for module, used, _ in _own]
    for module, used, own in reversed(_own):
        setattr(module, used, own)
    try:
        yield
    finally:
        for module, used, other in held:
            setattr(module, used, other)
