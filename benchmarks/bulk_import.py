"""10,000 rows imported while people work (L3), and while another district's import is loud (L11).

The list is read by a process of its own, kept by the web that also answers the inbox at eight
requests a second, and tried out and taken by a worker's desk in a process of its own, all on one
store. Beside it stands what a script would do: parse the same file and insert its rows as they
are, without keys, lookups, results or a way back.

``python -m benchmarks.bulk_import work URL DISTRICT BATCH`` is the worker.
"""

import asyncio
import csv
import io
import sqlite3
import sys
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx2
from temporalio.testing import ActivityEnvironment

from activities.batch_import import BatchDesk
from benchmarks.district import DISTRICT
from benchmarks.inbox import WARM_UP, person_at, timed
from benchmarks.preview import resident
from benchmarks.report import Row, percentile, publish
from care.messages.batches import BatchAsked
from care.model.discovery import BatchKind, BatchState
from care.model.ids import BatchId, DistrictCode, PersonId
from runtime.pace import give_way
from runtime.worker import takers
from store import batches
from store.batches import Batch
from store.database import Database
from store.keyring import Keyring
from web.imports.bringing import Bringing, bring
from web.sheets import write_xlsx

ROWS = 10_000
CASES, TASKS = 1_000, 500
EVERY = 1 / 8
"""Seconds between two requests of the inbox."""
QUIET = 120
"""Requests without an import beside them."""
SECONDS_CSV, SECONDS_XLSX, MEMORY_MIB, P95_RATIO = 120.0, 180.0, 300.0, 2.0
KEY = b"k" * 32
HEADING = ["이름", "생년월일", "전화번호", "주소", "읍면동", "위기정보", "기준일", "비고"]
ELSEWHERE = DistrictCode("41570")


@dataclass(frozen=True)
class Import:
    seconds: float
    read: float
    tried: float
    taken: float
    worker_mib: float
    web_mib: float
    inbox: list[float]


def people(first: int) -> list[list[str]]:
    """Everybody differs; a fifth has two signals, as blind-spot lists do."""
    return [
        [
            f"{chr(0xAC00 + n % 97)}{chr(0xAC00 + n // 97 % 97)}{chr(0xAC00 + n // 9409)}",
            date(1930 + n % 75, n % 12 + 1, n % 28 + 1).isoformat(),
            f"010-{n // 10_000:04d}-{n % 10_000:04d}",
            f"솔빛시 새싹로 {n} {n % 30 + 1}동 {n % 900 + 100}호",
            "",
            "단전, 건강보험료 체납" if n % 5 == 0 else "관리비 체납",
            "2026-01-05",
            f"검침 {n}",
        ]
        for n in range(first, first + ROWS)
    ]


def as_csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADING, *rows])
    return out.getvalue().encode("cp949")


def plainly(content: bytes, folder: Path) -> float:
    """What a script would do."""
    started = perf_counter()
    with sqlite3.connect(folder / "plain.db") as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        names = ", ".join(f"c{number} TEXT" for number in range(len(HEADING)))
        connection.execute(f"CREATE TABLE people ({names})")
        rows = csv.reader(io.StringIO(content.decode("cp949"), newline=""))
        next(rows)
        connection.executemany(f"INSERT INTO people VALUES ({', '.join('?' * 8)})", rows)
    connection.close()
    return perf_counter() - started


async def work(url: str, district: str, batch: str) -> None:
    """The worker: tries out, waits for somebody, takes; then tells its greatest memory in MiB."""
    give_way()
    database, keyring = Database(url), Keyring(KEY)
    desk = BatchDesk(database, keyring, takers(keyring))
    asked = BatchAsked(batch_id=BatchId(batch), district=DistrictCode(district))
    before = resident()
    state = BatchState.READ
    while not state.is_over:
        state = (await ActivityEnvironment().run(desk.carry_batch, asked)).state
        await asyncio.sleep(0.05)
    peak = _peak_kib() / 1024 - before / 1024**2
    print(f"{peak:.1f}")
    await database.dispose()


def _peak_kib() -> int:
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(one.split()[1]) for one in told.splitlines() if one.startswith("VmHWM"))


@asynccontextmanager
async def asking(client: httpx2.AsyncClient, times: list[float]) -> Any:
    """The inbox, eight times a second, as long as the block runs."""
    over = asyncio.Event()

    async def ask() -> None:
        while not over.is_set():
            begun = perf_counter()
            times.append((await timed(client))[0])
            await asyncio.sleep(max(EVERY - (perf_counter() - begun), 0))

    asked = asyncio.create_task(ask())
    try:
        yield
    finally:
        over.set()
        await asked


async def imported(
    client: httpx2.AsyncClient, url: str, district: DistrictCode, content: bytes, name: str
) -> Import:
    database, keyring, inbox = Database(url), Keyring(KEY), list[float]()
    bringing = Bringing(
        batch_id=batches.batch_id(district, name),
        district=district,
        kind=BatchKind.SIGNALS,
        by=PersonId("p-import"),
        at=datetime.now(UTC),
        file_name=name,
    )
    before = resident()
    async with asking(client, inbox):
        started = perf_counter()
        batch = await bring(database, keyring, bringing, content)
        read = perf_counter()
        worker = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.bulk_import", "work", url, district, batch.batch_id,
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        await _until(database, keyring, batch, BatchState.CHECKED)
        tried = perf_counter()
        async with database.of(district).write() as session:
            await batches.confirm(session, batch.batch_id, bringing.by, datetime.now(UTC))
        done = await _until(database, keyring, batch, BatchState.DONE)
        ended = perf_counter()
        told, _ = await worker.communicate()
    if sum(done.taken.values()) != ROWS or done.refused:
        raise RuntimeError(f"{done.taken}, refused {done.refused}")
    web = (_peak_kib() * 1024 - before) / 1024**2
    await database.dispose()
    return Import(
        ended - started, read - started, tried - read, ended - tried, float(told), web, inbox
    )


async def _until(database: Database, keyring: Keyring, batch: Batch, state: BatchState) -> Batch:
    while True:
        async with database.of(batch.district).read() as session:
            found = await batches.get(session, keyring, batch.district, batch.batch_id)
        if found is not None and found.state is state:
            return found
        await asyncio.sleep(0.1)


async def measure(folder: Path) -> list[Row]:
    one, other = people(0), people(ROWS)
    book = write_xlsx({"명단": [HEADING, *other]})
    plain = min(plainly(as_csv(one), Path(tempfile.mkdtemp(dir=folder))) for _ in range(3))
    async with person_at(folder, CASES, TASKS) as client:
        url = f"sqlite+aiosqlite:///{folder / f'{CASES}.db'}"
        for _ in range(WARM_UP):
            await timed(client)
        quiet: list[float] = []
        async with asking(client, quiet):
            await asyncio.sleep(QUIET * EVERY)
        own = await imported(client, url, DistrictCode(DISTRICT), as_csv(one), "own")
        loud = await imported(client, url, ELSEWHERE, book, "loud")
    return rows_of(plain, quiet, own, loud)


def rows_of(plain: float, quiet: list[float], own: Import, loud: Import) -> list[Row]:
    calm, beside, noisy = (percentile(times, 0.95) for times in (quiet, own.inbox, loud.inbox))
    parts = f"read {own.read:.1f} s, tried out {own.tried:.1f} s, taken {own.taken:.1f} s"
    script = f"the same against a script that parses and inserts ({plain * 1000:.0f} ms)"
    return [
        Row(f"10,000 rows of CSV imported: {parts}", SECONDS_CSV, own.seconds, "s", "less"),
        Row("10,000 rows of XLSX imported", SECONDS_XLSX, loud.seconds, "s", "less"),
        Row(script, SECONDS_CSV / plain, own.seconds / plain, "x", "less"),
        Row(
            f"p95 of the inbox beside it ({beside:.0f} ms) to quiet ({calm:.0f} ms)",
            P95_RATIO,
            beside / calm,
            "x",
            "less",
        ),
        Row(
            f"p95 beside another district's import ({noisy:.0f} ms) to quiet",
            P95_RATIO,
            noisy / calm,
            "x",
            "less",
        ),
        Row("memory the worker needs more", MEMORY_MIB, own.worker_mib, "MiB", "less"),
        Row("memory the web needs more", MEMORY_MIB, max(own.web_mib, loud.web_mib), "MiB", "less"),
    ]


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        publish("bulk_import", asyncio.run(measure(Path(folder))))


if __name__ == "__main__":
    if sys.argv[1:2] == ["work"]:
        asyncio.run(work(*sys.argv[2:5]))
    else:
        run()
