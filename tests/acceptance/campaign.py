"""A district with a campaign on a real engine: pages, lists and openings as people use them."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import httpx2

from care.model.codes import Role
from care.model.discovery import BatchKind, BatchState
from care.model.ids import BatchId, CampaignId, DistrictCode, OfficeCode, PersonId, TargetId
from runtime.codec import case_converter, stored_keys
from runtime.parts import StoredReceipts
from runtime.temporal import EnginePlace, connect
from runtime.worker import WorkerTuning, care_activities, care_worker
from store import batches, campaign_targets, campaigns, people, sessions
from store.campaign_answers import Answer, answer
from store.campaign_targets import Known, Told
from store.database import Database
from store.keyring import Keyring
from store.people import Person
from tests.databases import new_sqlite
from tests.engine import Loop, engine_server
from web.app import create_app
from web.dependencies import Dependencies, WebSettings
from workflows.batches import Batches
from workflows.client import Cases
from workflows.openings import Openings

JEONJU = DistrictCode("52110")
NOW = datetime.now(UTC)
"""Of the session: the worker opens cases at the true hour, so the eight days lie around it."""
FIRST_DAY = NOW - timedelta(days=6)
OFFICES = ("평화1동", "평화2동", "삼천1동", "완산동")
SURVEYORS = tuple(f"asks-{number}" for number in range(1, 9))
PEOPLE = {"coordinator": Role.COORDINATOR, "head": Role.SECTION_HEAD} | dict.fromkeys(
    SURVEYORS, Role.CASE_MANAGER
)
LONG = timedelta(days=400)


@dataclass
class Town:
    """``now`` is what the pages go by; the engine keeps its own time."""

    place: EnginePlace
    loop: Loop
    database: Database
    keyring: Keyring
    now: datetime = FIRST_DAY
    tokens: dict[str, str] = field(default_factory=dict)
    app: Any = None
    engine: Any = None
    lists: list[str] = field(default_factory=list)

    def do(self, work: Any) -> Any:
        return self.loop.run(work)

    def get(self, who: str, path: str) -> httpx2.Response:
        found: httpx2.Response = self.do(self._http(who, lambda http: http.get(path)))
        return found

    def page(self, who: str, path: str) -> str:
        found = self.get(who, path)
        assert found.status_code == 200, found.text
        return plain(found.text)

    def post(self, who: str, path: str, on: str, /, **fields: Any) -> httpx2.Response:
        """``on``: the page whose form it is."""
        shown = self.get(who, on)
        intent = re.search(r'name="intent" value="([^"]+)"', shown.text)
        assert intent is not None, shown.text
        files = fields.pop("file", None)
        sent = {"intent": unescape(intent[1]), **fields}
        given: dict[str, Any] = {"data": sent} | ({"files": {"file": files}} if files else {})
        found: httpx2.Response = self.do(self._http(who, lambda http: http.post(path, **given)))
        return found

    async def _http(self, who: str, ask: Callable[[httpx2.AsyncClient], Any]) -> Any:
        headers = {"Cookie": f"hamkke={self.tokens[who]}", "Sec-Fetch-Site": "same-origin"}
        transport = httpx2.ASGITransport(app=self.app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://hamkke.invalid", headers=headers
        ) as http:
            return await ask(http)

    def read(self, ask: Callable[[Any], Any]) -> Any:
        async def reading() -> Any:
            async with self.database.of(JEONJU).read() as session:
                return await ask(session)

        return self.do(reading())

    def targets(self, campaign: str) -> list[Known]:
        where = [campaign_targets.of_campaign(campaign)]
        found: list[Known] = self.read(
            lambda session: campaign_targets.known(session, self.keyring, JEONJU, where)
        )
        return found

    def brought(self, kind: BatchKind, about: str, rows: Sequence[Sequence[object]]) -> str:
        """A list through the page, tried out and taken by the engine; answers what it came to."""
        text = "\n".join(",".join(str(cell) for cell in row) for row in rows)
        sent = ("list.csv", text.encode(), "text/csv")
        path = f"/imports?kind={kind.value}&about={about}"
        made = self.post("coordinator", "/imports", path, kind=kind.value, about=about, file=sent)
        assert made.status_code == 303, plain(made.text)
        here = str(made.headers["location"])
        self.lists.append(here.rpartition("/")[2])
        self._until(here, BatchState.CHECKED)
        assert self.post("coordinator", f"{here}/confirm", here).status_code == 303
        self._until(here, BatchState.DONE)
        return self.page("coordinator", here)

    def status(self, workflow: str) -> str:
        """How the engine says its run ended."""

        async def ended() -> str:
            handle = self.engine.get_workflow_handle(workflow)
            for _ in range(200):
                found = (await handle.describe()).status
                if found is not None and found.name != "RUNNING":
                    break
                await asyncio.sleep(0.05)
            return found.name if found else ""

        name: str = self.do(ended())
        return name

    def _until(self, here: str, state: BatchState) -> None:
        batch_id = BatchId(here.rpartition("/")[2])

        async def there() -> bool:
            async with self.database.of(JEONJU).read() as session:
                found = await batches.get(session, self.keyring, JEONJU, batch_id)
            assert found is not None
            assert not found.state.is_over or found.state is state, found
            return found.state is state

        self.wait(there)

    def wait(self, there: Callable[[], Any]) -> None:
        """However long a slow machine takes: each look is short, and what it sees is kept."""
        for _ in range(6):
            if self.do(until(there)):
                return
        raise AssertionError("it did not come to an end")

    def answered(
        self, campaign: str, given: Sequence[tuple[TargetId, PersonId, dict[str, int]]], on: date
    ) -> None:
        """A day's answers, as the phone page keeps them."""

        async def keep() -> None:
            async with self.database.of(JEONJU).write() as session:
                form = await campaigns.current_form(session, CampaignId(campaign))
                for target_id, who, answers in given:
                    told = Told(answers=answers)
                    one = Answer(CampaignId(campaign), target_id, form, told, who, self.now, on)
                    assert await answer(session, self.keyring, JEONJU, one)

        self.do(keep())


async def until(there: Callable[[], Any], seconds: float = 60.0) -> bool:
    """Looks again and again; what is looked at stands in the store."""
    for _ in range(int(seconds / 0.05)):
        if await there():
            return True
        await asyncio.sleep(0.05)
    return False


def plain(page: str) -> str:
    shown = re.sub(r"<(script|style|head|noscript).*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", shown)))


@contextmanager
def town_on(folder: Path) -> Iterator[Town]:
    url = new_sqlite(folder)
    loop = Loop()
    with engine_server(folder) as place:
        made: Town = loop.run(_make(place, loop, url))
        life = _life(made)
        loop.run(_begin(life))
        try:
            yield made
        finally:
            loop.run(_end(life))
    loop.close()


async def _make(place: EnginePlace, loop: Loop, url: str) -> Town:
    return Town(place, loop, Database(url, synchronous="NORMAL"), Keyring(b"k" * 32))


async def _begin(life: AsyncGenerator[None, None]) -> None:
    await anext(life)


async def _end(life: AsyncGenerator[None, None]) -> None:
    async for _ in life:
        raise AssertionError


async def _life(town: Town) -> AsyncGenerator[None, None]:
    async with _at_work(town):
        yield
    await town.database.dispose()


@asynccontextmanager
async def _at_work(town: Town) -> AsyncIterator[None]:
    place, database, keyring = town.place, town.database, town.keyring
    converter = case_converter(stored_keys(database, keyring))
    engine = await connect(place.address, place.namespace, converter, identity="campaign")
    town.engine = engine
    receipts = StoredReceipts(database, keyring)
    cases = Cases(engine, timeout=timedelta(seconds=20), receipts=receipts)
    town.app = create_app(
        Dependencies(
            database=database,
            keyring=keyring,
            cases=cases,
            openings=Openings(engine),
            batches=Batches(engine),
            settings=WebSettings(session_idle=LONG, session_life=LONG),
            clock=lambda: town.now,
        )
    )
    town.tokens = await _staff(database, keyring)
    does = care_activities(database, keyring, {}, "https://hamkke.invalid", cases)
    tuning = WorkerTuning(shutdown=timedelta(0), sandboxed=False, workflow_polls=5)
    async with care_worker(engine, does, tuning):
        yield


async def _staff(database: Database, keyring: Keyring) -> dict[str, str]:
    tokens = {}
    async with database.for_all().write() as session:
        for login, role in PEOPLE.items():
            person = Person(
                person_id=PersonId(login),
                login=login,
                district=JEONJU,
                office=OfficeCode("") or None,
                roles=frozenset({role}),
            )
            await people.create_person(session, keyring, person, f"가상 {login}", "none", FIRST_DAY)
            tokens[login] = str(await sessions.create(session, person.person_id, FIRST_DAY, LONG))
    return tokens
