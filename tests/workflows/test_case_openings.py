"""The workflow that opens cases: rounds until none waits, and a word in time is never lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio import activity
from temporalio.client import Client
from temporalio.worker import Worker

from care.messages.openings import OpeningsAsked, OpeningsProgress
from care.model.ids import DistrictCode
from runtime.worker import workflow_runner
from workflows import case_openings
from workflows.case_openings import OPEN_CASES, CaseOpenings
from workflows.openings import Openings, workflow_of


class Rounds:
    """What each round answers in turn; when all is said, nothing waits."""

    def __init__(self) -> None:
        self.answers: list[OpeningsProgress] = []
        self.asked = self.failures = 0
        self.holds: asyncio.Event | None = None
        self.begun = asyncio.Event()

    @activity.defn(name=OPEN_CASES)
    async def open_cases(self, asked: OpeningsAsked) -> OpeningsProgress:
        self.asked += 1
        self.begun.set()
        if self.holds is not None:
            await self.holds.wait()
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the database is away")
        return self.answers.pop(0) if self.answers else OpeningsProgress()


@pytest.fixture
def rounds() -> Rounds:
    return Rounds()


@pytest.fixture
def here(queue: str) -> DistrictCode:
    """A district of its own for each test, as the workflow's id is the district's."""
    return DistrictCode(queue.replace("-", ""))


@pytest.fixture
async def door(
    client: Client, queue: str, rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Openings]:
    monkeypatch.setattr(case_openings, "PAUSE", timedelta(milliseconds=50))
    async with Worker(
        client,
        task_queue=queue,
        workflows=[CaseOpenings],
        activities=[rounds.open_cases],
        workflow_runner=workflow_runner(sandboxed=False),
        graceful_shutdown_timeout=timedelta(0),
    ):
        yield Openings(client, queue)


async def over(client: Client, door: Openings, here: DistrictCode) -> OpeningsProgress:
    assert await door.start(here)
    handle = client.get_workflow_handle_for(CaseOpenings.run, workflow_of(here))
    return await handle.result()


async def test_rounds_follow_each_other_until_none_waits(
    client: Client, door: Openings, rounds: Rounds, here: DistrictCode
) -> None:
    rounds.failures = 1
    rounds.answers = [OpeningsProgress(opened=24, waiting=3), OpeningsProgress(opened=3)]
    assert await over(client, door, here) == OpeningsProgress(opened=3)
    assert rounds.asked == 3


async def test_those_without_an_answer_are_asked_again_after_a_pause(
    client: Client, door: Openings, rounds: Rounds, here: DistrictCode
) -> None:
    rounds.answers = [OpeningsProgress(put_off=1, waiting=1), OpeningsProgress(opened=1)]
    assert await over(client, door, here) == OpeningsProgress(opened=1)


async def test_told_of_more_while_it_works_it_looks_once_again(
    client: Client, door: Openings, rounds: Rounds, here: DistrictCode
) -> None:
    rounds.holds = asyncio.Event()
    assert await door.start(here)
    await rounds.begun.wait()
    assert await door.start(here)
    rounds.holds.set()
    await client.get_workflow_handle(workflow_of(here)).result()
    assert rounds.asked == 2


async def test_a_district_is_served_again_after_it_was_done(
    client: Client, door: Openings, rounds: Rounds, here: DistrictCode
) -> None:
    await over(client, door, here)
    await over(client, door, here)
    assert rounds.asked == 2
