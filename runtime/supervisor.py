"""Starts the parts in order, restarts what dies, and stops all of it cleanly."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

READY_SECONDS = 90
STOP_SECONDS = 20
BACKOFF_SECONDS = (0.5, 1, 2, 5, 10, 30)
PR_SET_PDEATHSIG = 1

Say = Callable[[str], None]


class PartFailed(Exception):
    """A part did not become ready; its log says why."""

    def __init__(self, part: str, log: Path) -> None:
        super().__init__(f"{part} did not start; see {log}")


@dataclass(frozen=True)
class Part:
    """One process. ``ready`` answers whether it can be used."""

    name: str
    command: tuple[str, ...]
    ready: Callable[[], Awaitable[bool]]


@dataclass
class Running:
    part: Part
    process: asyncio.subprocess.Process
    deaths: int = 0
    watcher: asyncio.Task[None] | None = field(default=None, repr=False)


def hamkke_command(*arguments: str) -> tuple[str, ...]:
    """The command line of another of our own processes, in the same interpreter."""
    return (sys.executable, "-m", "runtime.cli", *arguments)


def _die_with_parent() -> None:
    """If the supervisor is killed outright its parts go too, so that a restart finds free ports."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Owns the parts between ``start`` and ``stop``; nothing outlives it."""

    def __init__(self, log_dir: Path, environment: Mapping[str, str], say: Say) -> None:
        self._log_dir = log_dir
        self._environment = {**os.environ, **environment}
        self._say = say
        self._running: list[Running] = []
        self._stopping = False

    async def start(self, part: Part) -> None:
        """Start one part and wait until it is ready. Raises PartFailed."""
        running = Running(part, await self._spawn(part))
        self._running.append(running)
        try:
            await asyncio.wait_for(self._until_ready(running), READY_SECONDS)
        except TimeoutError:
            raise PartFailed(part.name, self.log_of(part)) from None
        running.watcher = asyncio.create_task(self._watch(running))

    async def stop(self) -> None:
        """Stop the parts, the last started first; kill what does not go by itself."""
        self._stopping = True
        for running in reversed(self._running):
            if running.watcher:
                running.watcher.cancel()
            await self._end(running.process)

    def log_of(self, part: Part) -> Path:
        return self._log_dir / f"{part.name}.log"

    def pids(self) -> dict[str, int]:
        return {running.part.name: running.process.pid for running in self._running}

    async def _spawn(self, part: Part) -> asyncio.subprocess.Process:
        self._log_dir.mkdir(parents=True, exist_ok=True)
        with self.log_of(part).open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *part.command,
                stdout=log,
                stderr=log,
                stdin=asyncio.subprocess.DEVNULL,
                env=self._environment,
                # Its own group: Ctrl-C reaches the supervisor alone, which stops parts in order.
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )

    async def _until_ready(self, running: Running) -> None:
        while not await running.part.ready():
            if running.process.returncode is not None:
                raise PartFailed(running.part.name, self.log_of(running.part))
            await asyncio.sleep(0.1)

    async def _watch(self, running: Running) -> None:
        while True:  # until ``stop`` cancels it
            await running.process.wait()
            pause = BACKOFF_SECONDS[min(running.deaths, len(BACKOFF_SECONDS) - 1)]
            running.deaths += 1
            self._say(f"{running.part.name} stopped; starting it again in {pause} s")
            await asyncio.sleep(pause)
            running.process = await self._spawn(running.part)
            self._say(f"{running.part.name} runs again")

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        if process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
