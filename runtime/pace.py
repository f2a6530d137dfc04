"""How a long-running process of ours shares time between its threads and its collector."""

import gc
import sys

SWITCH_SECONDS = 0.0005
"""A database thread that has its answer waits this long for its turn; the default is ten times."""
YOUNG, MIDDLE, OLD = 20_000, 10, 10
"""Young objects are looked at less often, since walking them is most of what collecting costs;
older generations as by default, for a case the cache let go is garbage only a full walk finds."""


def settle_down() -> None:
    """Once a process has imported what it needs."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
