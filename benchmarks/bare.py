"""The yardstick: a workflow that does nothing but write a row, in a worker set up like ours.

``python -m benchmarks.bare ADDRESS NAMESPACE FILE`` serves it until it is stopped.
"""

import asyncio
import sqlite3
import sys
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

from runtime.settings import Settings
from runtime.temporal import run_async
from runtime.worker import WorkerTuning, run_until_stopped, workflow_runner

QUEUE = "bare"


class RowWriter:
    def __init__(self, file: str) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("CREATE TABLE IF NOT EXISTS rows (value INTEGER)")
        self._turn = asyncio.Lock()

    @activity.defn(name="write_row")
    async def write_row(self, value: int) -> int:
        async with self._turn:
            await asyncio.to_thread(
                self._connection.execute, "INSERT INTO rows VALUES (?)", (value,)
            )
        return value


@workflow.defn(name="Bare")
class Bare:
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def act(self, value: int) -> int:
        written: int = await workflow.execute_local_activity(
            "write_row", value, result_type=int, start_to_close_timeout=timedelta(seconds=10)
        )
        return written


async def serve(address: str, namespace: str, file: str) -> None:
    client = await Client.connect(address, namespace=namespace)
    tuning = WorkerTuning.of(Settings())
    worker = Worker(
        client,
        task_queue=QUEUE,
        workflows=[Bare],
        activities=[RowWriter(file).write_row],
        workflow_runner=workflow_runner(tuning.sandboxed),
        max_cached_workflows=tuning.cached_cases,
        max_concurrent_workflow_task_polls=tuning.workflow_polls,
        sticky_queue_schedule_to_start_timeout=tuning.sticky_timeout,
    )
    await run_until_stopped(worker)


if __name__ == "__main__":
    run_async(serve(*sys.argv[1:4]))
