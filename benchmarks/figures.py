"""The year's report of a district with 100,000 cases, all of them of that year, on SQLite.

Beside it plain SQL counts the same rows in the same cuts, without asking who may know what: the
ratio is what scope, merged records and hidden households cost. Memory is the process's, looked at
while the report is made; ten times the cases must not need more of it.
"""

import asyncio
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.district import DISTRICT, OFFICES, Pattern, _bulk, case_id
from benchmarks.preview import watched
from benchmarks.report import Row, publish
from care.model.codes import ClosureReason, DiscoveryChannel, Role
from care.model.figures import FactKind, GuideStep
from care.model.ids import CaseNumber, PersonId
from store.database import Database, migrate
from store.read_model import Row as Values
from store.scope import Scope
from store.tables.cases import CaseLine
from tests.care.builders import NOW, a_policy
from web.figures.asked import Wanted
from web.figures.report import report

K = FactKind
SMALL, LARGE = 10_000, 100_000
YEAR, TODAY = Wanted("2026-01", "2026-12"), date(2026, 12, 31)
FIRST = date(2026, 1, 1)
SECONDS, TIMES_PLAIN, MEMORY_RATIO = 20.0, 6.0, 1.25
CHANNELS, REASONS = tuple(DiscoveryChannel), tuple(ClosureReason)
INSERT = (
    "INSERT INTO counted_facts (case_id, kind, key, sequence, district, household_id, channel, at,"
    ' "on", code, amount, who, agency_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)'
)
COUNTING = "SELECT kind, {by}, COUNT(*), COUNT(DISTINCT household_id), SUM(amount) FROM"
PLAIN = tuple(
    f'{COUNTING.format(by=by)} counted_facts WHERE district = ? AND "on" BETWEEN ? AND ?'
    f" GROUP BY kind, {by}"
    for by in ("district", 'substr("on", 1, 7)', "channel", "code", "code || amount")
)
"""The whole, months, channels, codes and how long things took: what a report reads."""


@dataclass(frozen=True)
class Run:
    seconds: float
    plain: float
    peak: int


def facts(number: int) -> Iterator[tuple[Any, ...]]:
    """Thirteen facts of one case, spread over the year."""
    opened = FIRST + timedelta(days=number * 7 % 300)
    channel = CHANNELS[number % len(CHANNELS)].value
    told: tuple[tuple[FactKind, int, str, int], ...] = (
        (K.OPENED, 0, channel, 0),
        (K.RECEIVED, 2, "", 0),
        (K.OWNED, 2, "", 0),
        (K.MANAGED, 14, "CASE_GENERAL", 0),
        (K.STEP, 25, GuideStep.WHOLE.value, 15 + number % 30),
        (K.STAY, 2, "INTAKE", number % 5),
        (K.LINKED, 26, "MEALS", 0),
        (K.LINKED, 26, "HOUSE_REPAIR", 0),
        (K.ANSWERED, 28, "ACCEPTED", 60 * (number % 200)),
        (K.SERVED, 30, "MEALS", 0),
        (K.SERVED, 31, "HOUSE_REPAIR", 0),
        (K.PRIVATE, 31, "FOUNDATION", 1_000 * (number % 900 + 1)),
        (K.CLOSED, 60, REASONS[number % len(REASONS)].value, 0),
    )
    name, home, who = case_id(number), f"h-{number}", f"p-{number % 40}"
    for place, (kind, after, code, amount) in enumerate(told, start=1):
        day = opened + timedelta(days=after)
        yield (name, kind.value, str(place), place, DISTRICT, home, channel,
               f"{day} 01:00:00.000000", f"{day}", code, amount, who)  # fmt: skip


def _case_row(line: Values, number: int) -> Values:
    return {
        **line,
        "case_id": case_id(number),
        "case_number": CaseNumber(f"B-{number:06d}"),
        "household_id": f"h-{number}",
        "district": DISTRICT,
        "office": OFFICES[number % len(OFFICES)],
        "opened_at": NOW,
        "snapshot": b"",
    }


async def fill(url: str, file: Path, cases: int) -> None:
    line, database = Pattern.made().case, Database(url)
    await _bulk(database, CaseLine, (_case_row(line, number) for number in range(cases)))
    await database.dispose()
    with sqlite3.connect(file) as store:
        store.executemany(INSERT, (one for number in range(cases) for one in facts(number)))
        store.execute("ANALYZE")


def counted_plainly(file: Path) -> float:
    with sqlite3.connect(file) as store:
        asked = (DISTRICT, "2026-01-01", "2026-12-31")
        store.execute(PLAIN[0], asked).fetchall()
        started = perf_counter()
        for query in PLAIN:
            store.execute(query, asked).fetchall()
        return perf_counter() - started


async def reported(url: str, cases: int) -> tuple[float, int]:
    scope = Scope(DISTRICT, None, None, PersonId("p-1"), frozenset({Role.COORDINATOR}))
    database, policy = Database(url), a_policy()
    stop = asyncio.Event()
    watching = asyncio.create_task(watched(stop))
    async with database.read() as session:
        started = perf_counter()
        made = await report(session, scope, YEAR, policy, DISTRICT, TODAY)
        took = perf_counter() - started
    stop.set()
    peak = await watching
    await database.dispose()
    if made.numbers[0].value != cases:
        raise RuntimeError(f"{made.numbers[0].value} of {cases}")
    return took, peak


async def measured(folder: Path, cases: int) -> Run:
    file = folder / f"{cases}.db"
    url = f"sqlite+aiosqlite:///{file}"
    await asyncio.to_thread(migrate, url)
    await fill(url, file, cases)
    took, peak = await reported(url, cases)
    return Run(took, counted_plainly(file), peak)


async def measure(folder: Path) -> list[Row]:
    await measured(folder, 200)  # what is loaded once is loaded
    small, large = [await measured(folder, cases) for cases in (SMALL, LARGE)]
    told = f"memory at 100,000 cases ({large.peak >> 20} MiB) to 10,000 ({small.peak >> 20} MiB)"
    return [
        Row("report of a year, 10,000 cases", SECONDS / 10, small.seconds, "s", "less"),
        Row("report of a year, 100,000 cases", SECONDS, large.seconds, "s", "less"),
        Row("plain SQL over the same rows", SECONDS, large.plain, "s", "less"),
        Row("report to plain SQL", TIMES_PLAIN, large.seconds / large.plain, "x", "less"),
        Row(told, MEMORY_RATIO, large.peak / small.peak, "x", "less"),
    ]


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        publish("figures", asyncio.run(measure(Path(folder))))


if __name__ == "__main__":
    run()
