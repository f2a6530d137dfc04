"""The door through which the engine is told that a district has cases to open."""

from temporalio.client import Client
from temporalio.common import Priority

from care.messages.openings import OpeningsAsked
from care.model.ids import DistrictCode
from workflows import names
from workflows.case_openings import CaseOpenings
from workflows.doors import heard, of_district


def workflow_of(district: DistrictCode) -> str:
    """One a district: its openings follow each other, those of districts run side by side."""
    return f"{district}-openings"


class Openings:
    def __init__(self, client: Client, task_queue: str = names.TASK_QUEUE) -> None:
        self._client = client
        self._task_queue = task_queue

    async def start(self, district: DistrictCode) -> bool:
        """Said to one that runs already, it looks again. False: the engine is away, ask later."""
        begun = self._client.start_workflow(
            CaseOpenings.run,
            OpeningsAsked(district=district),
            id=workflow_of(district),
            task_queue=self._task_queue,
            start_signal=names.SIGNAL_MORE,
            priority=Priority(fairness_key=district),
            search_attributes=of_district(district),
        )
        return await heard(begun)
