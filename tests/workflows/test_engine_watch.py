"""What the real engine is asked about rollouts and studies, and that it can tell whose they are."""

import asyncio
from datetime import UTC, datetime

from temporalio.client import Client

from care.messages.rollouts import RolloutStart
from care.messages.studies import StudyAsked
from care.model.ids import DistrictCode
from runtime.engine_watch import TemporalWatch
from runtime.worker import WorkerTuning
from web.engine import EngineHealth
from workflows import names
from workflows.rollouts import Rollouts, rollout_id
from workflows.studies import Studies, study_id

DISTRICT = DistrictCode("11350")


async def listed(client: Client, number: str, district: DistrictCode) -> bool:
    """The engine's list follows its histories a moment later."""
    query = f"WorkflowId = '{number}' AND {names.DISTRICT.name} = '{district}'"
    for _ in range(100):
        if (await client.count_workflows(query)).count:
            return True
        await asyncio.sleep(0.05)
    return False


async def test_the_engine_knows_the_district_of_a_rollout_and_of_a_study(
    client: Client, tuning: WorkerTuning
) -> None:
    rollout, study = rollout_id(DISTRICT, 6, "watched"), study_id(DISTRICT, "watched")
    begins = datetime.now(UTC)
    start = RolloutStart(rollout_id=rollout, district=DISTRICT, begins_at=begins)
    assert await Rollouts(client, tuning.task_queue).start(start)
    asked = StudyAsked(study_id=study, district=DISTRICT)
    assert await Studies(client, tuning.task_queue).start(asked)
    try:
        for number in (rollout, study):
            assert await listed(client, number, DISTRICT)
    finally:
        for number in (rollout, study):
            await client.get_workflow_handle(number).terminate()


async def test_a_well_engine_names_neither_cases_nor_other_work(
    client: Client, tuning: WorkerTuning
) -> None:
    health = await TemporalWatch(client, tuning.task_queue).look(DISTRICT)
    assert health == EngineHealth(worker_seen=None)
