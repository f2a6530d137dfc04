"""Asks the engine how it is: whether workers ask for work, and which cases fail again and again."""

from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client, WorkflowExecution
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError

from care.model.ids import CaseId, DistrictCode
from web.engine import EngineHealth, StuckCase
from workflows import names

PATIENCE = timedelta(seconds=2)
SHOWN = 50
PROBLEMS = SearchAttributeKey.for_keyword_list("TemporalReportedProblems")
"""The server sets it when the same task failed several times, and takes it away when it works."""


class TemporalWatch:
    def __init__(self, client: Client, task_queue: str) -> None:
        self._client, self._task_queue = client, task_queue

    async def look(self, district: DistrictCode) -> EngineHealth | None:
        try:
            seen = await self._worker_seen()
            query = stuck_in(district)
            counted = await self._client.count_workflows(query, rpc_timeout=PATIENCE)
            stuck = await self._stuck(query) if counted.count else ()
        except (RPCError, RuntimeError):
            return None
        return EngineHealth(seen, stuck, counted.count)

    async def _worker_seen(self) -> datetime | None:
        told = await self._client.workflow_service.describe_task_queue(
            DescribeTaskQueueRequest(
                namespace=self._client.namespace,
                task_queue=TaskQueue(name=self._task_queue),
                task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
            ),
            timeout=PATIENCE,
        )
        seen = [one.last_access_time.ToDatetime(tzinfo=UTC) for one in told.pollers]
        return max(seen, default=None)

    async def _stuck(self, query: str) -> tuple[StuckCase, ...]:
        found = self._client.list_workflows(query, limit=SHOWN, rpc_timeout=PATIENCE)
        return tuple([stuck_case(one) async for one in found])


def stuck_in(district: DistrictCode) -> str:
    """District codes are digits; ours come from the account, never from a form."""
    return (
        f"{PROBLEMS.name} IS NOT NULL AND ExecutionStatus = 'Running'"
        f" AND {names.DISTRICT.name} = '{district}'"
    )


def stuck_case(found: WorkflowExecution) -> StuckCase:
    problems = found.typed_search_attributes.get(PROBLEMS) or ()
    return StuckCase(CaseId(found.id), tuple(problems))
