"""The loop every watch of the running system goes round in: look, rest, look again."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

log = structlog.get_logger()


async def keep_looking(
    what: str,
    look: Callable[[], Awaitable[int]],
    stop: asyncio.Event,
    pause: float,
    breath: float | None = None,
) -> None:
    """Until ``stop`` is set; a look that fails is logged and repeated.

    Between two looks pass ``pause`` seconds, or ``breath`` after a look that found work to do.
    """
    while not stop.is_set():
        done = 0
        try:
            done = await look()
        except Exception as failure:
            log.error("look_failed", what=what, kind=type(failure).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), breath if done and breath is not None else pause)
