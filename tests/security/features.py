"""Parts of Hamkke that few districts use, switched on for all of them."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import web.app  # all pages: each takes these functions by name
from web import districts

USED = {"surveys_of": 1, "books_of": 1, "lessons_of": 1, "stories_of": 30, "log_of": 1}
"""What few districts' policies have; without it their pages would not be there to be tried."""

_at_it: Counter[str] = Counter()
"""Stacks that want everything in use, and tests that want what policies say; in any order."""


def _switched(used: str, own: Callable[[str], int]) -> Callable[[str], int]:
    def ask(district: str) -> int:
        wanted = _at_it["stacks"] and not _at_it["tests"]
        return USED[used] if wanted else own(district)

    return ask


def _install() -> None:
    pages = [module for name, module in sys.modules.items() if name.startswith(web.__name__)]
    for used in USED:
        own = vars(districts)[used]
        for module in pages:
            if vars(module).get(used) is own:
                setattr(module, used, _switched(used, own))


_install()


@contextmanager
def _counted(who: str) -> Iterator[None]:
    _at_it[who] += 1
    try:
        yield
    finally:
        _at_it[who] -= 1


def everything_used() -> AbstractContextManager[None]:
    """As if the policy of every district had it."""
    return _counted("stacks")


def as_policies_say() -> AbstractContextManager[None]:
    """For tests beside a stack that has everything in use: it lives as long as the process."""
    return _counted("tests")
