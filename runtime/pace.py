"""How a long-running process of ours shares time between its threads and its collector."""

import gc
import os
import sys
from contextlib import suppress

SWITCH_SECONDS = 0.0005
"""A database thread that has its answer waits this long for its turn; the default is ten times."""
YOUNG, MIDDLE, OLD = 20_000, 10, 10
"""Young objects are looked at less often, since walking them is most of what collecting costs;
older generations as by default, for a case the cache let go is garbage only a full walk finds."""

BEHIND = 5
"""Of 20 steps below normal: about a third of the time where all want it at once."""


def settle_down() -> None:
    """Once a process has imported what it needs."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)


def give_way() -> None:
    """Behind the web, where the platform knows priorities: for pages somebody is waiting.

    Said at the start, before there are threads, which have it from the first. Only a little lower:
    who holds the lock of the database must not be kept from giving it back.
    """
    if hasattr(os, "setpriority"):
        _behind(os.PRIO_PROCESS, 0)


def let_give_way(group: int) -> None:
    """A process group just started: every thread it has, and so those it will have."""
    if hasattr(os, "setpriority"):
        with suppress(ProcessLookupError, PermissionError):
            _behind(os.PRIO_PGRP, group)


def _behind(kind: int, who: int) -> None:
    os.setpriority(kind, who, max(os.getpriority(kind, who), BEHIND))
