"""How many may be on their way to one body at once, and when nobody should try (F08, L12).

One body that hangs must not hold the places of all others. A few may be under way to a body that
does well, one to a body that fails, none while its breaker is open; whoever is turned away leaves
at once and comes again. Each worker has its own turnstile; what they learn they share through the
health of the body.
"""

import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState

from care.model.ids import AgencyId
from partners.channel import TransportError
from store.agency_health import Health

AT_ONCE = 10
AT_ONCE_WHILE_FAILING = 1
FAILURES_TO_OPEN = 3
FIRST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=15)
BUSY_SECONDS = 1.0
FIRST_PAUSE = timedelta(seconds=5)
SHORTEST_CAP, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
MOST_DOUBLINGS = 12
JITTER = 0.2

Chance = Callable[[float, float], float]


class NotNow(Exception):
    """Turned away before anything was tried; ``wait`` says for how long."""

    def __init__(self, code: str, wait: timedelta) -> None:
        super().__init__(code)
        self.code = code
        self.wait = wait


class Turnstile:
    def __init__(self, chance: Chance = random.uniform) -> None:
        self._chance = chance
        self._inside: Counter[AgencyId] = Counter()
        self._breakers = AsyncCircuitBreakerFactory(
            default_threshold=FAILURES_TO_OPEN,
            default_ttl=FIRST_REST.total_seconds(),
            exclude=[(BaseException, _says_nothing)],
        )

    @asynccontextmanager
    async def through(self, health: Health, now: datetime) -> AsyncIterator[None]:
        if health.open_until is not None and health.rests(now):
            raise NotNow("body_resting", self._spread(health.open_until - now))
        body = health.agency_id
        room = AT_ONCE if health.failing_since is None else AT_ONCE_WHILE_FAILING
        if self._inside[body] >= room:
            raise NotNow("body_busy", self._spread(timedelta(seconds=BUSY_SECONDS)))
        self._inside[body] += 1
        try:
            async with await self._breakers.get_breaker(body):
                yield
        except OpenedState:
            raise NotNow("body_resting", self._spread(FIRST_REST)) from None
        finally:
            self._inside[body] -= 1

    async def rest(self, health: Health, failed: TransportError, now: datetime) -> datetime | None:
        """Until when everybody leaves the body alone; None while it is only stumbling.

        The longer it fails, the longer: a tenth of that time, so that a short outage is over for
        us a minute after it is over, and a long one costs few tries.
        """
        if failed.retry_after is not None:
            return now + failed.retry_after
        breaker = await self._breakers.get_breaker(health.agency_id)
        if breaker.context.state != "opened":
            return None
        failing = now - (health.failing_since or now)
        return now + min(max(failing / 10, FIRST_REST), LONGEST_REST)

    def pause(self, attempts: int, since: datetime, now: datetime) -> timedelta:
        """Before the next try of one referral that was tried so often: doubling, and never more
        than a minute or a tenth of the time it is tried already, with a fifth of chance."""
        doubled = FIRST_PAUSE * int(2 ** min(max(attempts - 1, 0), MOST_DOUBLINGS))
        cap = min(max((now - since) / 10, SHORTEST_CAP), LONGEST_PAUSE)
        return min(doubled, cap) * self._chance(1 - JITTER, 1 + JITTER)

    def _spread(self, wait: timedelta) -> timedelta:
        """Later, never sooner, so that they do not all come back at the same moment."""
        return wait * self._chance(1, 1 + JITTER) + timedelta(seconds=self._chance(0, 1))


def _says_nothing(error: BaseException) -> bool:
    """Of the body's health: what it refuses for good is an answer, and the rest is ours."""
    return not isinstance(error, TransportError) or error.permanent
