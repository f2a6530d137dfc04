"""Keeps a process's policies with what is published: read at its start and every few seconds.

Between two looks a process follows the edition it knows, and without the database the last ones.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from care.model.ids import DistrictCode
from policies.resolve import take_editions
from store.database import Database
from store.policy_editions import all_editions, latest_numbers

log = structlog.get_logger()
LOOK_EVERY = 3.0
"""Seconds between two looks; a look that finds nothing new asks one line a district."""


class PolicyWatch:
    def __init__(self, database: Database) -> None:
        self._database = database.for_all()
        self._known: dict[DistrictCode, int] = {}

    async def look(self) -> int:
        """How many editions were taken up."""
        async with self._database.read() as session:
            latest = await latest_numbers(session)
            if latest == self._known:
                return 0
            found = await all_editions(session, self._known)
        take_editions(found)
        for edition in found:
            known = self._known.get(edition.district, 0)
            self._known[edition.district] = max(known, edition.number)
        return len(found)

    async def run(self, pause: float = LOOK_EVERY) -> None:
        """Until it is cancelled; a look that fails is logged and repeated."""
        while True:
            await asyncio.sleep(pause)
            await self.try_look()

    async def try_look(self) -> None:
        try:
            await self.look()
        except Exception as failure:
            log.error("policy_look_failed", kind=type(failure).__name__)


@asynccontextmanager
async def published_policies(database: Database) -> AsyncIterator[None]:
    """Within, this process follows what is published."""
    watch = PolicyWatch(database)
    await watch.try_look()
    looking = asyncio.create_task(watch.run())
    try:
        yield
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
