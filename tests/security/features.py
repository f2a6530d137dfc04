"""Parts of Hamkke that few districts use, switched on for all of them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

USED = {"surveys_of": 1, "books_of": 1, "lessons_of": 1, "stories_of": 30, "log_of": 1}
"""What few districts' policies have; without it their pages would not be there to be tried."""


@contextmanager
def everything_used() -> Iterator[None]:
    """As if the policy of every district had it."""
    before = []
    for name, module in list(sys.modules.items()):
        for used in USED if name.startswith("web.") else ():
            if used in vars(module):
                before.append((module, used, vars(module)[used]))
                setattr(module, used, lambda _district, number=USED[used]: number)
    try:
        yield
    finally:
        for module, used, own in before:
            setattr(module, used, own)
