"""A rollout is paused, resumed, ended and superseded; it waits for its day and survives its worker.

The engine is real; what a round asks of cases is scripted here and proven in ``test_publication``.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio import activity
from temporalio.client import Client
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from care.messages.rollouts import RolloutNoted, RolloutRound, RolloutStart, RolloutState
from care.model.ids import DistrictCode, RolloutId
from runtime.worker import WorkerTuning, care_worker
from tests.workflows.acts import new_case_id
from workflows import names, policy_rollout
from workflows.policy_rollout import NOTE_ROLLOUT, TAKE_UP_POLICY, PolicyRollout
from workflows.rollouts import Rollouts

DISTRICT = DistrictCode("11215")


@dataclass
class District:
    """So many cases wait to be asked; a round asks one of them."""

    left: int = 3
    noted: list[RolloutState] = field(default_factory=list)
    rounds: int = 0
    slow: float = 0.02
    superseded: bool = False
    fails: list[Exception] = field(default_factory=list)

    @property
    def activities(self) -> list[Callable[..., Any]]:
        return [self.note_rollout, self.take_up]

    @activity.defn(name=NOTE_ROLLOUT)
    async def note_rollout(self, noted: RolloutNoted) -> None:
        self.noted.append(noted.state)

    @activity.defn(name=TAKE_UP_POLICY)
    async def take_up(self, start: RolloutStart) -> RolloutRound:
        await asyncio.sleep(self.slow)
        if self.fails:
            raise self.fails.pop(0)
        self.rounds += 1
        self.left = max(0, self.left - 1)
        return RolloutRound(settled=1, left=self.left, superseded=self.superseded)


@pytest.fixture
def place() -> District:
    return District()


def served(client: Client, place: District, tuning: WorkerTuning) -> Worker:
    return care_worker(client, place.activities, tuning)


async def begun(
    client: Client, tuning: WorkerTuning, ahead: timedelta = timedelta(0)
) -> tuple[Rollouts, RolloutId]:
    door = Rollouts(client, tuning.task_queue)
    number = RolloutId(new_case_id(DISTRICT))
    start = RolloutStart(rollout_id=number, district=DISTRICT, begins_at=datetime.now(UTC) + ahead)
    assert await door.start(start)
    return door, number


async def ended(client: Client, number: RolloutId) -> RolloutState:
    async with asyncio.timeout(30):
        return await client.get_workflow_handle_for(PolicyRollout.run, number).result()


async def test_a_rollout_asks_until_nobody_is_left(
    client: Client, place: District, tuning: WorkerTuning
) -> None:
    async with served(client, place, tuning):
        _, number = await begun(client, tuning)
        assert await ended(client, number) is RolloutState.DONE
    assert place.rounds == 3
    assert place.noted == [RolloutState.RUNNING, RolloutState.DONE]


async def test_paused_nobody_is_asked_until_it_goes_on(
    client: Client, place: District, tuning: WorkerTuning
) -> None:
    place.left = 10_000
    async with served(client, place, tuning):
        door, number = await begun(client, tuning)
        assert await door.steer(number, names.UPDATE_PAUSE) is RolloutState.PAUSED
        asked = place.rounds
        await asyncio.sleep(0.3)
        assert place.rounds == asked
        place.left = 2
        assert await door.steer(number, names.UPDATE_RESUME) is RolloutState.RUNNING
        assert await ended(client, number) is RolloutState.DONE
    assert RolloutState.PAUSED in place.noted


async def test_ended_early_it_stays_ended(
    client: Client, place: District, tuning: WorkerTuning
) -> None:
    place.left = 10_000
    async with served(client, place, tuning):
        door, number = await begun(client, tuning)
        assert await door.steer(number, names.UPDATE_CANCEL) is RolloutState.CANCELLED
        assert await ended(client, number) is RolloutState.CANCELLED
        with pytest.raises(KeyError):
            await door.steer(number, names.UPDATE_RESUME)
        again = RolloutStart(rollout_id=number, district=DISTRICT, begins_at=datetime.now(UTC))
        assert await door.start(again)
        assert place.noted.count(RolloutState.CANCELLED) == 1


async def test_a_paused_one_can_be_ended(
    client: Client, place: District, tuning: WorkerTuning
) -> None:
    place.left = 10_000
    async with served(client, place, tuning):
        door, number = await begun(client, tuning)
        await door.steer(number, names.UPDATE_PAUSE)
        assert await door.steer(number, names.UPDATE_CANCEL) is RolloutState.CANCELLED


async def test_it_waits_for_its_day_and_may_be_ended_before(
    client: Client, place: District, tuning: WorkerTuning
) -> None:
    async with served(client, place, tuning):
        door, number = await begun(client, tuning, timedelta(days=30))
        _, other = await begun(client, tuning, timedelta(days=30))
        assert await door.steer(other, names.UPDATE_CANCEL) is RolloutState.CANCELLED
        assert place.rounds == 0
        handle = client.get_workflow_handle(number)
        await TimeSkipper(client).fast_forward(handle, timedelta(days=30, seconds=5))
        assert await ended(client, number) is RolloutState.DONE
    assert place.rounds == 3


async def test_a_newer_edition_takes_its_place(
    client: Client, place: District, tuning: WorkerTuning
) -> None:
    place.left, place.superseded = 10_000, True
    async with served(client, place, tuning):
        _, number = await begun(client, tuning)
        assert await ended(client, number) is RolloutState.SUPERSEDED
    assert place.rounds == 1


async def test_a_round_that_fails_is_begun_again(
    client: Client, place: District, tuning: WorkerTuning
) -> None:
    place.fails = [RuntimeError("database away")]
    async with served(client, place, tuning):
        _, number = await begun(client, tuning)
        assert await ended(client, number) is RolloutState.DONE
    assert place.rounds == 3


async def test_another_worker_goes_on_where_one_stopped(
    client: Client, place: District, tuning: WorkerTuning
) -> None:
    place.left = 10_000
    async with served(client, place, tuning):
        _, number = await begun(client, tuning)
        for _ in range(1_000):
            if place.rounds:
                break
            await asyncio.sleep(0.02)
    assert 0 < place.rounds < 10_000
    place.left = 2
    async with served(client, place, tuning):
        assert await ended(client, number) is RolloutState.DONE


async def test_a_long_one_continues_as_new_and_forgets_nothing(
    client: Client, place: District, tuning: WorkerTuning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy_rollout, "MOVE_AT_EVENTS", 40)
    place.left, place.slow = 25, 0
    unsandboxed = WorkerTuning(task_queue=tuning.task_queue, sandboxed=False, shutdown=timedelta(0))
    async with served(client, place, unsandboxed):
        _, number = await begun(client, tuning)
        first = client.get_workflow_handle(number)
        run = (await first.describe()).run_id
        assert await ended(client, number) is RolloutState.DONE
        assert (await first.describe()).run_id != run
    assert place.rounds == 25
    assert place.noted == [RolloutState.RUNNING, RolloutState.DONE]
