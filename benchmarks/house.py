"""The running system of one machine in a scratch folder: engine, worker, web, each a process."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx2
from temporalio.client import Client

from care.model.codes import Role
from care.model.ids import DistrictCode
from runtime.codec import case_converter, stored_keys
from runtime.temporal import EnginePlace, EngineServer, connect
from store import people
from store.database import Database, migrate
from store.keyring import Keyring, load_master_key
from store.people import Person
from tests.serving import free_port
from tests.workflows.acts import PEOPLE
from web.passwords import hash_now
from web.visitor import Visitor

ROOT = Path(__file__).parent.parent
NAMESPACE = "cases"
PASSWORD = "a-long-enough-pass-phrase"
COOKIE = "hamkke"


@dataclass
class House:
    folder: Path
    engine: EngineServer
    database: Database
    keyring: Keyring
    client: Client
    variables: Mapping[str, str]
    running: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.variables['HAMKKE_WEB_PORT']}"

    async def start(self, name: str, *command: str, **changed: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = await asyncio.create_subprocess_exec(
                sys.executable,
                *command,
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(ROOT), **self.variables, **changed},
                stdout=log,
                stderr=log,
            )

    async def start_worker(self, **changed: str) -> None:
        await self.start("worker", "-m", "runtime.cli", "worker", **changed)

    async def stop(self, name: str) -> None:
        process = self.running.pop(name)
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), 20)

    def megabytes(self, name: str) -> float:
        pid = self.engine.pid if name == "engine" else self.running[name].pid
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        kilobytes = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(kilobytes.split()[1]) / 1000

    async def until_web_answers(self) -> None:
        async with httpx2.AsyncClient(base_url=self.web) as asker:
            for _ in range(900):
                try:
                    await asker.get("/login")
                    return
                except httpx2.TransportError:
                    await asyncio.sleep(0.1)
        raise RuntimeError("the web does not answer")


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[House]:
    variables = _variables(folder)
    url = f"sqlite+aiosqlite:///{folder / 'hamkke.db'}"
    await asyncio.to_thread(migrate, url)
    database = Database(url)
    keyring = Keyring(load_master_key(folder / "master.key", create=True))
    async with EngineServer(_place(folder)) as engine:
        place = engine.place
        converter = case_converter(stored_keys(database, keyring))
        client = await connect(place.address, NAMESPACE, converter, identity="bench")
        variables["HAMKKE_TEMPORAL_ADDRESS"] = place.address
        made = House(folder, engine, database, keyring, client, variables)
        try:
            yield made
        finally:
            for name in list(made.running):
                await made.stop(name)
            await database.dispose()


def _variables(folder: Path) -> dict[str, str]:
    ports = {f"HAMKKE_{name}": str(free_port()) for name in ("WEB_PORT", "WORKER_METRICS_PORT")}
    return {"HAMKKE_DATA_DIR": str(folder), "HAMKKE_LOG_LEVEL": "WARNING", **ports}


def _place(folder: Path) -> EnginePlace:
    return EnginePlace(
        file=folder / "temporal.db",
        port=free_port(),
        ui_port=None,
        metrics_port=free_port(),
        namespace=NAMESPACE,
    )


async def create_people(house: House, district: DistrictCode) -> None:
    hashed, now = await asyncio.to_thread(hash_now, PASSWORD), datetime.now(UTC)
    async with house.database.write() as session:
        for role, person_id in PEOPLE.items():
            person = Person(person_id, person_id, district, roles=frozenset({role}))
            await people.create_person(session, house.keyring, person, "민들레", hashed, now)


async def log_in(house: House, browser: httpx2.AsyncClient, role: Role) -> Visitor:
    """Logs in over HTTP; the visitor knows the session's secret, so it can make its own forms."""
    fields = {"login": PEOPLE[role], "password": PASSWORD}
    answer = await browser.post("/login", data=fields)
    token = answer.cookies.get(COOKIE) or browser.cookies.get(COOKIE)
    if answer.status_code != 303 or token is None:
        raise RuntimeError(f"login: {answer.status_code}")
    return Visitor(
        person=PEOPLE[role],
        name="",
        roles=(role,),
        district=DistrictCode(""),
        office="",  # type: ignore[arg-type]
        agency=None,
        token=token,
        signed_in_at=datetime.now(UTC),
    )
