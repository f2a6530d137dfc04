"""A worker dies in a rollout: every case takes the edition up once, and none is missed."""

import asyncio
from collections import Counter
from datetime import UTC, datetime

import pytest

from care.messages.rollouts import CaseResult
from care.model.ids import DistrictCode, PersonId
from runtime.policy_settling import settle_policies
from runtime.rollout_watch import start_of
from store import policy_editions, policy_rollouts
from store.policy_rollouts import Rollout
from store.timeline import events
from tests.editions import in_force, published
from tests.faults.conftest import Scene, opened
from workflows.rollouts import Rollouts, rollout_id

pytestmark = [pytest.mark.engine, pytest.mark.faults, pytest.mark.slow]
DISTRICT = DistrictCode("11215")
CASES = 24
LATER = {"n": 15, "unit": "d", "from": "receipt", "firstDay": "EXCLUDED", "rollover": "NEXT",
         "source": "district"}  # fmt: skip


async def taken(scene: Scene, rollout: Rollout) -> int:
    async with scene.parts.database.read() as session:
        counted = await policy_rollouts.tally(session, rollout.rollout_id)
    return sum(one.cases for one in counted if one.result is CaseResult.TAKEN)


async def until_some(scene: Scene, rollout: Rollout) -> None:
    for _ in range(600):
        if await taken(scene, rollout):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("no case took it up")


async def rolled_out(scene: Scene) -> Rollout:
    now = datetime.now(UTC)
    rollout = Rollout(
        rollout_id=rollout_id(DISTRICT, 6),
        district=DISTRICT,
        edition=6,
        begins_at=now,
        started_by=PersonId("p-policy"),
        started_at=now,
    )
    async with scene.parts.database.write() as session:
        await policy_editions.publish(
            session, published(DISTRICT, 6, {"assessment.due": LATER}), now
        )
        await policy_rollouts.begin(session, rollout)
    assert await Rollouts(await scene.parts.connect("test")).start(start_of(rollout))
    return rollout


async def test_a_killed_worker_neither_skips_a_case_nor_asks_one_twice(scene: Scene) -> None:
    with in_force():
        await settle_policies(scene.parts.database)
        desks = [await opened(scene.desk()) for _ in range(CASES)]
        rollout = await rolled_out(scene)
        await until_some(scene, rollout)
        await scene.kill_worker()
        assert await taken(scene, rollout) < CASES
        await scene.start_worker()
        client = await scene.parts.connect("test")
        async with asyncio.timeout(90):
            await client.get_workflow_handle(rollout.rollout_id).result()
    assert await taken(scene, rollout) == CASES
    for desk in desks:
        async with scene.parts.database.read() as session:
            told = await events(session, scene.parts.keyring, desk.case_id)
        assert Counter(one.event.kind for one in told)["PolicyAdopted"] == 1
        assert (await scene.cases.state(desk.case_id)).policy.version == 6
