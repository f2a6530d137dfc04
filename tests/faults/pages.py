"""The web and the relay as processes of their own, and a person who posts until answered."""

import asyncio
import re
import sys
from asyncio.subprocess import DEVNULL, Process
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape

import httpx2

from care.model.codes import Role
from care.model.ids import DistrictCode, PersonId
from store import people, sessions
from store.people import Person
from tests.faults.conftest import Scene
from tests.serving import free_port

DISTRICT = DistrictCode("11215")
PATIENCE = 120


async def process(scene: Scene, part: str, **more: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "runtime.cli",
        part,
        env={**scene.environment, **more},
        stdout=DEVNULL,
        stderr=DEVNULL,
    )


async def kill(running: Process) -> None:
    if running.returncode is None:
        running.kill()
    await running.wait()


async def manager(scene: Scene) -> str:
    """A case manager with a session; the cookie of it."""
    now, keyring = datetime.now(UTC), scene.parts.keyring
    person = Person(PersonId("p-web"), "p-web", DISTRICT, roles=frozenset({Role.CASE_MANAGER}))
    async with scene.parts.database.write() as session:
        await people.create_person(session, keyring, person, "민들레", "none", now)
        token = await sessions.create(session, person.person_id, now, timedelta(hours=1))
    return f"hamkke={token}"


@dataclass
class Browser:
    """Repeats a post with the same form whenever the line breaks, as a person would."""

    base: str
    cookie: str
    broken: int = 0
    doubtful: int = 0
    intents: list[str] = field(default_factory=list)

    def client(self) -> httpx2.AsyncClient:
        headers = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin"}
        return httpx2.AsyncClient(base_url=self.base, headers=headers, timeout=15)

    async def get(self, path: str) -> httpx2.Response:
        return await self._until_answered("GET", path, {})

    async def form(self, path: str) -> str:
        page = (await self.get(path)).text
        found = re.search(r'name="intent" value="([^"]+)"', page)
        assert found is not None, page[:500]
        return unescape(found[1])

    async def note(self, case_id: str, words: str) -> httpx2.Response:
        path = f"/cases/{case_id}/note"
        intent = await self.form(path)
        self.intents.append(intent.partition(".")[0])
        return await self._until_answered("POST", path, {"intent": intent, "note": words})

    async def _until_answered(
        self, method: str, path: str, data: dict[str, str]
    ) -> httpx2.Response:
        for _ in range(PATIENCE):
            try:
                async with self.client() as client:
                    return await client.request(method, path, data=data or None)
            except httpx2.TransportError:
                self.broken += 1
                await asyncio.sleep(0.25)
        raise AssertionError("the web did not come back")


@dataclass
class Web:
    scene: Scene
    port: int = field(default_factory=free_port)
    running: Process | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self.running = await process(self.scene, "web", HAMKKE_WEB_PORT=str(self.port))

    async def kill(self) -> None:
        running, self.running = self.running, None
        if running is not None:
            await kill(running)
