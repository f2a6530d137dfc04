"""Lets offers of scarce places end at their moment, whether or not anybody looks at the list.

An offer that is answered in the same moment is settled once: whoever comes second finds it settled.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from care.model.ids import DistrictCode
from runtime.looking import keep_looking
from store import housing, places
from store.database import Database

log = structlog.get_logger()
LOOK_EVERY = 30.0
"""Seconds between two looks; a home is free again within a minute."""


class OfferWatch:
    """``database`` shows every district."""

    def __init__(self, database: Database, clock: Callable[[], datetime] | None = None) -> None:
        self._database = database
        self._clock = clock or (lambda: datetime.now(UTC))

    async def run(self, stop: asyncio.Event, pause: float = LOOK_EVERY) -> None:
        await keep_looking("offer", self.look, stop, pause)

    async def look(self) -> int:
        """How many offers ended; a district that cannot be written to holds up no other."""
        now = self._clock()
        async with self._database.read() as session:
            waiting = await places.where_offers_ended(session, now)
        return sum([await self._end(district, now) for district in waiting])

    async def _end(self, district: DistrictCode, now: datetime) -> int:
        try:
            async with self._database.of(district).write() as session:
                return await housing.let_offers_expire(session, district, now)
        except Exception as failure:
            log.error("offers_not_ended", district=district, kind=type(failure).__name__)
            return 0
