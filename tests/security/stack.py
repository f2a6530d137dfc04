"""The whole system in one process on scratch files: engine, worker, relay, web over real HTTP."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import structlog
from temporalio.client import Client

from care.model.codes import PartnerChannel
from partners.channel import Channel
from partners.fhir.serving import FhirPages
from partners.kept import kept
from partners.manual.channel import ManualChannel
from partners.rest.channel import RestChannel
from partners.rest.inbound import read_answer
from runtime.codec import case_converter, stored_keys
from runtime.parts import StoredReceipts
from runtime.relay import Relay
from runtime.sandbox import Sandbox, Shared, create_sandbox_app
from runtime.temporal import EnginePlace, connect
from runtime.worker import WorkerTuning, care_activities, care_worker
from store.database import Database
from store.keyring import Keyring
from tests.databases import new_sqlite
from tests.engine import Loop, engine_server
from tests.security.features import everything_used
from tests.serving import free_port, serving
from web.app import create_app
from web.dependencies import Dependencies, WebSettings
from workflows.client import Cases

Result = TypeVar("Result")


class Kept(logging.Handler):
    """Every line anybody logs while the stack runs."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name} {record.getMessage()} {record.exc_info or ''}")


@dataclass
class Stack:
    """Started once for a folder of tests; ``do`` runs a coroutine in the stack's own loop."""

    place: EnginePlace
    folder: Path
    database: Database
    keyring: Keyring
    loop: Loop
    logs: Kept
    sandbox: Sandbox
    agreed: dict[str, Shared]
    base: str = ""
    bodies: str = ""
    asked: list[str] = field(default_factory=list)
    engine: Client = field(init=False)
    cases: Cases = field(init=False)
    relay: Relay = field(init=False)
    app: Any = None
    _stop: asyncio.Event = field(init=False)
    _life: "asyncio.Task[None]" = field(init=False)

    @property
    def file(self) -> Path:
        return self.folder / "hamkke.db"

    def do(self, work: Coroutine[Any, Any, Result]) -> Result:
        done: Result = self.loop.run(work)
        return done

    def read(self, ask: Callable[[Any], Awaitable[Result]]) -> Result:
        async def reading() -> Result:
            async with self.database.for_all().read() as session:
                return await ask(session)

        return self.do(reading())

    def write(self, change: Callable[[Any], Awaitable[Result]]) -> Result:
        async def writing() -> Result:
            async with self.database.for_all().write() as session:
                return await change(session)

        return self.do(writing())

    def http(self, token: str = "") -> httpx2.Client:
        """A browser of somebody; every address asked for is remembered."""
        headers = {"Sec-Fetch-Site": "same-origin"}
        if token:
            headers["Cookie"] = f"hamkke={token}"
        remember = {"request": [lambda request: self.asked.append(str(request.url))]}
        return httpx2.Client(
            base_url=self.base, headers=headers, timeout=30.0, event_hooks=remember
        )

    async def start(self) -> None:
        converter = case_converter(stored_keys(self.database, self.keyring))
        self.engine = await connect(
            self.place.address, self.place.namespace, converter, identity="stack"
        )
        receipts = StoredReceipts(self.database, self.keyring)
        self.cases = Cases(self.engine, timeout=timedelta(seconds=10), receipts=receipts)
        self.relay = Relay(self.database.for_all(), self.keyring, self.cases)
        self._stop, up = asyncio.Event(), asyncio.Event()
        self._life = asyncio.create_task(self._live(up))
        waiting = asyncio.create_task(up.wait())
        await asyncio.wait({self._life, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if self._life.done():
            waiting.cancel()
            self._life.result()

    async def stop(self) -> None:
        self._stop.set()
        await self._life
        await self.database.dispose()

    async def _live(self, up: asyncio.Event) -> None:
        rest = RestChannel(allow_private=True)
        channels: dict[PartnerChannel, Channel] = {
            PartnerChannel.REST: rest,
            PartnerChannel.MANUAL: ManualChannel(),
        }
        tuning = WorkerTuning(shutdown=timedelta(0), workflow_polls=5)
        ours = "https://hamkke.invalid"
        does = care_activities(self.database, self.keyring, channels, ours, self.cases)
        port = free_port()
        self.app = create_app(self._dependencies(port))
        async with (
            care_worker(self.engine, does, tuning),
            serving(self.app, port) as self.base,
            serving(create_sandbox_app(self.sandbox)) as self.bodies,
        ):
            self.sandbox.webhook_base = self.base
            relaying = asyncio.create_task(self.relay.run(self._stop, 0.05))
            up.set()
            await self._stop.wait()
            await relaying
        await rest.aclose()

    def _dependencies(self, port: int) -> Dependencies:
        return Dependencies(
            database=self.database,
            keyring=self.keyring,
            cases=self.cases,
            settings=WebSettings(
                public_url=f"http://127.0.0.1:{port}",
                session_idle=timedelta(days=2),
                stream_life=timedelta(0),
            ),
            clock=lambda: datetime.now(UTC),
            read_answer=read_answer,
            write_answer=kept,
            fhir=FhirPages(),
        )


def stack_on(place: EnginePlace, folder: Path, migrated: str | None = None) -> Stack:
    """On a SQLite file in the folder, unless the address of a migrated database is given."""
    url = migrated or new_sqlite(folder)
    logs = Kept()
    logging.getLogger().addHandler(logs)
    logging.getLogger().setLevel(logging.INFO)
    structlog.configure(
        processors=[structlog.processors.JSONRenderer(ensure_ascii=False)],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    loop = Loop()

    async def make() -> Stack:
        agreed: dict[str, Shared] = {}

        async def secrets_of(body: str) -> Shared | None:
            return agreed.get(body)

        sandbox = Sandbox("", secrets_of)
        keyring = Keyring(b"k" * 32)
        return Stack(place, folder, Database(url), keyring, loop, logs, sandbox, agreed)

    made: Stack = loop.run(make())
    return made


def end(stack: Stack) -> None:
    stack.do(stack.stop())
    stack.loop.close()
    logging.getLogger().removeHandler(stack.logs)
    logging.getLogger().setLevel(logging.WARNING)
    structlog.reset_defaults()


@contextmanager
def whole_system(folder: Path, migrated: str | None = None) -> Iterator[Stack]:
    """An engine of its own and everything on it, started; all of it is gone afterwards."""
    with engine_server(folder) as place, everything_used():
        made = stack_on(place, folder, migrated)
        made.do(made.start())
        try:
            yield made
        finally:
            end(made)
