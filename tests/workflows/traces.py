"""Reading what a case left in the engine: events by name, over all its runs."""

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client


async def run_ids(client: Client, case_id: str) -> list[str]:
    """Oldest first."""
    described = (await client.get_workflow_handle(case_id).describe()).raw_description
    info = described.workflow_execution_info
    found = [info.first_run_id or info.execution.run_id]
    while following := await _next_run(client, case_id, found[-1]):
        found.append(following)
    return found


async def _next_run(client: Client, case_id: str, run_id: str) -> str:
    last = (await _events(client, case_id, run_id))[-1]
    return last.workflow_execution_continued_as_new_event_attributes.new_execution_run_id


async def _events(client: Client, case_id: str, run_id: str) -> list[HistoryEvent]:
    handle = client.get_workflow_handle(case_id, run_id=run_id)
    return [event async for event in handle.fetch_history_events()]


async def runs(client: Client, case_id: str) -> list[list[HistoryEvent]]:
    return [await _events(client, case_id, run) for run in await run_ids(client, case_id)]


async def events(client: Client, case_id: str) -> list[HistoryEvent]:
    return [event for run in await runs(client, case_id) for event in run]


def name(event: HistoryEvent) -> str:
    return EventType.Name(event.event_type).removeprefix("EVENT_TYPE_")
