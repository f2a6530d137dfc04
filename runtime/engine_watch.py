"""Asks the engine how it is: whether workers ask for work, and what fails again and again."""

from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client, WorkflowExecution
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError

from care.model.ids import CaseId, DistrictCode
from web.engine import EngineHealth, StuckCase, StuckWork
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
            stuck = await self._stuck(query) if counted.count else []
            work = await self._stuck(stuck_work_in(district))
        except (RPCError, RuntimeError):
            return None
        return EngineHealth(
            worker_seen=seen,
            stuck=tuple(StuckCase(CaseId(one.id), problems_of(one)) for one in stuck),
            stuck_total=counted.count,
            stuck_work=tuple(StuckWork(one.id, problems_of(one)) for one in work),
        )

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

    async def _stuck(self, query: str) -> list[WorkflowExecution]:
        found = self._client.list_workflows(query, limit=SHOWN, rpc_timeout=PATIENCE)
        return [one async for one in found]


def stuck_in(district: DistrictCode) -> str:
    """Cases. District codes are digits; ours come from the account, never from a form."""
    return _stuck_of(district, names.CARE_CASE)


def stuck_work_in(district: DistrictCode) -> str:
    """Rollouts and studies of its policy, and lists that are imported."""
    return _stuck_of(district, names.POLICY_ROLLOUT, names.POLICY_STUDY, names.BATCH_IMPORT)


def _stuck_of(district: DistrictCode, *types: str) -> str:
    named = ", ".join(f"'{one}'" for one in types)
    return (
        f"{PROBLEMS.name} IS NOT NULL AND ExecutionStatus = 'Running'"
        f" AND WorkflowType IN ({named}) AND {names.DISTRICT.name} = '{district}'"
    )


def problems_of(found: WorkflowExecution) -> tuple[str, ...]:
    return tuple(found.typed_search_attributes.get(PROBLEMS) or ())
