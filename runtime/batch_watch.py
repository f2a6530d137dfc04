"""Imported lists nobody works on are brought to the engine; overdue rows are brought to their end.

A list is kept, confirmed or stopped in the store before the engine hears of it, so what was asked
for while the engine was away is done as soon as it is back.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from care.messages.batches import BatchAsked
from care.model.ids import BatchId, DistrictCode
from runtime.looking import keep_looking
from store import batches
from store.database import Database
from workflows.batches import Batches

LOOK_EVERY = 5.0
"""Seconds between two looks."""
UNHEARD = timedelta(seconds=45)
"""Longer than any portion takes: a list that did not move for so long waits for somebody."""


class BatchWatch:
    """``database`` shows every district."""

    def __init__(
        self,
        database: Database,
        engine: Batches,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._database = database
        self._engine = engine
        self._clock = clock or (lambda: datetime.now(UTC))

    async def run(self, stop: asyncio.Event, pause: float = LOOK_EVERY) -> None:
        await keep_looking("batch", self.begin, stop, pause)

    async def begin(self) -> int:
        """How many lists the engine was told of."""
        now = self._clock()
        async with self._database.read() as session:
            waiting = await batches.unheard(session, now - UNHEARD, now)
        told = [
            await self._engine.tell(
                BatchAsked(batch_id=BatchId(batch), district=DistrictCode(district))
            )
            for batch, district in waiting
        ]
        return sum(told)
