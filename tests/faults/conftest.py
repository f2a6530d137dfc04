"""The real parts on scratch files: engine, worker process, database; each can be killed."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from care.messages.envelope import CaseStart, Envelope, Receipt
from care.model.case import CaseState
from care.model.ids import CaseId
from policies.resolve import resolve
from runtime.parts import Parts, StoredReceipts
from runtime.settings import Settings
from runtime.temporal import EnginePlace, EngineServer
from store.database import migrate
from tests.serving import free_port
from tests.workflows.acts import Desk
from workflows.client import Cases, Unknown

Answer = TypeVar("Answer")


@dataclass
class Scene:
    settings: Settings
    server: EngineServer
    parts: Parts
    environment: dict[str, str]
    worker: asyncio.subprocess.Process | None = None
    cases: Cases = field(init=False)

    async def start_worker(self) -> None:
        self.worker = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.faults.worker_process",
            env=self.environment,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def kill_worker(self) -> None:
        worker, self.worker = self.worker, None
        if worker is not None and worker.returncode is None:
            worker.kill()
            await worker.wait()

    def desk(self) -> Desk:
        return Desk(self.cases, resolve("11215").case_policy)


async def insist(attempt: Callable[[], Awaitable[Answer]]) -> Answer:
    """As browser, outbox and relay do together: the same act until there is an answer."""
    for _ in range(60):
        try:
            return await attempt()
        except Unknown:
            await asyncio.sleep(0.3)
    raise AssertionError("no answer after a minute")


class InsistentCases(Cases):
    """Somebody who waits for a worker that is starting again, and sends the same once more."""

    async def open(self, start: CaseStart, envelope: Envelope) -> Receipt:
        return await insist(lambda: super(InsistentCases, self).open(start, envelope))

    async def ask(self, case_id: CaseId, envelope: Envelope) -> Receipt:
        return await insist(lambda: super(InsistentCases, self).ask(case_id, envelope))

    async def state(self, case_id: CaseId) -> CaseState:
        return await insist(lambda: super(InsistentCases, self).state(case_id))


async def opened(desk: Desk) -> Desk:
    await desk.open(f"{desk.case_id}.open")
    return desk


@pytest.fixture
async def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    ours = {
        "HAMKKE_DATA_DIR": str(tmp_path),
        "HAMKKE_TEMPORAL_PORT": str(free_port()),
        "HAMKKE_TEMPORAL_METRICS_PORT": str(free_port()),
        "HAMKKE_WORKER_METRICS_PORT": str(free_port()),
        "HAMKKE_STICKY_TIMEOUT_SECONDS": "1",
        "HAMKKE_UPDATE_TIMEOUT_SECONDS": "3",
    }
    for name, value in ours.items():
        monkeypatch.setenv(name, value)
    settings = Settings(_env_file=None)
    migrate(settings.database_url)
    place = EnginePlace(
        file=tmp_path / "temporal.db",
        port=settings.temporal_port,
        ui_port=None,
        metrics_port=settings.temporal_metrics_port,
        namespace=settings.temporal_namespace,
    )
    async with EngineServer(place, retention=timedelta(days=30)) as server:
        parts = Parts.of(settings)
        scene = Scene(settings, server, parts, {**os.environ, **ours})
        scene.cases = InsistentCases(
            await parts.connect("test"),
            task_queue=settings.task_queue,
            timeout=timedelta(seconds=settings.update_timeout_seconds),
            receipts=StoredReceipts(parts.database, parts.keyring),
        )
        await scene.start_worker()
        try:
            yield scene
        finally:
            await scene.kill_worker()
            await parts.database.dispose()
