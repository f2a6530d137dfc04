"""Bodies with people of their own at a district's desk, and households they were asked about."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text
from starlette.testclient import TestClient

from care.messages import commands as c
from care.messages.envelope import Actor, Envelope
from care.model.codes import (
    AgencyKind,
    ConsentMethod,
    ConsentPurpose,
    DiscoveryChannel,
    PartnerChannel,
    Relation,
    Role,
)
from care.model.household import Member
from care.model.ids import (
    AgencyId,
    CaseId,
    CaseNumber,
    ConsentId,
    HouseholdId,
    IntentKey,
    LinkageId,
    MemberId,
    OfficeCode,
    PersonId,
    PlanItemId,
)
from care.model.linkage import Linkage
from care.model.service_codes import DataGroup
from store import agencies, households, people, sessions
from store.agencies import Agency
from store.danger import Identity, NewDanger, add_danger, identify
from store.database import Database
from store.households import MemberDetails
from store.keyring import Keyring
from store.people import Person
from tests.web.acts.conftest import GIMPO, Clock
from tests.web.flow import Flow, Telling, approve, care_plan, classify, district, receive, submit
from web.app import create_app
from web.dependencies import Dependencies, WebSettings

MOTHER, CHILD = MemberId("m-1"), MemberId("m-2")
NAME, CHILD_NAME = "윤다온", "윤가람"
PHONE, ADDRESS = "010-0000-1234", "한들읍 솔숲길 7"
HOME = HouseholdId("home-1")
WELFARE, REPAIR, CLINICS = (AgencyId(one) for one in ("welfare", "repair", "clinics"))
MEMBER_CLINIC = AgencyId("clinic-1")
BODIES = (
    Agency(WELFARE, GIMPO, "가상복지관", AgencyKind.WELFARE_CENTRE, PartnerChannel.PORTAL),
    Agency(REPAIR, GIMPO, "가상집수리", AgencyKind.COMPANY, PartnerChannel.PORTAL),
    Agency(
        CLINICS, GIMPO, "가상의사회", AgencyKind.PROFESSIONAL_ASSOCIATION, PartnerChannel.PORTAL
    ),
    replace(
        Agency(MEMBER_CLINIC, GIMPO, "가상의원", AgencyKind.CLINIC, PartnerChannel.PORTAL),
        member_of=CLINICS,
    ),
)
WORKERS = {
    "w-welfare": (WELFARE, "이온결"),
    "w-repair": (REPAIR, "박다짐"),
    "w-clinics": (CLINICS, "최바른"),
}
ITEMS = {WELFARE: "a-2", REPAIR: "a-1", CLINICS: "a-3"}
ALL_GROUPS = tuple(DataGroup)
AGREED_ON = date(2025, 1, 1)


class Partners(Flow):
    """A flow in which people of bodies take part; ``asked`` brings a referral to one of them."""

    def tell(self, who: str, command: Any) -> None:
        """An act of somebody at a body, past the pages."""
        self._run(self._tell, who, command)

    async def _tell(self, who: str, command: Any) -> None:
        agency = WORKERS[who][0]
        intent = IntentKey(f"told-{len(self.ids)}")
        self.ids[intent] = type(command).__name__
        actor = Actor(person=PersonId(who), role=Role.PARTNER_WORKER, district=GIMPO, agency=agency)
        envelope = Envelope(intent=intent, actor=actor, command=command)
        await self.cases.ask(self.case_id, envelope)

    def linkage(self, linkage_id: str) -> Linkage:
        found = self.state().linkage(LinkageId(linkage_id))
        assert found is not None
        return found

    def planned(self, number: int = 1, *, protected: bool = False) -> None:
        """A household with an agreed plan; nobody is asked for anything yet."""
        self._open(number, protected)
        receive(self)
        classify(self)
        submit(self, care_plan(money=0))
        approve(self)
        agreed = c.RecordPlanAgreement(version=1, member_id=MOTHER, method=ConsentMethod.WRITTEN)
        self.act("manager", agreed)

    def asked(
        self,
        body: AgencyId = WELFARE,
        linkage_id: str = "link-1",
        groups: tuple[DataGroup, ...] = ALL_GROUPS,
        **more: Any,
    ) -> str:
        """The address of the referral at the body's desk."""
        kind = next(one.kind for one in BODIES if one.agency_id == body)
        for purpose, told in (
            (ConsentPurpose.PROVIDE_TO, groups),
            (ConsentPurpose.SENSITIVE, ()),
        ):
            consent = c.RecordConsent(
                consent_id=ConsentId(f"{purpose}-{body}-{linkage_id}"),
                member_id=MOTHER,
                purpose=purpose,
                agency_id=body,
                groups=told,
                method=ConsentMethod.WRITTEN,
            )
            self.act("manager", consent)
        request = c.RequestLinkage(
            linkage_id=LinkageId(linkage_id),
            action_id=PlanItemId(more.pop("action_id", ITEMS[body])),
            agency_id=body,
            agency_kind=kind,
            channel=PartnerChannel.PORTAL,
            members=(MOTHER,),
            **more,
        )
        self.act("manager", request)
        return f"/partner/referrals/{linkage_id}"

    def _open(self, number: int, protected: bool) -> None:
        self.case_id = CaseId(f"41570-{'abcdefghijklmnop'[:15]}{number % 6 + 2}")
        self._run(_household, self, f"{HOME}{'' if number == 1 else number}", number)
        home = HouseholdId(f"{HOME}{'' if number == 1 else number}")
        members = (
            Member(member_id=self.member(number), relation=Relation.CLIENT, birth_year=1987),
            Member(member_id=self.child(number), relation=Relation.CHILD, birth_year=2014),
        )
        opening = c.OpenCase(
            case_number=CaseNumber(f"GP-2026-{number:04d}"),
            office=OfficeCode("handeul-eup"),
            household_id=home,
            channel=DiscoveryChannel.OUTREACH,
            members=members,
            address_protected=protected,
        )
        self.act("hub", opening)

    @staticmethod
    def member(number: int = 1) -> MemberId:
        return MOTHER if number == 1 else MemberId(f"{MOTHER}-{number}")

    @staticmethod
    def child(number: int = 1) -> MemberId:
        return CHILD if number == 1 else MemberId(f"{CHILD}-{number}")

    def hide_from(self, who: str) -> None:
        """A danger person of the household turns out to work at the body."""
        self._run(_hide, self, who)

    def access_records(self, who: str) -> list[tuple[str, str, str]]:
        """Subject, task and outcome of what was kept of somebody."""
        found: list[tuple[str, str, str]] = self._run(_records, self, who)
        return found


@dataclass(frozen=True)
class Kept:
    """A district brought somewhere once, to be copied for each test."""

    file: Path
    tokens: dict[str, str]
    case_id: CaseId
    now: datetime
    ids: dict[str, str]


def brought(folder: Path, *, protected: bool = False) -> Kept:
    """To an agreed plan of one household, with everybody signed in."""
    with district(folder) as flow:
        made = Partners(flow.client, flow.cases, flow.clock, flow.tokens)
        made._run(_workers, made)
        made.planned(protected=protected)
        return Kept(folder / "hamkke.db", made.tokens, made.case_id, made.clock(), made.ids)


@contextmanager
def copied(kept: Kept, folder: Path) -> Iterator[Partners]:
    file = folder / "hamkke.db"
    with sqlite3.connect(kept.file) as source, sqlite3.connect(file) as target:
        source.backup(target)
    database, keyring = Database(f"sqlite+aiosqlite:///{file}"), Keyring(b"k" * 32)
    clock = Clock(kept.now)
    cases = Telling(database, keyring, clock)
    settings = WebSettings(session_idle=timedelta(days=900), session_life=timedelta(days=900))
    app = create_app(Dependencies(database, keyring, cases, settings, clock))
    with TestClient(app) as client:
        yield Partners(client, cases, clock, dict(kept.tokens), kept.case_id, dict(kept.ids))
        client.portal.call(database.dispose)  # type: ignore[union-attr]


async def _workers(flow: Partners) -> None:
    async with flow.cases.database.write() as session:
        for body in BODIES:
            await agencies.save_agency(session, replace(body, agreement_from=AGREED_ON))
        for login, (agency, name) in WORKERS.items():
            person = Person(
                person_id=PersonId(login),
                login=login,
                district=GIMPO,
                office=None,
                agency_id=agency,
                roles=frozenset({Role.PARTNER_WORKER}),
            )
            keyring = flow.cases.keyring
            await people.create_person(session, keyring, person, name, "none", flow.clock())
            token = await sessions.create(
                session, person.person_id, flow.clock(), timedelta(days=900)
            )
            flow.tokens[login] = str(token)


async def _household(flow: Partners, home: str, number: int) -> None:
    async with flow.cases.database.write() as session:
        home_id = HouseholdId(home)
        office = OfficeCode("handeul-eup")
        await households.new_household(session, home_id, GIMPO, office, flow.clock())
        for member, name, born in (
            (flow.member(number), NAME, date(1987, 4, 2)),
            (flow.child(number), CHILD_NAME, date(2014, 3, 9)),
        ):
            details = MemberDetails(member, name, born, PHONE, ADDRESS)
            await households.add_member(session, flow.cases.keyring, home_id, details)


async def _hide(flow: Partners, who: str) -> None:
    known = Identity("강제외", date(1980, 1, 1))
    async with flow.cases.database.write() as session:
        keyring = flow.cases.keyring
        await identify(session, keyring, PersonId(who), known, flow.clock())
        new = NewDanger("danger-1", HOME, GIMPO, known, PersonId("manager"), flow.clock())
        await add_danger(session, keyring, new)


async def _records(flow: Partners, who: str) -> list[tuple[str, str, str]]:
    query = text(
        "SELECT subject, task, outcome FROM access_records WHERE person = :who ORDER BY sequence"
    )
    async with flow.cases.database.read() as session:
        return [tuple(row) for row in await session.execute(query, {"who": who})]
