"""The door by which imported lists are told to the engine; how far each is stands in the store."""

from temporalio.client import Client
from temporalio.common import Priority, WorkflowIDConflictPolicy

from care.messages.batches import BatchAsked
from workflows import names
from workflows.batch_import import SIGNAL_LOOK, BatchImport
from workflows.doors import heard, of_district
from workflows.rounds import BEHIND_CASES


class Batches:
    def __init__(self, client: Client, task_queue: str = names.TASK_QUEUE) -> None:
        self._client = client
        self._task_queue = task_queue

    async def tell(self, asked: BatchAsked) -> bool:
        """Begin its run, or have the run look at the store again. False: the engine is away."""
        begun = self._client.start_workflow(
            BatchImport.run,
            asked,
            id=asked.batch_id,
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            start_signal=SIGNAL_LOOK,
            priority=Priority(priority_key=BEHIND_CASES, fairness_key=asked.district),
            search_attributes=of_district(asked.district),
        )
        return await heard(begun)
