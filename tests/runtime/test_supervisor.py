"""The supervisor starts parts in order, restarts what dies, and leaves nothing behind."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from runtime.supervisor import Part, PartFailed, Supervisor

WAITS = (sys.executable, "-c", "import signal; signal.pause()")


async def always() -> bool:
    return True


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


async def test_stopping_ends_every_part(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path, {}, lambda _: None)
    for name in ("first", "second"):
        await supervisor.start(Part(name, WAITS, always))
    pids = supervisor.pids()

    await supervisor.stop()

    assert all(gone(pid) for pid in pids.values())


async def test_a_part_that_is_killed_is_started_again(tmp_path: Path) -> None:
    said = asyncio.Queue[str]()
    supervisor = Supervisor(tmp_path, {}, said.put_nowait)
    await supervisor.start(Part("web", WAITS, always))
    first = supervisor.pids()["web"]

    os.kill(first, signal.SIGKILL)
    assert "web stopped" in await asyncio.wait_for(said.get(), 5)
    assert await asyncio.wait_for(said.get(), 10) == "web runs again"

    assert supervisor.pids()["web"] != first
    await supervisor.stop()


async def test_a_part_that_exits_before_it_is_ready_is_named_with_its_log(tmp_path: Path) -> None:
    async def never() -> bool:
        return False

    supervisor = Supervisor(tmp_path, {}, lambda _: None)

    with pytest.raises(PartFailed, match=r"worker did not start; see .*worker\.log"):
        await supervisor.start(Part("worker", (sys.executable, "-c", "pass"), never))
    await supervisor.stop()
