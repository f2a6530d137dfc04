"""One case lives through some days at once: what is behind the page and the command line alike.

The engine moves the case a piece at a time, and after each piece the store is told how far the
case's clock is ahead by the engine's own word, so that pages and the case never disagree.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from care.model.ids import CaseId
from store import case_clocks
from store.case_clocks import ARRIVED, CaseClock
from store.database import Database
from web.engine import TimeMachine, TimeStandsStill

log = structlog.get_logger()
LONGEST_DAYS = 400
PIECES = 24
SETTLED = timedelta(days=1)
"""Least piece; what happens within a day is a few timers."""


def span_of(days: int) -> timedelta:
    """Raises TimeStandsStill for what is no move forward, or one beyond the longest."""
    if not 1 <= days <= LONGEST_DAYS:
        raise TimeStandsStill("SPAN")
    return timedelta(days=days)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Moving:
    """``begin`` says in the store that the case moves; ``run`` moves it to the goal."""

    database: Database
    machine: TimeMachine
    case_id: CaseId
    clock: Callable[[], datetime] = field(default=_now)

    async def begin(self, by: timedelta) -> None:
        """Raises TimeStandsStill when the case moves already or has ended."""
        lead = await self.machine.lead(self.case_id)
        async with self.database.write() as session:
            known = await case_clocks.case_clock(session, self.case_id)
            if known is not None and known.moving(self.clock()):
                raise TimeStandsStill("MOVING")
            await case_clocks.begin(session, self.case_id, lead, by, self.clock())

    async def run(self) -> None:
        try:
            await self._pieces()
        except TimeStandsStill as stopped:
            await self._fail(stopped.code)
        except Exception as failure:
            log.error("time_not_moved", kind=type(failure).__name__)
            await self._fail("UNEXPECTED")
            raise

    async def _pieces(self) -> None:
        known = await self.known()
        piece = max(SETTLED, (known.goal - known.lead) / PIECES)
        while (left := known.goal - known.lead) > ARRIVED:
            living = await self.machine.forward(self.case_id, min(piece, left))
            lead = await self.machine.lead(self.case_id)
            async with self.database.write() as session:
                await case_clocks.beat(session, self.case_id, lead, self.clock())
            known = await self.known()
            if not living:
                raise TimeStandsStill("ENDED")

    async def known(self) -> CaseClock:
        async with self.database.read() as session:
            known = await case_clocks.case_clock(session, self.case_id)
        if known is None:
            raise TimeStandsStill("NOT_FOUND")
        return known

    async def _fail(self, code: str) -> None:
        async with self.database.write() as session:
            await case_clocks.fail(session, self.case_id, code, self.clock())


@dataclass
class Movers:
    """The moves of this process, kept from being forgotten before they end."""

    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def start(self, moving: Moving) -> None:
        task = asyncio.create_task(moving.run())
        self.tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled():
            task.exception()
