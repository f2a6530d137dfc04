"""The real web on a real SQLite store; the heart itself answers in the engine's place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from care.decide.evolve import blank, fold
from care.decide.snapshot import snapshot
from care.decide.step import Stepped, step, tick
from care.messages.envelope import CaseStart, Envelope, Receipt, Step
from care.model.case import CaseState
from care.model.codes import AgencyKind, PartnerChannel, Role
from care.model.ids import AgencyId, CaseId, DistrictCode, IntentKey, OfficeCode, PersonId
from care.model.refusal import Refusal
from policies.resolve import resolve
from store import agencies, people, sessions, timeline
from store.agencies import Agency
from store.database import Database
from store.keyring import Keyring
from store.people import Person
from tests.databases import new_sqlite
from web.acts.routes import area
from web.app import create_app
from web.dependencies import Dependencies, WebSettings
from workflows.client import Cases, NotFound, Refused

GIMPO = DistrictCode("41570")
START = datetime(2026, 1, 6, 1, 0, tzinfo=UTC)
STAFF = {
    "hub": (Role.LOCAL_OFFICE, "handeul-eup"),
    "lead": (Role.TEAM_LEAD, "handeul-eup"),
    "manager": (Role.CASE_MANAGER, ""),
    "coordinator": (Role.COORDINATOR, ""),
}
NAMES = {"hub": "도담결", "lead": "하늬솔", "manager": "민들레", "coordinator": "서가온"}


class HeartOnly(Cases):
    """Decides at once and stores the step; what the workflow does around it is tested elsewhere."""

    def __init__(self, database: Database, keyring: Keyring, clock: "Clock") -> None:
        self.database, self.keyring, self.clock = database, keyring, clock
        self.starts: dict[CaseId, CaseStart] = {}

    async def open(self, start: CaseStart, envelope: Envelope) -> Receipt:
        return await self._act(
            start.case_id, self.starts.setdefault(start.case_id, start), envelope
        )

    async def ask(self, case_id: CaseId, envelope: Envelope) -> Receipt:
        return await self._act(case_id, self._started(case_id), envelope)

    def _started(self, case_id: CaseId) -> CaseStart:
        return self.starts.get(case_id) or _start(case_id)

    async def state(self, case_id: CaseId) -> CaseState:
        async with self.database.read() as session:
            recorded = await timeline.events(session, self.keyring, case_id)
        if not recorded:
            raise NotFound
        return fold(blank(self._started(case_id)), recorded)

    async def _act(self, case_id: CaseId, start: CaseStart, envelope: Envelope) -> Receipt:
        async with self.database.read() as session:
            known = await timeline.receipt(session, envelope.intent, case_id)
            recorded = await timeline.events(session, self.keyring, case_id)
        if known is not None:
            return known
        done = step(fold(blank(start), recorded), envelope, self.clock() + start.clock_shift)
        if isinstance(done, Refusal):
            raise Refused(done)
        revision = await self._keep(case_id, envelope.intent, done)
        return Receipt(case_id=case_id, intent=envelope.intent, revision=revision)

    async def _keep(self, case_id: CaseId, intent: IntentKey, done: Stepped) -> int:
        made = Step(
            case_id=case_id, intent=intent, events=done.recorded, snapshot=snapshot(done.state)
        )
        async with self.database.write() as session:
            return await timeline.append(session, made, self.keyring)

    async def tick(self, case_id: CaseId) -> None:
        """What the timers of the case would have done by now."""
        state, start = await self.state(case_id), self._started(case_id)
        while (done := tick(state, self.clock() + start.clock_shift)) is not None:
            await self._keep(case_id, IntentKey(f"tick-{state.revision}"), done)
            state = done.state


def _start(case_id: CaseId) -> CaseStart:
    policy = resolve(GIMPO).case_policy
    return CaseStart(case_id=case_id, district=GIMPO, policy=policy)


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Office:
    """A district at work: post forms as somebody, read the timeline."""

    client: TestClient
    cases: HeartOnly
    clock: Clock
    tokens: dict[str, str]
    case_id: CaseId = field(default=CaseId(""))
    ids: dict[str, str] = field(default_factory=dict)

    def get(self, who: str, path: str) -> Any:
        return self.client.get(path, headers=self._as(who), follow_redirects=False)

    def _as(self, who: str) -> dict[str, str]:
        return {"Cookie": f"hamkke={self.tokens[who]}", "Sec-Fetch-Site": "same-origin"}

    def intent(self, who: str, path: str) -> str:
        page = self.get(who, path)
        assert page.status_code == 200, page.text
        found = re.search(r'name="intent" value="([^"]+)"', page.text)
        assert found is not None
        return unescape(found[1])

    def post(self, who: str, path: str, fields: dict[str, Any], intent: str = "") -> Any:
        sent = {"intent": intent or self.intent(who, path), **fields}
        return self.client.post(path, data=sent, headers=self._as(who), follow_redirects=False)

    def form(self, act: str) -> str:
        return f"/cases/{self.case_id}/{act}"

    def do(self, who: str, act: str, **fields: Any) -> None:
        """The act must succeed."""
        answer = self.post(who, self.form(act), fields)
        assert answer.status_code == 303, _told(answer.text)

    def state(self) -> CaseState:
        async def read() -> CaseState:
            return await self.cases.state(self.case_id)

        return self.client.portal.call(read)  # type: ignore[union-attr]

    def kinds(self) -> list[str]:
        async def read() -> list[str]:
            async with self.cases.database.read() as session:
                found = await timeline.events(session, self.cases.keyring, self.case_id)
            return [recorded.event.kind for recorded in found]

        return self.client.portal.call(read)  # type: ignore[union-attr]


def _told(page: str) -> str:
    """What the page says is wrong."""
    found = re.search(r'class="error-summary".*?</div>', page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[0]) if found else page[:2000]


async def _people(database: Database, keyring: Keyring, now: datetime) -> dict[str, str]:
    tokens = {}
    async with database.write() as session:
        for login, (role, office) in STAFF.items():
            person = Person(
                person_id=PersonId(login),
                login=login,
                district=GIMPO,
                office=OfficeCode(office) or None,
                roles=frozenset({role}),
            )
            await people.create_person(session, keyring, person, NAMES[login], "none", now)
            tokens[login] = await _session(session, person.person_id, now)
        for code, kind, channel in (
            ("welfare", AgencyKind.WELFARE_CENTRE, PartnerChannel.MANUAL),
            ("city", AgencyKind.PUBLIC_AGENCY, PartnerChannel.MANUAL),
            ("foundation", AgencyKind.FOUNDATION, PartnerChannel.MANUAL),
            ("clinic", AgencyKind.CLINIC, PartnerChannel.REST),
        ):
            body = Agency(AgencyId(code), GIMPO, f"가상 {code}", kind, channel)
            await agencies.save_agency(session, body)
    return tokens


async def _session(session: Any, person_id: PersonId, now: datetime) -> str:
    return str(await sessions.create(session, person_id, now, timedelta(days=900)))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder: Path = tmp_path_factory.mktemp("acts")
    url = new_sqlite(folder)
    database, clock = Database(url), Clock()
    keyring = Keyring(b"k" * 32)
    cases = HeartOnly(database, keyring, clock)
    settings = WebSettings(session_idle=timedelta(days=900))
    app = create_app(Dependencies(database, keyring, cases, settings, clock), (area,))
    with TestClient(app) as client:
        tokens = client.portal.call(_people, database, keyring, clock())  # type: ignore[union-attr]
        yield Office(client, cases, clock, tokens)
        client.portal.call(database.dispose)  # type: ignore[union-attr]
