"""One reader a district feeds all who watch its board; nobody's browser asks the database.

The reader runs while somebody watches. A viewer always gets the newest picture: one that is slow
misses some in between and holds nothing up. How many watch at once is bounded.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import structlog

from care.model.ids import DistrictCode
from store.scope import Scope
from web.situation.board import Board

log = structlog.get_logger()
EVERY_SECONDS = 3.0
"""Between two looks at the database."""
RESTS = 9
"""Times as long as a look took nothing is asked: a tenth of the time at most is spent reading."""
MOST_VIEWERS = 200
"""Of one process."""
MOST_OF_ONE = 3
"""Of one person: a few tabs."""
Reader = Callable[[DistrictCode, tuple[Scope, ...]], Awaitable[Board]]


class TooManyViewers(Exception):
    """As many watch as this process lets."""


@dataclass(eq=False)
class Watch:
    """One open page. ``shown`` is the newest picture, set aside until it is looked at."""

    scope: Scope
    shown: Board | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, board: Board) -> None:
        self.shown = board
        self.news.set()

    async def next(self, seconds: float) -> Board | None:
        """The newest picture not seen yet; None when there was none in time."""
        try:
            async with asyncio.timeout(seconds):
                await self.news.wait()
        except TimeoutError:
            return None
        self.news.clear()
        return self.shown


@dataclass(eq=False)
class _District:
    """Who watches one district, and the task that reads for them."""

    viewers: list[Watch] = field(default_factory=list)
    shown: Board | None = None
    reading: asyncio.Task[None] | None = None


class Feed:
    """The readers of one process."""

    def __init__(self, read: Reader, every: float = EVERY_SECONDS) -> None:
        self._read = read
        self._every = every
        self._districts: dict[DistrictCode, _District] = {}

    def room_for(self, scope: Scope) -> bool:
        everybody = [one for each in self._districts.values() for one in each.viewers]
        own = sum(one.scope.person == scope.person for one in everybody)
        return len(everybody) < MOST_VIEWERS and own < MOST_OF_ONE

    @property
    def readers(self) -> int:
        return sum(each.reading is not None for each in self._districts.values())

    @asynccontextmanager
    async def watching(self, scope: Scope) -> AsyncIterator[Watch]:
        """Begins the district's reader with its first viewer and ends it with the last."""
        if not self.room_for(scope):
            raise TooManyViewers
        here = self._districts.setdefault(scope.district, _District())
        watch = Watch(scope)
        here.viewers.append(watch)
        if here.reading is None:
            here.reading = asyncio.create_task(self._read_on(scope.district, here))
        elif here.shown is not None:
            watch.tell(here.shown)
        try:
            yield watch
        finally:
            here.viewers.remove(watch)
            if not here.viewers:
                here.reading.cancel()
                self._districts.pop(scope.district, None)

    async def _read_on(self, district: DistrictCode, here: _District) -> None:
        """A look that fails is left out; the next one comes all the same.

        In a large district a look takes longer; it is then taken less often.
        """
        while True:
            began = time.monotonic()
            try:
                here.shown = await self._read(district, tuple(one.scope for one in here.viewers))
            except Exception as failure:
                log.warning("board_unread", kind=type(failure).__name__)
            else:
                for viewer in here.viewers:
                    viewer.tell(here.shown)
            took = time.monotonic() - began
            await asyncio.sleep(max(self._every, took * RESTS))
