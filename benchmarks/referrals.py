"""Referrals a second from the act to the body's answer in the record, against the same bare call.

Ours decides, stores, gathers what the body may know, signs, sends, notes the try, and decides and
stores again that it arrived. The yardstick is one update that starts one activity that posts the
same bytes to the same body, with nothing around it.

``python -m benchmarks.referrals ADDRESS NAMESPACE URL`` serves the yardstick until it is stopped.
"""

import asyncio
import contextlib
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx2
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

from benchmarks.house import NAMESPACE, House, house
from benchmarks.linked import agreed, asking, linkage_of, place, settle
from benchmarks.report import Row, publish
from care.model.case import CaseState
from care.model.codes import Role
from policies.resolve import resolve
from runtime.settings import Settings
from runtime.temporal import run_async
from runtime.worker import WorkerTuning, run_until_stopped, workflow_runner
from tests.serving import serving
from tests.workflows.acts import Desk
from workflows.client import Cases, Unknown

QUEUE = "bare-referrals"
CASES = 300
CLIENTS = 32
SHARE = 0.25
"""Four writes, two decisions, a signature and sealed people for one bare call."""
BYTES = b'{"type":"referral.requested"}' + b" " * 400


@activity.defn(name="post_bare")
async def post_bare(url: str) -> int:
    answer = await _client().post(url, content=BYTES)
    return answer.status_code


@workflow.defn(name="BareReferral")
class BareReferral:
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def send(self, url: str) -> int:
        told: int = await workflow.execute_activity(
            "post_bare", url, result_type=int, start_to_close_timeout=timedelta(seconds=20)
        )
        return told


_clients: list[httpx2.AsyncClient] = []


def _client() -> httpx2.AsyncClient:
    if not _clients:
        _clients.append(httpx2.AsyncClient(timeout=10.0, trust_env=False))
    return _clients[0]


async def serve(address: str, namespace: str) -> None:
    client = await Client.connect(address, namespace=namespace)
    tuning = WorkerTuning.of(Settings())
    worker = Worker(
        client,
        task_queue=QUEUE,
        workflows=[BareReferral],
        activities=[post_bare],
        workflow_runner=workflow_runner(tuning.sandboxed),
        max_cached_workflows=tuning.cached_cases,
        max_concurrent_workflow_task_polls=tuning.workflow_polls,
    )
    await run_until_stopped(worker)


class CountingBody:
    """Takes everything at once; counts what it took."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.took = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return await _lifespan(receive, send)
        while (await receive()).get("more_body"):
            continue
        self.took += 1
        self.keys.add(dict(scope["headers"]).get(b"idempotency-key", b"").decode())
        await send({"type": "http.response.start", "status": 202, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def in_all(act: Callable[[int], Awaitable[None]], number: int) -> float:
    """How many a second, by so many clients at once."""
    waiting = iter(range(number))

    async def client() -> None:
        for item in waiting:
            await act(item)

    started = perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(CLIENTS):
            group.create_task(client())
    return number / (perf_counter() - started)


async def ours(made: House, cases: Cases, states: list[CaseState]) -> float:
    policy = resolve(states[0].district).case_policy

    async def refer(number: int) -> None:
        state = states[number]
        desk = Desk(cases, policy)
        desk.case_id = state.case_id
        await _insist(desk, state)
        await _delivered(cases, state)

    return await in_all(refer, len(states))


async def _insist(desk: Desk, state: CaseState) -> None:
    """As the outbox does: the same act until there is an answer."""
    for _ in range(10):
        with contextlib.suppress(Unknown):
            command = asking(linkage_of(state))
            await desk.act(command, Role.CASE_MANAGER, f"{state.case_id}.refer")
            return
    raise RuntimeError(f"no answer: {state.case_id}")


async def _delivered(cases: Cases, state: CaseState) -> None:
    pause = 0.02
    for _ in range(600):
        with contextlib.suppress(Unknown):
            now = await cases.state(state.case_id)
            if now.linkages and now.linkages[-1].delivered_at is not None:
                return
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 0.5)
    raise RuntimeError(f"not delivered: {state.case_id}")


async def bare(made: House, url: str, number: int) -> float:
    client = await Client.connect(made.engine.place.address, namespace=NAMESPACE)
    handles = [
        await client.start_workflow(BareReferral.run, id=f"bare-{n}", task_queue=QUEUE)
        for n in range(number)
    ]

    async def post(item: int) -> None:
        if await handles[item].execute_update(BareReferral.send, url) != httpx2.codes.ACCEPTED:
            raise RuntimeError("the body refused")

    return await in_all(post, number)


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[tuple[House, CountingBody, str]]:
    body = CountingBody()
    async with house(folder) as made, serving(body) as address:
        await settle(made, address)
        await made.start_worker()
        place_of = made.engine.place
        await made.start("bare", "-m", "benchmarks.referrals", place_of.address, NAMESPACE)
        yield made, body, address


async def measure(folder: Path, number: int) -> list[Row]:
    async with town(folder) as (made, body, address):
        cases = Cases(made.client, timeout=timedelta(seconds=30))
        pattern = await agreed()
        warm = await place(made, pattern, min(CLIENTS, number))
        await ours(made, cases, warm)
        body.keys.clear()
        states = await place(made, pattern, number)
        fast = await ours(made, cases, states)
        arrived = len(body.keys)
        yardstick = await bare(made, f"{address}/bare", number)
    told = f"referrals a second end to end ({fast:.1f}) to the bare call ({yardstick:.1f})"
    return [
        Row(told, SHARE, fast / yardstick, "x", "more"),
        Row("referrals that did not reach the body", 0, number - arrived, "", "less"),
    ]


def run(number: int = CASES) -> None:
    with tempfile.TemporaryDirectory() as folder:
        publish("referrals", asyncio.run(measure(Path(folder), number)))


if __name__ == "__main__":
    run_async(serve(*sys.argv[1:3]))
