"""Three outcomes and no fourth: done, refused, or not known and safe to ask again."""

from datetime import timedelta

import pytest
from temporalio.client import Client

from care.model.policy import CasePolicy
from runtime.codec import case_converter
from runtime.replay import recording_keys
from runtime.temporal import connect
from runtime.worker import WorkerTuning, care_worker
from tests.serving import free_port
from tests.workflows.acts import Desk, World
from workflows.client import Cases, Unknown

pytestmark = pytest.mark.engine
SOON = timedelta(seconds=1)


async def test_without_a_worker_the_outcome_is_unknown_and_asking_again_is_safe(
    client: Client, world: World, tuning: WorkerTuning, policy: CasePolicy
) -> None:
    desk = Desk(Cases(client, task_queue=tuning.task_queue, timeout=SOON), policy)
    with pytest.raises(Unknown) as unknown:
        await desk.open("opening-" + desk.case_id)
    assert unknown.value.intent == "opening-" + desk.case_id
    async with care_worker(client, world.activities, tuning):
        desk.cases = Cases(client, task_queue=tuning.task_queue)
        receipt = await desk.open("opening-" + desk.case_id)
    assert receipt.revision == world.steps[desk.case_id][0].events[-1].sequence
    assert world.kinds(desk.case_id).count("CaseOpened") == 1


async def test_without_an_engine_every_question_is_unknown_within_the_limit(
    policy: CasePolicy,
) -> None:
    nowhere = await connect(
        f"127.0.0.1:{free_port()}",
        "cases",
        case_converter(recording_keys),
        identity="test",
        lazy=True,
    )
    desk = Desk(Cases(nowhere, timeout=SOON), policy)
    for question in (desk.open, desk.meet):
        with pytest.raises(Unknown):
            await question()
    with pytest.raises(Unknown):
        await desk.cases.state(desk.case_id)
