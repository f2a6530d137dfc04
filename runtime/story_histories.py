"""What the engine kept of a story's cases: does today's code follow it, and who worked on it."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from temporalio.client import Client, WorkflowHistory

from care.model.ids import CaseId
from runtime.codec import case_converter, stored_keys
from runtime.parts import Parts
from runtime.replay import failures
from workflows.history import run_ids


@dataclass(frozen=True)
class Histories:
    client: Client
    parts: Parts

    async def faults(self, cases: Iterable[CaseId]) -> list[str]:
        """Runs today's code cannot follow, each with what it stumbled over."""
        converter = case_converter(stored_keys(self.parts.database, self.parts.keyring))
        found = await failures(self._all(cases), converter)
        return [f"run {run}: {type(fault).__name__}" for run, fault in found.items()]

    async def releases(self, cases: Iterable[CaseId]) -> set[str]:
        """Every release that decided something in these cases."""
        return {
            event.workflow_task_completed_event_attributes.deployment_version.build_id
            for history in [one async for one in self._all(cases)]
            for event in history.events
            if event.HasField("workflow_task_completed_event_attributes")
        } - {""}

    async def _all(self, cases: Iterable[CaseId]) -> AsyncIterator[WorkflowHistory]:
        for case_id in cases:
            for run_id in await run_ids(self.client, case_id):
                handle = self.client.get_workflow_handle(case_id, run_id=run_id)
                yield await handle.fetch_history()
