"""One real Temporal server a test session, with time skipping; each test brings its own cases."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from runtime.temporal import EnginePlace, EngineServer
from tests.serving import free_port

NAMESPACE = "cases"


def place_in(folder: Path) -> EnginePlace:
    return EnginePlace(
        file=folder / "temporal.db",
        port=free_port(),
        ui_port=None,
        metrics_port=free_port(),
        namespace=NAMESPACE,
        skipping=True,
    )


class Loop:
    """A loop of its own thread: the server's process outlives the loops of single tests."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(120)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@contextmanager
def engine_server(folder: Path) -> Iterator[EnginePlace]:
    loop = Loop()
    server = EngineServer(place_in(folder))
    try:
        loop.run(server.start())
        yield server.place
    finally:
        loop.run(server.stop())
        loop.close()
