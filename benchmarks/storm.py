"""A storm of webhooks on a running system (L4), and five hundred answers to one case (L5).

Web, worker and relay are processes of their own; messages are signed as bodies sign them. What is
sent is progress, so that every message counts one session and what was lost would be missed.
"""

import asyncio
import contextlib
import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import httpx2
from pydantic import SecretStr
from sqlalchemy import text

from benchmarks.house import House, create_people, house, log_in
from benchmarks.linked import SECRET, linkage_of, place, settle, started
from benchmarks.prepared import DISTRICT
from benchmarks.report import Row, percentile, publish
from care.model.case import CaseState
from care.model.codes import Role
from partners.rest.signing import signed_headers
from tests.workflows.acts import AGENCY
from workflows.client import Cases, Unknown

CASES, SECONDS, A_SECOND = 600, 60, 100
DUPLICATES, FORGED = 0.30, 0.01
ONE_CASE, WITHIN_SECONDS = 500, 10
ANSWER_MS, SLOWEST_S, INBOX = 300.0, 5.0, 2.0
DRAIN_SECONDS, DRAIN_ONE_SECONDS = 300.0, 120.0
LOOKS = 20
NEVER_MS = 60_000.0
"""What a page that failed counts as."""
PATIENCE = 900.0


@dataclass
class Size:
    """How much of it; the aims are for the whole."""

    cases: int = CASES
    seconds: int = SECONDS
    one_case: int = ONE_CASE


@dataclass
class Message:
    message_id: str
    state: CaseState
    forged: bool = False

    @property
    def body(self) -> bytes:
        told = {
            "type": "referral.answered",
            "referral": linkage_of(self.state),
            "answer": "PROGRESS",
            "sessions": 1,
        }
        return json.dumps(told).encode()


@dataclass
class Weather:
    """What was answered, how soon, and how many sessions each case should count."""

    took: list[float] = field(default_factory=list)
    codes: Counter[int] = field(default_factory=Counter)
    expected: Counter[str] = field(default_factory=Counter)


class Sender:
    """A body that sends each message until somebody takes it, as the protocol asks."""

    def __init__(self, made: House, weather: Weather) -> None:
        limits = httpx2.Limits(max_connections=200, max_keepalive_connections=100)
        self._http = httpx2.AsyncClient(
            base_url=made.web, timeout=30.0, limits=limits, trust_env=False
        )
        self._weather = weather

    async def aclose(self) -> None:
        await self._http.aclose()

    async def send(self, message: Message) -> None:
        while True:
            secret = SecretStr("whsec_" + "eA" * 12 if message.forged else SECRET)
            headers = signed_headers(message.message_id, message.body, secret, datetime.now(UTC))
            begun = perf_counter()
            answer = await self._http.post(
                f"/webhooks/partners/{AGENCY}", content=message.body, headers=headers
            )
            self._weather.took.append((perf_counter() - begun) * 1000)
            self._weather.codes[answer.status_code] += 1
            if answer.status_code == httpx2.codes.TOO_MANY_REQUESTS or answer.is_server_error:
                await asyncio.sleep(float(answer.headers.get("retry-after", "1")))
                continue
            return


def messages(states: list[CaseState], number: int, weather: Weather) -> Iterator[Message]:
    """Every third one or so was sent before; one in a hundred is forged."""
    chance = random.Random(7)
    sent: list[Message] = []
    for count in range(number):
        if sent and chance.random() < DUPLICATES:
            yield chance.choice(sent)
            continue
        forged = chance.random() < FORGED
        one = Message(f"storm-{count}", states[count % len(states)], forged)
        if not forged:
            weather.expected[one.state.case_id] += 1
            sent.append(one)
        yield one


async def blow(sender: Sender, planned: list[Message], seconds: float) -> None:
    """Evenly over the time, whether or not earlier ones were answered."""
    begun = perf_counter()
    async with asyncio.TaskGroup() as group:
        for number, message in enumerate(planned):
            ahead = begun + number * seconds / len(planned) - perf_counter()
            await asyncio.sleep(max(ahead, 0))
            group.create_task(sender.send(message))


async def looked(browser: httpx2.AsyncClient, until: asyncio.Event | None = None) -> list[float]:
    """The inbox, as somebody reads it: so many times, or for as long as it lasts."""
    took: list[float] = []
    while (len(took) < LOOKS) if until is None else not until.is_set():
        begun = perf_counter()
        answer = await browser.get("/inbox")
        took.append((perf_counter() - begun) * 1000 if answer.is_success else NEVER_MS)
        await asyncio.sleep(0.2)
    return took


async def drained(made: House) -> float:
    begun = perf_counter()
    query = text("SELECT count(*) FROM webhook_inbox WHERE done_at IS NULL")
    while perf_counter() - begun < PATIENCE:
        async with made.database.read() as session:
            if not await session.scalar(query):
                return perf_counter() - begun
        await asyncio.sleep(0.5)
    raise RuntimeError("the inbox does not drain")


async def lost(made: House, weather: Weather) -> int:
    """Sessions that were told and are not in the record, or are in it twice."""
    query = text("SELECT case_id, sessions FROM linkages")
    async with made.database.read() as session:
        counted = {row[0]: row[1] for row in await session.execute(query)}
    return sum(abs(counted.get(case, 0) - n) for case, n in weather.expected.items())


async def storm(made: House, states: list[CaseState], size: Size) -> list[Row]:
    weather = Weather()
    planned = list(messages(states, size.seconds * A_SECOND, weather))
    same = {"Sec-Fetch-Site": "same-origin"}
    async with httpx2.AsyncClient(base_url=made.web, headers=same, timeout=30.0) as browser:
        await log_in(made, browser, Role.CASE_MANAGER)
        quiet = await looked(browser)
        over, sender = asyncio.Event(), Sender(made, weather)
        looking = asyncio.create_task(looked(browser, over))
        await blow(sender, planned, size.seconds)
        over.set()
        busy = await looking
        await sender.aclose()
    took = await drained(made)
    missing = await lost(made, weather)
    calm, loud = percentile(quiet, 0.95), percentile(busy, 0.95)
    named = f"L4 inbox p95 in the storm ({loud:.0f} ms) to quiet ({calm:.0f} ms)"
    return [
        Row("L4 answers by webhook, p95", ANSWER_MS, percentile(weather.took, 0.95), "ms", "less"),
        Row(named, INBOX, loud / calm, "x", "less"),
        Row("L4 until everything reached its case", DRAIN_SECONDS, took, "s", "less"),
        Row("L4 lost or counted twice", 0, missing, "", "less"),
    ]


async def one_case(made: House, state: CaseState, size: Size) -> list[Row]:
    weather = Weather()
    planned = [Message(f"one-{n}", state) for n in range(size.one_case)]
    sender = Sender(made, weather)
    seconds = WITHIN_SECONDS * size.one_case / ONE_CASE
    await blow(sender, planned, seconds)
    await sender.aclose()
    weather.expected[state.case_id] = size.one_case
    took = await drained(made)
    slowest = max(weather.took) / 1000
    missing = await lost(made, weather)
    return [
        Row("L5 slowest answer of 500 to one case", SLOWEST_S, slowest, "s", "less"),
        Row("L5 until all are in the record", DRAIN_ONE_SECONDS, took, "s", "less"),
        Row("L5 lost or counted twice", 0, missing, "", "less"),
    ]


async def _warmed(cases: Cases, states: list[CaseState]) -> None:
    """Every case was asked once, so that none begins in the storm."""
    for state in states:
        for _ in range(10):
            with contextlib.suppress(Unknown):
                await cases.state(state.case_id)
                break


async def measure(folder: Path, size: Size) -> list[Row]:
    async with house(folder) as made:
        await settle(made, "")
        await create_people(made, DISTRICT)
        await made.start_worker()
        await made.start("web", "-m", "runtime.cli", "web")
        await made.start("relay", "-m", "runtime.cli", "relay")
        await made.until_web_answers()
        states = await place(made, await started(), size.cases + 1)
        cases = Cases(made.client, timeout=timedelta(seconds=30))
        await _warmed(cases, states)
        alone, *many = states
        return [*await storm(made, many, size), *await one_case(made, alone, size)]


def run(size: Size | None = None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        publish("storm", asyncio.run(measure(Path(folder), size or Size())))


if __name__ == "__main__":
    run()
