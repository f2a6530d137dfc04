"""Reading what a case left in the engine: events by name, over all its runs."""

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client


async def runs(client: Client, case_id: str) -> list[list[HistoryEvent]]:
    """Every run of a case, oldest first, by following the chain."""
    first = (await client.get_workflow_handle(case_id).describe()).raw_description
    info = first.workflow_execution_info
    run_id: str = info.first_run_id or info.execution.run_id
    found: list[list[HistoryEvent]] = []
    while run_id:
        handle = client.get_workflow_handle(case_id, run_id=run_id)
        events = [event async for event in handle.fetch_history_events()]
        found.append(events)
        moved = events[-1].workflow_execution_continued_as_new_event_attributes
        run_id = moved.new_execution_run_id
    return found


async def events(client: Client, case_id: str) -> list[HistoryEvent]:
    return [event for run in await runs(client, case_id) for event in run]


def name(event: HistoryEvent) -> str:
    return EventType.Name(event.event_type).removeprefix("EVENT_TYPE_")
