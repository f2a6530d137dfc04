"""The door through which studies of a policy are started; what they find is read in the store."""

from temporalio.client import Client
from temporalio.common import Priority, WorkflowIDConflictPolicy

from care.messages.studies import StudyAsked
from care.model.ids import DistrictCode, IntentKey, StudyId
from workflows import names
from workflows.doors import heard, of_district
from workflows.policy_study import PolicyStudy
from workflows.rounds import BEHIND_CASES


def study_id(district: DistrictCode, intent: IntentKey | str) -> StudyId:
    """Begins with the district, as the engine's keys do; the same act twice is one study."""
    return StudyId(f"{district}-study-{intent}")


class Studies:
    def __init__(self, client: Client, task_queue: str = names.TASK_QUEUE) -> None:
        self._client = client
        self._task_queue = task_queue

    async def start(self, asked: StudyAsked) -> bool:
        """Again for a study that runs, nothing happens. False: the engine is away, ask later."""
        begun = self._client.start_workflow(
            PolicyStudy.run,
            asked,
            id=asked.study_id,
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            priority=Priority(priority_key=BEHIND_CASES, fairness_key=asked.district),
            search_attributes=of_district(asked.district),
        )
        return await heard(begun)
