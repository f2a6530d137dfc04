"""The workflow of a study: rounds until it is over, whatever dies on the way."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio import activity
from temporalio.client import Client
from temporalio.common import RetryPolicy
from temporalio.worker import Worker

from care.messages.studies import StudyAsked, StudyProgress, StudyState
from care.model.ids import DistrictCode
from runtime.worker import workflow_runner
from workflows import policy_study
from workflows.policy_study import FAIL_STUDY, STUDY_POLICY, PolicyStudy
from workflows.studies import Studies, study_id

DISTRICT = DistrictCode("11215")


class Rounds:
    """What each round answers in turn; a number of failures comes first."""

    def __init__(self) -> None:
        self.answers = [StudyState.RUNNING, StudyState.RUNNING, StudyState.DONE]
        self.asked = self.gave_up = self.failures = 0

    @activity.defn(name=STUDY_POLICY)
    async def study_policy(self, asked: StudyAsked) -> StudyProgress:
        self.asked += 1
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the database is away")
        state = self.answers.pop(0)
        return StudyProgress(state=state, done=self.asked, total=3)

    @activity.defn(name=FAIL_STUDY)
    async def fail_study(self, asked: StudyAsked) -> StudyProgress:
        self.gave_up += 1
        return StudyProgress(state=StudyState.FAILED, done=0, total=3)


@pytest.fixture
def rounds() -> Rounds:
    return Rounds()


@pytest.fixture
async def studies(client: Client, queue: str, rounds: Rounds) -> AsyncIterator[Studies]:
    async with Worker(
        client,
        task_queue=queue,
        workflows=[PolicyStudy],
        activities=[rounds.study_policy, rounds.fail_study],
        graceful_shutdown_timeout=timedelta(0),
    ):
        yield Studies(client, queue)


async def over(client: Client, studies: Studies, name: str) -> StudyProgress:
    asked = StudyAsked(study_id=study_id(DISTRICT, name), district=DISTRICT)
    assert await studies.start(asked)
    handle = client.get_workflow_handle_for(PolicyStudy.run, asked.study_id)
    return await handle.result()


async def test_rounds_follow_each_other_until_the_study_is_over(
    client: Client, studies: Studies, rounds: Rounds, queue: str
) -> None:
    found = await over(client, studies, queue)
    assert (found.state, rounds.asked) == (StudyState.DONE, 3)


async def test_started_again_a_finished_study_only_looks_that_it_is_over(
    client: Client, studies: Studies, rounds: Rounds, queue: str
) -> None:
    await over(client, studies, queue)
    rounds.answers = [StudyState.DONE]
    assert (await over(client, studies, queue)).state is StudyState.DONE


async def test_a_round_that_fails_is_tried_again(
    client: Client, studies: Studies, rounds: Rounds, queue: str
) -> None:
    rounds.failures = 1
    assert (await over(client, studies, queue)).state is StudyState.DONE
    assert rounds.gave_up == 0


async def test_one_that_always_fails_is_given_up_and_says_so(
    client: Client, queue: str, rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = RetryPolicy(initial_interval=timedelta(milliseconds=1), maximum_attempts=2)
    monkeypatch.setattr(policy_study, "FEW", few)
    rounds.failures = 99
    async with Worker(
        client,
        task_queue=queue,
        workflows=[PolicyStudy],
        activities=[rounds.study_policy, rounds.fail_study],
        workflow_runner=workflow_runner(sandboxed=False),
        graceful_shutdown_timeout=timedelta(0),
    ):
        found = await over(client, Studies(client, queue), queue)
    assert (found.state, rounds.gave_up) == (StudyState.FAILED, 1)


def test_the_id_of_a_study_begins_with_its_district() -> None:
    assert study_id(DISTRICT, "abc") == study_id(DISTRICT, "abc") == "11215-study-abc"
