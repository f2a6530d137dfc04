"""A web of its own for each test: migrated database, invented people, a clock to be turned."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from care.messages.envelope import CaseStart, Envelope, Receipt
from care.model.codes import Role
from care.model.ids import AgencyId, CaseId, DistrictCode, OfficeCode, PersonId
from store import people
from store.database import Database
from store.keyring import Keyring
from store.people import Person
from tests.databases import new_sqlite
from web import passwords
from web.access import Access, Area, Here
from web.app import create_app
from web.areas import AREAS
from web.dependencies import Dependencies, WebSettings
from web.visitor import Resource

PASSWORD = "a quiet river in autumn"
SAME = {"sec-fetch-site": "same-origin"}
GIMPO = DistrictCode("41570")
NOWON = DistrictCode("11350")
BASE = "http://127.0.0.1:8460"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Engine:
    """Stands where the cases stand: answers with what the test gives, remembers what was asked."""

    answer: Callable[[Envelope], Receipt] | None = None
    asked: list[Envelope] = field(default_factory=list)

    async def ask(self, case_id: CaseId, envelope: Envelope) -> Receipt:
        self.asked.append(envelope)
        if self.answer is not None:
            return self.answer(envelope)
        return Receipt(case_id=case_id, intent=envelope.intent, revision=1)

    async def open(self, start: CaseStart, envelope: Envelope) -> Receipt:
        return await self.ask(start.case_id, envelope)


PEOPLE = (
    ("coordinator", GIMPO, "", None, Role.COORDINATOR),
    ("head", GIMPO, "", None, Role.SECTION_HEAD),
    ("manager", GIMPO, "", None, Role.CASE_MANAGER),
    ("lead", GIMPO, "handeul-eup", None, Role.TEAM_LEAD),
    ("dong", GIMPO, "handeul-eup", None, Role.LOCAL_OFFICE),
    ("operator", GIMPO, "", None, Role.OPERATOR),
    ("privacy", GIMPO, "", None, Role.PRIVACY_OFFICER),
    ("policy", GIMPO, "", None, Role.POLICY_ADMIN),
    ("partner", GIMPO, "", "agency-1", Role.PARTNER_WORKER),
    ("elsewhere", NOWON, "", None, Role.COORDINATOR),
)


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Cheap on purpose: what is tested here is not how long guessing takes."""
    quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    passwords._hasher.cache_clear()
    passwords._hasher = lambda: quick  # type: ignore[assignment]
    return passwords.hash_now(PASSWORD)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
async def dependencies(
    tmp_path: Path, password_hash: str, clock: Clock, engine: Engine
) -> AsyncIterator[Dependencies]:
    database = Database(new_sqlite(tmp_path, "web.db"), "NORMAL")
    keyring = Keyring(bytes(range(32)))
    async with database.write() as session:
        for login, district, office, agency, role in PEOPLE:
            person = Person(
                PersonId(f"p-{login}"),
                login,
                district,
                OfficeCode(office) if office else None,
                AgencyId(agency) if agency else None,
                frozenset({role}),
            )
            await people.create_person(
                session, keyring, person, f"가상 {login}", password_hash, clock.now
            )
    cases: Any = engine
    yield Dependencies(database, keyring, cases, WebSettings(public_url=BASE), clock)
    await database.dispose()


CASES = {
    "41570-aaaaaaaaaaaaaaaa": Resource("Case", "41570-aaaaaaaaaaaaaaaa", GIMPO, "handeul-eup"),
    "41570-bbbbbbbbbbbbbbbb": Resource("Case", "41570-bbbbbbbbbbbbbbbb", GIMPO, "sodam-dong"),
    "11350-cccccccccccccccc": Resource("Case", "11350-cccccccccccccccc", NOWON, "wolgye-dong"),
}


async def any_case(request: Any, session: Any, visitor: Any) -> Resource | None:
    """Unscoped on purpose: what is refused here is refused by the policies alone."""
    return CASES.get(request.path_params["case_id"])


trial = Area("/trial")


@trial.get("/cases/{case_id}", access=Access(action="ViewCase", resource=any_case))
async def look(visit: Here) -> PlainTextResponse:
    return PlainTextResponse("canary-정○슬")


@trial.post(
    "/cases/{case_id}/note", access=Access(action="AddNote", resource=any_case, record="note")
)
async def note(visit: Here) -> PlainTextResponse:
    return PlainTextResponse("done")


@trial.get("/broken", access=Access(action="ViewInbox"))
async def broken(visit: Here) -> PlainTextResponse:
    raise RuntimeError("홍길동 900101-1234567")


@pytest.fixture
def app(dependencies: Dependencies) -> FastAPI:
    return create_app(dependencies, (*AREAS, trial))


@pytest.fixture
def secure_app(dependencies: Dependencies) -> FastAPI:
    settings = WebSettings(public_url="https://hamkke.example")
    return create_app(replace(dependencies, settings=settings))


def browser(app: FastAPI, base: str = BASE) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url=base)


SignIn = Callable[[str], Awaitable[httpx2.AsyncClient]]


@pytest.fixture
async def guest(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with browser(app) as client:
        yield client


@pytest.fixture
async def sign_in(app: FastAPI) -> AsyncIterator[SignIn]:
    opened: list[httpx2.AsyncClient] = []

    async def enter(login: str) -> httpx2.AsyncClient:
        client = browser(app)
        opened.append(client)
        sent = {"login": login, "password": PASSWORD}
        answer = await client.post("/login", data=sent, headers=SAME)
        assert answer.status_code == 303, answer.text
        return client

    yield enter
    for client in opened:
        await client.aclose()
