"""A study of a policy, carried on in rounds until every case was looked at or somebody stops it.

All that a study knows lies in the store, so a round that dies with its worker is simply begun
again and goes on behind the last case that was written.
"""

from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import Priority, RetryPolicy
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from care.messages.studies import StudyAsked, StudyProgress
    from workflows import names

STUDY_POLICY = "study_policy"
FAIL_STUDY = "fail_study"
ROUND = timedelta(seconds=60)
"""How long one round works; between two rounds cases' own work comes first."""
ROUNDS = 500
"""After so many the workflow is continued as new, so that its history stays short."""
BEAT = timedelta(seconds=30)
"""A worker that says nothing for so long is dead; another one goes on."""
BEHIND_CASES = 5
"""The engine's lowest priority: a study never makes a case wait."""
FEW = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    maximum_interval=timedelta(seconds=30),
    maximum_attempts=20,
)
UNTIL_KEPT = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1)
)


@workflow.defn(name=names.POLICY_STUDY)
class PolicyStudy:
    @workflow.run
    async def run(self, asked: StudyAsked) -> StudyProgress:
        for _ in range(ROUNDS):
            progress = await _round(asked)
            if progress.state.is_over:
                return progress
        workflow.continue_as_new(asked)


async def _round(asked: StudyAsked) -> StudyProgress:
    try:
        return await _ask(STUDY_POLICY, asked, FEW, ROUND * 3)
    except ActivityError:
        return await _ask(FAIL_STUDY, asked, UNTIL_KEPT, ROUND)


async def _ask(
    name: str, asked: StudyAsked, retry: RetryPolicy, each_try: timedelta
) -> StudyProgress:
    answer: Any = await workflow.execute_activity(
        name,
        asked,
        result_type=StudyProgress,
        start_to_close_timeout=each_try,
        heartbeat_timeout=BEAT,
        retry_policy=retry,
        priority=Priority(priority_key=BEHIND_CASES, fairness_key=asked.district),
        summary=asked.study_id,
    )
    progress: StudyProgress = answer
    return progress
