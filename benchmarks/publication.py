"""The inbox while a district's open cases take up a policy: one edition, adoption NOW.

Engine, worker and web are processes of their own as in production. The inbox is looked at before
the publication and while the rollout asks case after case; ``python -m benchmarks.publication 500``
measures a smaller district.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter

import httpx2

from benchmarks.house import COOKIE, House, create_people, house, log_in
from benchmarks.prepared import DISTRICT, HeartOnly, Pattern, begin
from benchmarks.report import Row, percentile, publish
from care.decide.snapshot import snapshot
from care.messages.envelope import Step
from care.messages.rollouts import CaseResult
from care.model.case import CaseState
from care.model.codes import Role
from care.model.ids import IntentKey, PersonId
from policies.resolve import resolve
from runtime.policy_settling import settle_policies
from runtime.rollout_watch import start_of
from store import policy_editions, policy_rollouts
from store.policy_rollouts import Rollout
from store.timeline import append
from tests.editions import published
from tests.workflows.acts import PEOPLE, Desk
from workflows.client import Cases
from workflows.rollouts import Rollouts, rollout_id

CASES, MINE = 10_000, 60
PAGES = 120
"""Looks at the inbox, a third of a second apart, before and during."""
BETWEEN = 0.3
AT_ONCE = 16
P95_RATIO = 2.0
A_DAY_AND_NIGHT = 10_000 / 24 / 3600
"""Cases a second with which the largest district is through in a day."""
LATER = {"n": 15, "unit": "d", "from": "receipt", "firstDay": "EXCLUDED", "rollover": "NEXT",
         "source": "district"}  # fmt: skip


@dataclass
class Looked:
    took: list[float]

    def at(self, share: float) -> float:
        return percentile(self.took, share)


async def being_assessed() -> Pattern:
    """Received and assigned: the first assessment is due."""
    heart = HeartOnly()
    desk = Desk(heart, resolve(DISTRICT).case_policy)
    await desk.open()
    await desk.meet()
    await desk.receive()
    await desk.assign()
    return Pattern(heart.now, ())


def copies(pattern: Pattern, number: int) -> Iterator[CaseState]:
    """A few of the measured person, the others of forty colleagues."""
    for place in range(number):
        mine = place < MINE
        owner = PEOPLE[Role.CASE_MANAGER] if mine else PersonId(f"p-colleague-{place % 40}")
        yield pattern.copy().model_copy(update={"owner": owner})


async def fill(made: House, number: int) -> None:
    """Until the worker has met the last of them and all wait for their next date."""
    cases = Cases(made.client, timeout=timedelta(minutes=5))
    every = copies(await being_assessed(), number)
    while states := list(islice(every, 192)):
        async with made.database.write() as session:
            for state in states:
                intent = IntentKey(f"{state.case_id}.all")
                told = snapshot(state)
                step = Step(case_id=state.case_id, intent=intent, events=(), snapshot=told)
                await append(session, step, made.keyring)
        for place in range(0, len(states), AT_ONCE):
            few = states[place : place + AT_ONCE]
            await asyncio.gather(*(begin(made.client, state) for state in few))
        await cases.state(states[-1].case_id)


async def look(browser: httpx2.AsyncClient) -> Looked:
    took = []
    for _ in range(PAGES):
        started = perf_counter()
        answer = await browser.get("/inbox")
        took.append((perf_counter() - started) * 1000)
        if answer.status_code != 200 or 'class="task-row' not in answer.text:
            raise RuntimeError(f"inbox: {answer.status_code}")
        await asyncio.sleep(BETWEEN)
    return Looked(took[PAGES // 10 :])


async def roll_out(made: House) -> Rollout:
    """Published, and begun as the relay begins it."""
    number, now = resolve(DISTRICT).case_policy.version + 1, datetime.now(UTC)
    async with made.database.for_all().write() as session:
        edition = published(DISTRICT, number, {"assessment.due": LATER})
        await policy_editions.publish(session, edition, now)
        rollout = Rollout(
            rollout_id=rollout_id(DISTRICT, number),
            district=DISTRICT,
            edition=number,
            begins_at=now,
            started_by=PersonId("p-policy"),
            started_at=now,
        )
        await policy_rollouts.begin(session, rollout)
    if not await Rollouts(made.client).start(start_of(rollout)):
        raise RuntimeError("the engine is away")
    return rollout


async def under_way(made: House, rollout: Rollout) -> int:
    """Cases that took it up so far; waits for the first."""
    while True:
        async with made.database.read() as session:
            counted = await policy_rollouts.tally(session, rollout.rollout_id)
        wrong = [one for one in counted if one.result is CaseResult.REFUSED]
        if wrong:
            raise RuntimeError(f"refused: {wrong[0].code}")
        taken = sum(one.cases for one in counted if one.result is CaseResult.TAKEN)
        if taken:
            return taken
        await asyncio.sleep(0.2)


async def measure(folder: Path, number: int) -> list[Row]:
    async with house(folder) as made:
        await create_people(made, DISTRICT)
        await settle_policies(made.database)
        await made.start("web", "-m", "runtime.cli", "web")
        await made.until_web_answers()
        await made.start_worker()
        await fill(made, number)
        headers = {"Sec-Fetch-Site": "same-origin"}
        async with httpx2.AsyncClient(base_url=made.web, headers=headers, timeout=30) as browser:
            visitor = await log_in(made, browser, Role.CASE_MANAGER)
            browser.cookies.set(COOKIE, visitor.token)
            before = await look(browser)
            rollout = await roll_out(made)
            first, started = await under_way(made, rollout), perf_counter()
            during = await look(browser)
            taken, seconds = await under_way(made, rollout) - first, perf_counter() - started
    return rows_of(number, before, during, taken / seconds)


def rows_of(number: int, before: Looked, during: Looked, rate: float) -> list[Row]:
    tails = f"{during.at(0.95):.0f} ms to {before.at(0.95):.0f} ms"
    halves = f"{during.at(0.5):.0f} ms to {before.at(0.5):.0f} ms"
    return [
        Row(f"p95 of the inbox while {number:,} open cases take up a policy ({tails})",
            P95_RATIO, during.at(0.95) / before.at(0.95), "x", "less"),
        Row(f"the same at p50 ({halves})", P95_RATIO,
            during.at(0.5) / before.at(0.5), "x", "less"),
        Row("cases that take it up meanwhile", A_DAY_AND_NIGHT, rate, "1/s", "more"),
    ]  # fmt: skip


def run(number: int = CASES) -> None:
    with tempfile.TemporaryDirectory() as folder:
        publish("publication", asyncio.run(measure(Path(folder), number)))


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
