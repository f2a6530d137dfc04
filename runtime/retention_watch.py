"""Destroys what was kept of people who never became a case, once their district's terms are over.

A little at a time, so that nobody waits for it; done again it finds nothing.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from care.model.ids import DistrictCode
from policies.resolve import districts, resolve
from policies.resolved import ResolvedPolicy
from runtime.looking import keep_looking
from store import retention
from store.database import Database
from store.keyring import Keyring

log = structlog.get_logger()
LOOK_EVERY = 900.0
"""Seconds between two looks when nothing is left to do."""
BREATH = 1.0


class RetentionWatch:
    """``database`` shows every district."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        clock: Callable[[], datetime] | None = None,
        policy_of: Callable[[DistrictCode], ResolvedPolicy] = resolve,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._clock = clock or (lambda: datetime.now(UTC))
        self._policy_of = policy_of

    async def run(self, stop: asyncio.Event, pause: float = LOOK_EVERY) -> None:
        await keep_looking("retention", self.look, stop, pause, BREATH)

    async def look(self) -> int:
        """One portion of every district; answers how much was destroyed.

        A district that fails keeps no other waiting.
        """
        destroyed: Counter[str] = Counter()
        for district in districts():
            try:
                destroyed.update(await self._portion(district))
            except Exception as failure:
                log.error("retention_failed", district=district, kind=type(failure).__name__)
        return destroyed.total()

    async def _portion(self, district: DistrictCode) -> retention.Counts:
        policy = self._policy_of(district)
        if policy.discovery is None:
            return {}
        over = retention.past(policy.discovery, self._clock(), policy.case_policy.calendar)
        counts = await retention.portion(self._database, self._keyring, district, over)
        if counts:
            log.info("retention_over", district=district, **counts)
        return counts
