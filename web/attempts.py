"""Slows down guessing, per account and per source, alike for accounts that exist and that do not.

Counted in the memory of this process; it ends by itself, so nobody can lock another out for good.
"""

import hashlib
import math
import time
from typing import Any

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

MINUTES = 15
PER_ACCOUNT = RateLimitItemPerMinute(10, MINUTES)
PER_SOURCE = RateLimitItemPerMinute(60, MINUTES)


class Attempts:
    def __init__(self) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def wait_minutes(self, login: str, source: str) -> int:
        """0 when another try is allowed now."""
        waits = [self._wait(PER_ACCOUNT, _name(login)), self._wait(PER_SOURCE, source)]
        return max(waits)

    def failed(self, login: str, source: str) -> None:
        self._window.hit(PER_ACCOUNT, _name(login))
        self._window.hit(PER_SOURCE, source)

    def succeeded(self, login: str) -> None:
        self._window.clear(PER_ACCOUNT, _name(login))

    def _wait(self, limit: RateLimitItemPerMinute, name: str) -> int:
        if self._window.test(limit, name):
            return 0
        ends = self._window.get_window_stats(limit, name).reset_time
        return max(1, math.ceil((ends - time.time()) / 60))


def attempts_of(state: Any) -> Attempts:
    """Those of this process: the login and every step-up count together."""
    if not hasattr(state, "attempts"):
        state.attempts = Attempts()
    found = state.attempts
    if not isinstance(found, Attempts):
        raise TypeError("attempts")
    return found


def _name(login: str) -> str:
    return hashlib.sha256(login.strip().casefold().encode()).hexdigest()
