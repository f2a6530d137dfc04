"""A district at work for page tests: all areas, the real store, and a case driven by commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from care.messages import commands as c
from care.messages.envelope import Actor, Envelope
from care.model.case import CaseState
from care.model.codes import (
    AgencyKind,
    ApprovalAnswer,
    ConferenceKind,
    ConsentMethod,
    ConsentPurpose,
    ContactMode,
    ContactResult,
    DiscoveryChannel,
    IntakeOutcome,
    PartnerChannel,
    Relation,
    ResourceSource,
    Role,
    ServiceType,
    SubDomain,
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
    TextId,
)
from care.model.plan import CarePlan, Goal, PlanAction
from store import agencies, households, people, sessions, texts
from store.agencies import Agency
from store.database import Database
from store.households import MemberDetails
from store.keyring import Keyring
from store.people import Person
from tests.databases import new_sqlite
from tests.web.acts.conftest import GIMPO, Clock, HeartOnly, Office, _start
from web.app import create_app
from web.dependencies import Dependencies, WebSettings
from web.engine import TimeMachine
from workflows.history import HistoryLine, TechnicalEvent

STAFF = {
    "hub": ((Role.LOCAL_OFFICE,), "handeul-eup", "도담결"),
    "lead": ((Role.TEAM_LEAD,), "handeul-eup", "하늬솔"),
    "manager": ((Role.CASE_MANAGER,), "", "민들레"),
    "manager2": ((Role.CASE_MANAGER,), "", "온유리"),
    "coordinator": ((Role.COORDINATOR,), "", "서가온"),
    "head": ((Role.SECTION_HEAD,), "", "민솔길"),
    "admin": ((Role.POLICY_ADMIN,), "", "차새봄"),
    "admin2": ((Role.POLICY_ADMIN,), "", "한결음"),
    "privacy": ((Role.PRIVACY_OFFICER,), "", "바른길"),
    "operator": ((Role.OPERATOR,), "", "하운영"),
    "elsewhere": ((Role.LOCAL_OFFICE,), "sodam-dong", "남다른"),
}
BODIES = (
    Agency(AgencyId("repair"), GIMPO, "가상집수리", AgencyKind.COMPANY, PartnerChannel.MANUAL),
    Agency(
        AgencyId("welfare"), GIMPO, "가상복지관", AgencyKind.WELFARE_CENTRE, PartnerChannel.REST
    ),
)
HOME = HouseholdId("home-1")
MOTHER, CHILD, FORMER = MemberId("m-1"), MemberId("m-2"), MemberId("m-3")
SCORES = dict.fromkeys(SubDomain, 0) | {
    SubDomain.ECONOMY_BASIC: 3,
    SubDomain.LIVING_INSIDE: 3,
    SubDomain.HEALTH_MIND: 2,
    SubDomain.FAMILY_CARE: 2,
}


class Telling(HeartOnly):
    """Has a history to tell, as the engine has."""

    async def history(self, case_id: CaseId) -> tuple[HistoryLine, ...]:
        technical = (TechnicalEvent(number=1, at=self.clock(), name="workflow_task_scheduled"),)
        asked = {"command": "RecordContact", "role": "LOCAL_OFFICE", "person": "hub"}
        return (
            HistoryLine(at=self.clock(), run=1, code="STARTED", events=technical),
            HistoryLine(at=self.clock(), run=1, code="ASKED", params=asked),
        )


class Flow(Office):
    """An office that can also act past the forms, as quick as commands are."""

    def act(self, who: str, command: Any, **written: str) -> CaseState:
        """``written`` texts are stored first, under the names the command points to."""
        state: CaseState = self._run(self._act, who, command, written)
        return state

    def _run(self, call: Any, *given: Any) -> Any:
        return self.client.portal.call(call, *given)  # type: ignore[union-attr]

    async def _act(self, who: str, command: Any, written: dict[str, str]) -> CaseState:
        intent = IntentKey(f"flow-{len(self.ids)}")
        self.ids[intent] = type(command).__name__
        async with self.cases.database.write() as session:
            for text_id, words in written.items():
                await texts.save_text(
                    session,
                    self.cases.keyring,
                    self.case_id,
                    TextId(text_id.replace("_", ".")),
                    words,
                    PersonId(who),
                    self.clock(),
                )
        roles = STAFF[who][0]
        actor = Actor(person=PersonId(who), role=roles[0], district=GIMPO)
        envelope = Envelope(intent=intent, actor=actor, command=command)
        if isinstance(command, c.OpenCase):
            await self.cases.open(_start(self.case_id), envelope)
        else:
            await self.cases.ask(self.case_id, envelope)
        return await self.cases.state(self.case_id)


@contextmanager
def district(folder: Path, machine: TimeMachine | None = None) -> Iterator[Flow]:
    url = new_sqlite(folder)
    database, clock, keyring = Database(url), Clock(), Keyring(b"k" * 32)
    cases = Telling(database, keyring, clock)
    settings = WebSettings(session_idle=timedelta(days=900), session_life=timedelta(days=900))
    given = Dependencies(database, keyring, cases, settings, clock, time_machine=machine)
    app = create_app(given)
    with TestClient(app) as client:
        tokens = client.portal.call(_staff, database, keyring, clock)  # type: ignore[union-attr]
        yield Flow(client, cases, clock, tokens)
        client.portal.call(database.dispose)  # type: ignore[union-attr]


async def _staff(database: Database, keyring: Keyring, clock: Clock) -> dict[str, str]:
    tokens = {}
    async with database.write() as session:
        for login, (roles, office, name) in STAFF.items():
            person = Person(
                person_id=PersonId(login),
                login=login,
                district=GIMPO,
                office=OfficeCode(office) or None,
                roles=frozenset(roles),
            )
            await people.create_person(session, keyring, person, name, "none", clock())
            token = await sessions.create(session, person.person_id, clock(), timedelta(days=900))
            tokens[login] = str(token)
        for body in BODIES:
            await agencies.save_agency(session, body)
    return tokens


def open_case(flow: Flow, number: int = 1) -> None:
    flow.case_id = CaseId(f"41570-{'abcdefghijklmnop'[:15]}{number % 6 + 2}")
    flow._run(_household, flow)
    flow.act(
        "hub",
        c.OpenCase(
            case_number=CaseNumber(f"GP-2026-{number:04d}"),
            office=OfficeCode("handeul-eup"),
            household_id=HOME,
            channel=DiscoveryChannel.SHELTER,
            members=(
                Member(member_id=MOTHER, relation=Relation.CLIENT, birth_year=1987, birth_month=4),
                Member(member_id=CHILD, relation=Relation.CHILD, birth_year=2014, birth_month=3),
                Member(member_id=FORMER, relation=Relation.SPOUSE, excluded=True),
            ),
            address_protected=True,
        ),
    )


async def _household(flow: Flow) -> None:
    async with flow.cases.database.write() as session:
        await households.new_household(
            session, HOME, GIMPO, OfficeCode("handeul-eup"), flow.clock()
        )
        for member, name, born in (
            (MOTHER, "윤다온", date(1987, 4, 2)),
            (CHILD, "윤가람", date(2014, 3, 9)),
            (FORMER, "강제외", None),
        ):
            details = MemberDetails(member, name, born, None, "한들읍 비밀길 7")
            await households.add_member(session, flow.cases.keyring, HOME, details)


def receive(flow: Flow) -> None:
    flow.act(
        "hub",
        c.RecordContact(
            mode=ContactMode.VISIT, result=ContactResult.MET, members=(MOTHER,), note=TextId("t.1")
        ),
        t_1="아이들과 쉼터에서 지냄",
    )
    flow.act("hub", c.RecordIntake(outcome=IntakeOutcome.RECEIVE))
    flow.act(
        "hub",
        c.RecordConsent(
            consent_id=ConsentId("consent-1"),
            member_id=MOTHER,
            purpose=ConsentPurpose.COLLECT_USE,
            method=ConsentMethod.WRITTEN,
        ),
    )
    flow.act("lead", c.ReceiveCase())
    flow.act("coordinator", c.AssignOwner(owner=PersonId("manager")))


def classify(flow: Flow) -> None:
    flow.clock.forward(days=7)
    flow.act(
        "manager",
        c.RecordAssessment(
            form="national-2024", scores=SCORES, members=(MOTHER, CHILD), complete=True
        ),
    )
    flow.clock.forward(days=5)
    flow.act(
        "coordinator",
        c.HoldConference(
            conference=ConferenceKind.INTEGRATED,
            minutes=TextId("t.2"),
            attendees=6,
            level=flow.state().score.level,  # type: ignore[union-attr]
        ),
        t_2="난방과 생계가 가장 급하다고 봄",
    )


def care_plan(version: int = 1, money: int = 1_200_000) -> CarePlan:
    return CarePlan(
        version=version,
        goals=(
            Goal(item_id=PlanItemId("g-1"), need=SubDomain.LIVING_INSIDE, text=TextId("p.1")),
            Goal(item_id=PlanItemId("g-2"), need=SubDomain.ECONOMY_BASIC, text=TextId("p.2")),
            Goal(item_id=PlanItemId("g-3"), need=SubDomain.HEALTH_MIND, text=TextId("p.3")),
            Goal(item_id=PlanItemId("g-4"), need=SubDomain.FAMILY_CARE, text=TextId("p.4")),
        ),
        actions=(
            _action("a-1", "g-1", ServiceType.HOUSE_REPAIR, money, ResourceSource.CASE_FUND),
            _action("a-2", "g-2", ServiceType.DAILY_CARE, 0, None),
            _action("a-3", "g-3", ServiceType.COUNSELLING, 0, None),
            _action("a-4", "g-4", ServiceType.DAILY_CARE, 0, None),
        ),
    )


def _action(
    item: str, goal: str, service: ServiceType, money: int, source: ResourceSource | None
) -> PlanAction:
    repair = service is ServiceType.HOUSE_REPAIR
    return PlanAction(
        item_id=PlanItemId(item),
        goal_id=PlanItemId(goal),
        service=service,
        text=TextId(f"p.{item}"),
        members=(MOTHER,),
        agency_id=AgencyId("repair") if repair else None,
        agency_kind=AgencyKind.COMPANY if repair else None,
        due_on=date(2026, 3, 31),
        money=money,
        source=source,
    )


PLAN_TEXTS = {
    "p_1": "겨울을 따뜻하게 난다",
    "p_2": "생활비 걱정을 던다",
    "p_3": "마음을 돌본다",
    "p_4": "돌봄 부담을 나눈다",
    "p_a-1": "보일러 교체",
    "p_a-2": "급여 신청 도움",
    "p_a-3": "상담 연결",
    "p_a-4": "돌봄 시간표 짜기",
}


def submit(flow: Flow, plan: CarePlan | None = None) -> None:
    flow.clock.forward(days=2)
    note = TextId(f"flow-{len(flow.ids)}.note")
    written = PLAN_TEXTS | {note.replace(".", "_"): "한파 전에 공사를 마쳐야 합니다"}
    flow.act("manager", c.SubmitPlan(plan=plan or care_plan(), note=note), **written)


def approve(flow: Flow) -> None:
    """Every tier in turn."""
    while (submission := flow.state().submission) is not None:
        role = submission.tiers[submission.tier]
        who = next(login for login, (roles, _, _) in STAFF.items() if role in roles)
        flow.act(
            who,
            c.DecidePlan(
                version=submission.plan.version, tier=submission.tier, answer=ApprovalAnswer.APPROVE
            ),
        )


def agree_and_link(flow: Flow) -> None:
    plan = flow.state().plan
    assert plan is not None
    flow.act(
        "manager",
        c.RecordPlanAgreement(version=plan.version, member_id=MOTHER, method=ConsentMethod.WRITTEN),
    )
    flow.act(
        "manager",
        c.RecordConsent(
            consent_id=ConsentId("consent-2"),
            member_id=MOTHER,
            purpose=ConsentPurpose.PROVIDE_TO,
            agency_id=AgencyId("repair"),
            method=ConsentMethod.WRITTEN,
        ),
    )
    flow.act(
        "manager",
        c.RequestLinkage(
            linkage_id=LinkageId("link-1"),
            action_id=PlanItemId("a-1"),
            agency_id=AgencyId("repair"),
            agency_kind=AgencyKind.COMPANY,
            channel=PartnerChannel.MANUAL,
            members=(MOTHER,),
        ),
    )
