"""A watch looks again and again: after a failure too, and at once where it found work to do."""

import asyncio

import pytest

from runtime.looking import keep_looking


@pytest.mark.parametrize("first", [RuntimeError("away"), 3])
async def test_it_looks_again_after_a_failure_and_after_work(first: Exception | int) -> None:
    stop, looks = asyncio.Event(), 0

    async def look() -> int:
        nonlocal looks
        looks += 1
        if looks == 2:
            stop.set()
        if looks == 1 and isinstance(first, Exception):
            raise first
        return 3

    failed = isinstance(first, Exception)
    pause, breath = (0.0, 3600.0) if failed else (3600.0, 0.0)
    await asyncio.wait_for(keep_looking("anything", look, stop, pause, breath), 30)
    assert looks == 2


async def test_it_ends_while_it_rests() -> None:
    stop = asyncio.Event()

    async def look() -> int:
        asyncio.get_running_loop().call_soon(stop.set)
        return 0

    await asyncio.wait_for(keep_looking("anything", look, stop, pause=3600.0), 30)
    assert stop.is_set()
