"""Tells the engine of cases to open that nobody has begun: the web that asked may have died.

The row is kept before the engine hears of it. Told twice, the engine runs one a district.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from runtime.looking import keep_looking
from store import openings
from store.database import Database
from workflows.openings import Openings

LOOK_EVERY = 3.0
"""Seconds between two looks."""
UNHEARD = timedelta(seconds=5)


class OpeningWatch:
    """``database`` shows every district."""

    def __init__(
        self, database: Database, engine: Openings, clock: Callable[[], datetime] | None = None
    ) -> None:
        self._database = database
        self._engine = engine
        self._clock = clock or (lambda: datetime.now(UTC))

    async def run(self, stop: asyncio.Event, pause: float = LOOK_EVERY) -> None:
        await keep_looking("opening", self.look, stop, pause)

    async def look(self) -> int:
        """How many districts the engine was told of."""
        async with self._database.read() as session:
            waiting = await openings.districts_waiting(session, self._clock() - UNHEARD)
        return sum([await self._engine.start(district) for district in waiting])
