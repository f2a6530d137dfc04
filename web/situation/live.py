"""``/situation-room/live``: the board as server-sent events, for as long as the room is open.

A stream ends by itself after a minute and the browser opens the next one: whoever was signed out,
or lost the right to look, is told so then. Without a stream the page asks every half minute.
"""

import time
from collections.abc import AsyncIterator, Callable

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from care.model.ids import DistrictCode
from store import situation_rooms
from store.scope import Scope
from web.access import Access, Area, Here
from web.dependencies import Dependencies
from web.filters import local
from web.render import page
from web.situation.board import Board, board_values, read_board
from web.situation.feed import Feed, Reader, TooManyViewers
from web.visitor import Visit
from web.words import Problem

area = Area("/situation-room")
HEARTBEAT_SECONDS = 10.0
"""So often something is said at least: a viewer who left is noticed by then."""
RETRY = "retry: 3000\n\n"
COME_AGAIN = {"Retry-After": "30"}
Render = Callable[[Board], str]


@area.get("/live", access=Access("ViewSituationRoom", record=None))
async def live(visit: Here) -> Response:
    """204 ends it for good: no room is open today. Refused while as many watch as may."""
    keyring, district = visit.dependencies.keyring, visit.visitor.district
    today = local(visit.now).date()
    known = await situation_rooms.rooms(visit.session, keyring, district)
    if not any(one.open_on(today) for one in known):
        return Response(status_code=204)
    feed = feed_of(visit.request)
    if not feed.room_for(visit.scope):
        raise Problem(503, "TOO_BUSY", headers=COME_AGAIN)

    def render(board: Board) -> str:
        return drawn(board, visit)

    life = visit.dependencies.settings.stream_life.total_seconds()
    return StreamingResponse(
        frames(feed, visit.scope, render, life),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


def feed_of(request: Request) -> Feed:
    """The one of this process."""
    state = request.app.state
    found = getattr(state, "situation_feed", None)
    if not isinstance(found, Feed):
        found = state.situation_feed = Feed(_reader(state.dependencies))
    return found


def _reader(dependencies: Dependencies) -> Reader:
    async def read(district: DistrictCode, watching: tuple[Scope, ...]) -> Board:
        async with dependencies.database.of(district).read() as session:
            return await read_board(dependencies, session, district, watching)

    return read


def drawn(board: Board, visit: Visit) -> str:
    """One viewer's part of the board, as the page itself draws it."""
    values = board_values(board, visit)
    return bytes(page(visit.request, "situation/_live.html", **values).body).decode()


async def frames(feed: Feed, scope: Scope, render: Render, life: float) -> AsyncIterator[str]:
    """The board whenever it looks different; ``over`` once the room's last day is."""
    ends, last = time.monotonic() + life, ""
    yield RETRY
    try:
        async with feed.watching(scope) as watch:
            while not last or time.monotonic() < ends:
                shown = await watch.next(HEARTBEAT_SECONDS)
                if shown is None:
                    yield ":\n\n"
                    continue
                if not shown.picture.running:
                    yield message("over", "")
                    return
                board = render(shown)
                if board != last:
                    last = board
                    yield message("board", board)
    except TooManyViewers:
        yield message("full", "")


def message(event: str, data: str) -> str:
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"event: {event}\n{lines}\n"
