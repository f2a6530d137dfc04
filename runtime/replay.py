"""Old histories through today's code: no case may fail on it, and none may come out different.

The engine's own check sees a changed order of requests, not a changed value; therefore the state a
history leads to is compared as well (golden state).
"""

import hashlib
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from temporalio import workflow
from temporalio.client import Client, WorkflowHistory
from temporalio.converter import DataConverter
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from care.messages.envelope import CaseStart
from care.model.case import CaseState
from care.model.ids import CaseId
from runtime.codec import KEY_ID
from runtime.worker import WORKFLOWS, workflow_runner
from workflows import names
from workflows.care_case import CareCase

TYPES = (names.CARE_CASE, names.POLICY_ROLLOUT, names.POLICY_STUDY, names.BATCH_IMPORT)
UNDER_WAY = f"WorkflowType IN {TYPES} AND ExecutionStatus = 'Running'"

RECORDED = Path(__file__).parents[1] / "tests" / "workflows" / "histories"


async def recording_keys(case_id: CaseId) -> tuple[str, bytes]:
    """Keys that follow from the id: recordings are of invented cases and readable everywhere."""
    return KEY_ID, hashlib.sha256(f"test key of {case_id}".encode()).digest()


@dataclass(frozen=True)
class Recording:
    """One run of an invented case, and the state it had at the end of it."""

    name: str
    history: WorkflowHistory
    state: CaseState

    @classmethod
    def read(cls, path: Path) -> "Recording":
        stored = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            name=path.stem,
            history=WorkflowHistory.from_json(stored["case_id"], stored["history"]),
            state=CaseState.model_validate(stored["state"]),
        )

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        stored = {
            "case_id": self.history.workflow_id,
            "state": self.state.model_dump(mode="json"),
            "history": json.loads(self.history.to_json()),
        }
        text = json.dumps(stored, ensure_ascii=False, indent=None, separators=(",", ":"))
        (folder / f"{self.name}.json").write_text(text + "\n", encoding="utf-8")


def recordings(folder: Path) -> Iterator[Recording]:
    for path in sorted(folder.rglob("*.json")):
        yield Recording.read(path)


async def failures(
    histories: AsyncIterator[WorkflowHistory], converter: DataConverter
) -> dict[str, Exception]:
    """Run id and reason of every history today's code cannot follow."""
    replayer = Replayer(
        workflows=WORKFLOWS,
        data_converter=converter,
        workflow_runner=workflow_runner(sandboxed=True),
        namespace="replay",
        # Each history takes its code into the sandbox anew: on a busy machine that may last longer
        # than the two seconds after which the engine's client would call it a deadlock.
        debug_mode=True,
    )
    results = await replayer.replay_workflows(histories, raise_on_replay_failure=False)
    return dict(results.replay_failures)


async def open_failures(client: Client, converter: DataConverter) -> dict[str, Exception]:
    """Before a deploy: every open case, and every rollout and study under way."""
    return await failures(client.list_workflows(UNDER_WAY).map_histories(), converter)


async def each(histories: Iterable[WorkflowHistory]) -> AsyncIterator[WorkflowHistory]:
    for history in histories:
        yield history


_witnessed: dict[str, CareCase] = {}


@workflow.defn(name=names.CARE_CASE, sandboxed=False)
class WitnessedCase(CareCase):
    """A case that can be looked at after its replay, when the engine has let go of it."""

    @workflow.init
    def __init__(self, start: CaseStart) -> None:
        super().__init__(start)
        _witnessed[workflow.info().workflow_id] = self

    @workflow.run
    async def run(self, start: CaseStart) -> None:
        await super().run(start)


async def state_after(history: WorkflowHistory, converter: DataConverter) -> CaseState:
    """Where today's code arrives with this history; raises if it cannot follow it."""
    replayer = Replayer(
        workflows=[WitnessedCase],
        data_converter=converter,
        workflow_runner=UnsandboxedWorkflowRunner(),
        namespace="replay",
    )
    await replayer.replay_workflow(history)
    return _witnessed.pop(history.workflow_id).state()
