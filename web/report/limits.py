"""How often the public form may be sent: per address, and for a district in all.

Counted in the memory of this process. Whoever is slowed down is told the numbers to call.
"""

import math
import time
from typing import Any

from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

PER_SOURCE = RateLimitItemPerHour(20)
"""A welfare centre behind one address still gets through."""
PER_DISTRICT = RateLimitItemPerHour(600)


class Sendings:
    def __init__(self) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def wait_minutes(self, source: str, district: str) -> int:
        """Counts this sending; 0 when it is let through."""
        for limit, name in ((PER_SOURCE, f"{district}/{source}"), (PER_DISTRICT, district)):
            if not self._window.hit(limit, name):
                ends = self._window.get_window_stats(limit, name).reset_time
                return max(1, math.ceil((ends - time.time()) / 60))
        return 0


def sendings_of(state: Any) -> Sendings:
    """Those of this process."""
    if not hasattr(state, "sendings"):
        state.sendings = Sendings()
    found = state.sendings
    if not isinstance(found, Sendings):
        raise TypeError("sendings")
    return found
