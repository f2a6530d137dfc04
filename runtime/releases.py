"""One worker after another, each a release of its own, so that open cases move from old to new."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

from temporalio.api.workflowservice.v1 import SetWorkerDeploymentCurrentVersionRequest
from temporalio.client import Client
from temporalio.service import RPCError

from runtime.worker import DEPLOYMENT, WorkerTuning, care_worker

PATIENCE_SECONDS = 10.0


class Shifts:
    """The worker of a scratch system; ``hand_over`` ends it and lets another release take over."""

    def __init__(
        self, client: Client, activities: Sequence[Callable[..., Any]], tuning: WorkerTuning
    ) -> None:
        self._client = client
        self._activities = activities
        self._tuning = tuning
        self._at_work = AsyncExitStack()

    async def start(self, release: str = "") -> None:
        tuning = replace(self._tuning, release=release)
        await self._at_work.enter_async_context(care_worker(self._client, self._activities, tuning))
        if release:
            await self._make_current(release)

    async def hand_over(self, release: str) -> None:
        """The old worker is gone before the new one comes, as at a deploy on one machine."""
        await self.stop()
        await self.start(release)

    async def stop(self) -> None:
        await self._at_work.aclose()
        self._at_work = AsyncExitStack()

    async def _make_current(self, release: str) -> None:
        """The engine knows a release from its first poll on; until then it refuses."""
        asked = SetWorkerDeploymentCurrentVersionRequest(
            namespace=self._client.namespace,
            deployment_name=DEPLOYMENT,
            build_id=release,
            ignore_missing_task_queues=True,
        )
        end = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while True:
            try:
                await self._client.workflow_service.set_worker_deployment_current_version(asked)
                return
            except RPCError:
                if asyncio.get_running_loop().time() > end:
                    raise
                await asyncio.sleep(0.1)
