"""A study of a policy, carried on in rounds until every case was looked at or somebody stops it.

All that a study knows lies in the store, so a round that dies with its worker is simply begun
again and goes on behind the last case that was written.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from care.messages.studies import StudyAsked, StudyProgress
    from workflows import names
    from workflows.rounds import FEW, ROUNDS, UNTIL_KEPT, Patience, one_round

STUDY_POLICY = "study_policy"
FAIL_STUDY = "fail_study"
ROUND = timedelta(seconds=60)
"""How long one round works; between two rounds cases' own work comes first."""
BEAT = timedelta(seconds=30)
"""A worker that says nothing for so long is dead; another one goes on."""


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
        patience = Patience(ROUND * 3, BEAT, FEW)
        return await one_round(STUDY_POLICY, asked, StudyProgress, patience, asked.study_id)
    except ActivityError:
        patience = Patience(ROUND, BEAT, UNTIL_KEPT)
        return await one_round(FAIL_STUDY, asked, StudyProgress, patience, asked.study_id)
