"""Reading what a case left in the engine: events by name, over all its runs."""

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client

from workflows.history import run_ids


async def _events(client: Client, case_id: str, run_id: str) -> list[HistoryEvent]:
    handle = client.get_workflow_handle(case_id, run_id=run_id)
    return [event async for event in handle.fetch_history_events()]


async def runs(client: Client, case_id: str) -> list[list[HistoryEvent]]:
    return [await _events(client, case_id, run) for run in await run_ids(client, case_id)]


async def events(client: Client, case_id: str) -> list[HistoryEvent]:
    return [event for run in await runs(client, case_id) for event in run]


def name(event: HistoryEvent) -> str:
    return EventType.Name(event.event_type).removeprefix("EVENT_TYPE_")
