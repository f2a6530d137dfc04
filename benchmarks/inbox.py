"""The inbox page at 100,000 cases against the same page at 1,000: as a person gets it, over HTTP.

Two stores of one district, filled by bulk insert; the person has as much to do in both. Pages are
asked for in turn, so that whatever else the machine does hits both alike.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from time import perf_counter

import httpx2

from benchmarks.district import LOGIN, PASSWORD, fill
from benchmarks.report import Row, percentile, publish
from store.database import Database, migrate
from store.keyring import Keyring
from web.app import create_app
from web.dependencies import Dependencies
from workflows.client import Cases

SMALL, LARGE = (1_000, 500), (100_000, 5_000)
"""Cases and open tasks."""
PAGES = 80
WARM_UP = 5
RATIO, PAGE_BYTES, P95_MS = 1.3, 50_000, 300.0


class NoEngine(Cases):
    """Lists never ask the engine."""

    def __init__(self) -> None:
        pass


@asynccontextmanager
async def person_at(folder: Path, cases: int, tasks: int) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody logged in at a district of so many cases."""
    url = f"sqlite+aiosqlite:///{folder / f'{cases}.db'}"
    await asyncio.to_thread(migrate, url)
    database, keyring = Database(url), Keyring(b"k" * 32)
    await fill(database, keyring, cases, tasks)
    app = create_app(Dependencies(database, keyring, NoEngine()))
    transport = httpx2.ASGITransport(app)
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Encoding": "identity"}
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://127.0.0.1:8460", headers=headers
    ) as client:
        answer = await client.post("/login", data={"login": LOGIN, "password": PASSWORD})
        if answer.status_code != 303:
            raise RuntimeError(f"login: {answer.status_code}")
        yield client
    await database.dispose()


async def timed(client: httpx2.AsyncClient) -> tuple[float, int]:
    started = perf_counter()
    answer = await client.get("/inbox")
    took = perf_counter() - started
    if answer.status_code != 200 or answer.text.count('class="task-row') != 50:
        raise RuntimeError(f"inbox: {answer.status_code}")
    return took * 1000, len(answer.content)


async def measure(folder: Path) -> list[Row]:
    async with AsyncExitStack() as open_clients:
        small = await open_clients.enter_async_context(person_at(folder, *SMALL))
        large = await open_clients.enter_async_context(person_at(folder, *LARGE))
        took: dict[httpx2.AsyncClient, list[float]] = {small: [], large: []}
        size = 0
        for number in range(PAGES + WARM_UP):
            for client, times in took.items():
                milliseconds, size = await timed(client)
                if number >= WARM_UP:
                    times.append(milliseconds)
    return rows_of(took[small], took[large], size)


def rows_of(small: list[float], large: list[float], size: int) -> list[Row]:
    halves = [percentile(times, 0.5) for times in (small, large)]
    tails = [percentile(times, 0.95) for times in (small, large)]
    told = f"p50 of the inbox, 100,000 cases ({halves[1]:.0f} ms) to 1,000 ({halves[0]:.0f} ms)"
    return [
        Row(told, RATIO, halves[1] / halves[0], "x", "less"),
        Row("the same at p95", RATIO, tails[1] / tails[0], "x", "less"),
        Row("p95 at 100,000 cases, 5,000 open tasks", P95_MS, tails[1], "ms", "less"),
        Row("page of 50 tasks, uncompressed", PAGE_BYTES, size, "B", "less"),
    ]


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        publish("inbox", asyncio.run(measure(Path(folder))))


if __name__ == "__main__":
    run()
