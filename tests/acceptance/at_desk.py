"""Cases of one district driven to the point where services are asked for, for acceptance rows."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from care.messages import commands as c
from care.model.codes import (
    AgencyKind,
    ConferenceKind,
    ConsentMethod,
    ConsentPurpose,
    ContactMode,
    ContactResult,
    DiscoveryChannel,
    IntakeOutcome,
    PartnerChannel,
    Relation,
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
    LevelCode,
    MemberId,
    OfficeCode,
    PersonId,
    PlanItemId,
    TextId,
)
from care.model.plan import CarePlan, Goal, PlanAction
from store import agencies, households
from store.agencies import Agency
from store.households import MemberDetails
from tests.web.acts.conftest import GIMPO
from tests.web.flow import Flow, approve

OFFICE = OfficeCode("handeul-eup")
CLIENT, CHILD = MemberId("m-client"), MemberId("m-child")
KINDS = {
    "city": AgencyKind.PUBLIC_AGENCY,
    "centre": AgencyKind.WELFARE_CENTRE,
    "mind": AgencyKind.MENTAL_HEALTH_CENTRE,
    "fund": AgencyKind.FOUNDATION,
    "firm": AgencyKind.COMPANY,
    "hands": AgencyKind.VOLUNTEER,
    "doctor": AgencyKind.CLINIC,
    "school": AgencyKind.SCHOOL,
}
NAMES = {
    "city": "가상시청",
    "centre": "가상나루복지관",
    "mind": "가상마음센터",
    "fund": "가상온기재단",
    "firm": "가상솔기업",
    "hands": "가상손길봉사단",
    "doctor": "가상솔의원",
    "school": "가상배움터",
}
"""Bodies nobody is connected to: their word is written down by hand."""


async def save_bodies(flow: Flow) -> None:
    async with flow.cases.database.write() as session:
        for code, kind in KINDS.items():
            body = Agency(AgencyId(code), GIMPO, NAMES[code], kind, PartnerChannel.MANUAL)
            await agencies.save_agency(session, body)


HOUSEHOLD = (
    Member(member_id=CLIENT, relation=Relation.CLIENT, birth_year=1979, birth_month=4),
    Member(member_id=CHILD, relation=Relation.CHILD, birth_year=2015, birth_month=3),
)


def own(flow: Flow, member: MemberId) -> MemberId:
    """The id of this person in the case at hand."""
    return MemberId(f"{member}-{flow.case_id[-4:]}")


def opened(flow: Flow, number: int, members: Sequence[Member] = HOUSEHOLD) -> None:
    """A case of its own in the one district of the run."""
    flow.case_id = CaseId(f"41570-desk{number:012d}")
    home = HouseholdId(f"home-{number}")
    members = [one.model_copy(update={"member_id": own(flow, one.member_id)}) for one in members]

    async def household() -> None:
        async with flow.cases.database.write() as session:
            await households.new_household(session, home, GIMPO, OFFICE, flow.clock())
            for at, one in enumerate(members):
                born = date(one.birth_year, one.birth_month or 1, 2) if one.birth_year else None
                name = f"가상인{'가나다라마바사아'[at]}"
                kept = MemberDetails(one.member_id, name, born, None, "")
                await households.add_member(session, flow.cases.keyring, home, kept)

    flow._run(household)
    opening = c.OpenCase(
        case_number=CaseNumber(f"GP-2026-{number:04d}"),
        office=OFFICE,
        household_id=home,
        channel=DiscoveryChannel.OUTREACH,
        members=tuple(members),
    )
    flow.act("hub", opening)


def consent(
    flow: Flow,
    purpose: ConsentPurpose = ConsentPurpose.PROVIDE_TO,
    member: MemberId = CLIENT,
    agency: str | None = None,
    guardian: MemberId | None = None,
) -> None:
    flow.act(
        "manager",
        c.RecordConsent(
            consent_id=ConsentId(f"consent-{len(flow.ids)}"),
            member_id=own(flow, member),
            purpose=purpose,
            agency_id=AgencyId(agency) if agency else None,
            method=ConsentMethod.WRITTEN,
            by_guardian=own(flow, guardian) if guardian else None,
        ),
    )


def received(flow: Flow) -> None:
    client = own(flow, CLIENT)
    met = c.RecordContact(mode=ContactMode.VISIT, result=ContactResult.MET, members=(client,))
    flow.act("hub", met)
    flow.act("hub", c.RecordIntake(outcome=IntakeOutcome.RECEIVE))
    consent(flow, ConsentPurpose.COLLECT_USE)
    flow.act("lead", c.ReceiveCase())
    flow.act("coordinator", c.AssignOwner(owner=PersonId("manager")))


def assessed(flow: Flow, *needs: SubDomain, level: str = "", why: str = "") -> None:
    """Scores of three for the needs; a conference decides the level, its reason kept."""
    scores = dict.fromkeys(SubDomain, 0) | dict.fromkeys(needs, 3)
    everybody = tuple(one.member_id for one in flow.state().members if not one.excluded)
    filled = c.RecordAssessment(
        form="national-2024", scores=scores, members=everybody, complete=True
    )
    flow.act("manager", filled)
    said = {"t_minutes": "함께 살펴봄"} | ({"t_why": why} if why else {})
    held = c.HoldConference(
        conference=ConferenceKind.INTEGRATED,
        minutes=TextId("t.minutes"),
        attendees=6,
        level=LevelCode(level) if level else flow.state().score.level,  # type: ignore[union-attr]
        difference=TextId("t.why") if why else None,
    )
    flow.act("coordinator", held, **said)


def goal(item: str, need: SubDomain, after: str = "") -> Goal:
    return Goal(
        item_id=PlanItemId(item),
        need=need,
        text=TextId(f"p.{item}"),
        after=PlanItemId(after) if after else None,
    )


def action(item: str, of: str, service: ServiceType, body: str = "", **changes: Any) -> PlanAction:
    return PlanAction(
        item_id=PlanItemId(item),
        goal_id=PlanItemId(of),
        service=service,
        text=TextId(f"p.{item}"),
        members=changes.pop("members", (CLIENT,)),
        agency_id=AgencyId(body) if body else None,
        agency_kind=KINDS[body] if body else None,
        due_on=date(2027, 3, 31),
        **changes,
    )


def planned(flow: Flow, goals: Sequence[Goal], actions: Sequence[PlanAction], **texts: str) -> None:
    """Submitted, approved by every tier, agreed to by the client."""
    ours = tuple(
        one.model_copy(update={"members": tuple(own(flow, member) for member in one.members)})
        for one in actions
    )
    plan = CarePlan(version=1, goals=tuple(goals), actions=ours)
    items = [*(one.item_id for one in goals), *(one.item_id for one in actions)]
    written = {f"p_{item}": f"글 {item}" for item in items}
    written |= {f"p_{name.replace('_', '-')}": words for name, words in texts.items()}
    flow.act("manager", c.SubmitPlan(plan=plan), **written)
    approve(flow)
    client = own(flow, CLIENT)
    agreed = c.RecordPlanAgreement(version=1, member_id=client, method=ConsentMethod.WRITTEN)
    flow.act("manager", agreed)


def in_service(
    flow: Flow, number: int, goals: Sequence[Goal], actions: Sequence[PlanAction], **texts: str
) -> None:
    opened(flow, number)
    received(flow)
    assessed(flow, *dict.fromkeys(one.need for one in goals))
    planned(flow, goals, actions, **texts)
    for body in {one.agency_id for one in actions if one.agency_id}:
        consent(flow, agency=body)
    consent(flow, ConsentPurpose.SENSITIVE)


def ask(flow: Flow, item: str, body: str) -> str:
    """Asked of a body, on the form; answers the id of the linkage."""
    flow.do("manager", "linkages/new", action_id=item, agency_id=body, members=own(flow, CLIENT))
    return str(flow.state().linkages[-1].linkage_id)


def told(flow: Flow, linkage: str, answer: str, **more: str) -> None:
    flow.do("manager", f"linkages/{linkage}/answer", answer=answer, **more)


def page(flow: Flow, who: str = "manager") -> str:
    return str(flow.get(who, f"/cases/{flow.case_id}").text)
