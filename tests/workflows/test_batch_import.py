"""The workflow of a list: rounds, a wait for a person, and its end with the sealed rows."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from temporalio import activity
from temporalio.client import Client
from temporalio.common import RetryPolicy
from temporalio.worker import Worker

from care.messages.batches import BatchAsked, BatchProgress
from care.model.discovery import BatchState
from care.model.ids import BatchId, DistrictCode
from runtime.worker import workflow_runner
from workflows import batch_import
from workflows.batch_import import CARRY_BATCH, FAIL_BATCH, BatchImport
from workflows.batches import Batches

DISTRICT = DistrictCode("11215")
TRIED, WAITING, TAKEN, OVER = (
    BatchState.CHECKING,
    BatchState.CHECKED,
    BatchState.TAKING,
    BatchState.DONE,
)


class Rounds:
    """What each round answers in turn; a number of failures comes first."""

    def __init__(self) -> None:
        self.answers = [TRIED, WAITING, TAKEN, OVER]
        self.asked = self.gave_up = self.failures = 0

    @activity.defn(name=CARRY_BATCH)
    async def carry_batch(self, asked: BatchAsked) -> BatchProgress:
        self.asked += 1
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the database is away")
        state = self.answers.pop(0)
        return BatchProgress(state=state, done=0, total=3, rows_held=state is not OVER)

    @activity.defn(name=FAIL_BATCH)
    async def fail_batch(self, asked: BatchAsked) -> BatchProgress:
        self.gave_up += 1
        return BatchProgress(state=BatchState.FAILED, done=0, total=3, rows_held=True)


@pytest.fixture
def rounds() -> Rounds:
    return Rounds()


@pytest.fixture
async def door(client: Client, queue: str, rounds: Rounds) -> AsyncIterator[Batches]:
    async with worker(client, queue, rounds, sandboxed=True):
        yield Batches(client, queue)


def worker(client: Client, queue: str, rounds: Rounds, *, sandboxed: bool) -> Worker:
    return Worker(
        client,
        task_queue=queue,
        workflows=[BatchImport],
        activities=[rounds.carry_batch, rounds.fail_batch],
        workflow_runner=workflow_runner(sandboxed),
        graceful_shutdown_timeout=timedelta(0),
    )


def asked(queue: str) -> BatchAsked:
    return BatchAsked(batch_id=BatchId(f"{DISTRICT}-batch-{queue}"), district=DISTRICT)


async def until(handle: Any, rounds: Rounds, asked: int, gave_up: int = 0) -> None:
    """So many rounds were asked for, and the run waits for a person."""
    for _ in range(400):
        if (rounds.asked, rounds.gave_up) == (asked, gave_up):
            told = [one async for one in handle.fetch_history_events()]
            if told[-1].HasField("timer_started_event_attributes"):
                return
        await asyncio.sleep(0.01)
    raise AssertionError((rounds.asked, rounds.gave_up))


async def over(client: Client, queue: str) -> BatchProgress:
    return await client.get_workflow_handle_for(BatchImport.run, asked(queue).batch_id).result()


async def test_rounds_follow_each_other_and_a_person_is_waited_for(
    client: Client, door: Batches, rounds: Rounds, queue: str
) -> None:
    assert await door.tell(asked(queue))
    handle = client.get_workflow_handle(asked(queue).batch_id)
    await until(handle, rounds, asked=2)
    assert rounds.asked == 2
    assert await door.tell(asked(queue))
    assert ((await over(client, queue)).state, rounds.asked) == (OVER, 4)


async def test_a_round_that_fails_is_tried_again(
    client: Client, door: Batches, rounds: Rounds, queue: str
) -> None:
    rounds.answers, rounds.failures = [OVER], 1
    await door.tell(asked(queue))
    assert (await over(client, queue)).state is OVER
    assert (rounds.asked, rounds.gave_up) == (2, 0)


async def test_one_that_always_fails_waits_with_its_rows_for_another_try(
    client: Client, queue: str, rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = RetryPolicy(initial_interval=timedelta(milliseconds=1), maximum_attempts=2)
    monkeypatch.setattr(batch_import, "FEW", few)
    rounds.answers, rounds.failures = [OVER], 2
    async with worker(client, queue, rounds, sandboxed=False):
        door = Batches(client, queue)
        await door.tell(asked(queue))
        handle = client.get_workflow_handle(asked(queue).batch_id)
        await until(handle, rounds, asked=2, gave_up=1)
        await door.tell(asked(queue))
        assert (await over(client, queue)).state is OVER
    assert rounds.gave_up == 1


async def test_rows_that_nobody_confirmed_come_to_their_end_by_themselves(
    client: Client, queue: str, rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_import, "ROWS_KEPT", timedelta(milliseconds=10))
    rounds.answers = [WAITING, OVER]
    async with worker(client, queue, rounds, sandboxed=False):
        await Batches(client, queue).tell(asked(queue))
        assert (await over(client, queue)).state is OVER
    assert rounds.asked == 2
