"""Whole cases of years gone by, lived through the rules themselves from opening to end.

Nobody is asked anything while such a case lives: it has ended long ago and needs no workflow.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from care.decide.evolve import blank
from care.decide.step import Stepped, step
from care.messages import commands as c
from care.messages.commands import Command
from care.messages.envelope import Actor, CaseStart, Envelope, system_actor
from care.messages.events import Recorded
from care.model import codes as k
from care.model.case import CaseState
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
from care.model.plan import CarePlan, Goal, ItemResult, PlanAction
from care.model.policy import CasePolicy
from runtime.story_file import SEOUL

S, N = k.ServiceType, k.SubDomain
SERVICES: tuple[tuple[k.ServiceType, k.SubDomain, str, str], ...] = (
    (S.MEALS, N.DAILY_ESSENTIALS, "welfare", "주 5회 도시락과 안부 확인"),
    (S.LIVELIHOOD_BENEFIT, N.ECONOMY_BASIC, "city", "생계급여 상담과 신청 동행"),
    (S.HOUSE_REPAIR, N.LIVING_INSIDE, "welfare", "도배와 장판, 욕실 손잡이"),
    (S.GOODS, N.FAMILY_CARE, "welfare", "이불과 생활용품"),
    (S.COUNSELLING, N.FAMILY_BONDS, "welfare", "가족 상담"),
    (S.EMPLOYMENT, N.EMPLOYMENT_START, "city", "자활 일자리 상담"),
    (S.EDUCATION, N.EDUCATION_BASIC, "welfare", "학습지와 책"),
    (S.DEBT_ADVICE, N.ECONOMY_ASSETS, "city", "채무조정 상담"),
    (S.LEGAL, N.LEGAL_HELP, "city", "법률 상담"),
)
TEXTS: dict[TextId, str] = {
    TextId("text-minutes"): "혼자서는 풀기 어려운 욕구가 겹쳐 함께 돕기로 함",
    TextId("text-goal"): "도움을 받아 스스로 살림을 꾸린다",
    **{TextId(f"text-{one[0].value}"): one[3] for one in SERVICES},
}
ROLES = {
    k.Role.LOCAL_OFFICE: "office",
    k.Role.TEAM_LEAD: "lead",
    k.Role.CASE_MANAGER: "manager",
    k.Role.COORDINATOR: "coordinator",
    k.Role.SECTION_HEAD: "head",
}
BY_GOALS = (k.ClosureReason.GOAL_ACHIEVED, k.ClosureReason.IMPROVED)
REASONS = (
    k.ClosureReason.GOAL_ACHIEVED,
    k.ClosureReason.IMPROVED,
    k.ClosureReason.GOAL_ACHIEVED,
    k.ClosureReason.NO_LONGER_MULTI_NEED,
    k.ClosureReason.IMPROVED,
    k.ClosureReason.MOVED_OUT,
    k.ClosureReason.INSTITUTIONALISED,
)


@dataclass(frozen=True)
class Given:
    """Won of one line of the ledger, given as soon as the first service began."""

    source: k.ResourceSource
    won: int


@dataclass(frozen=True)
class Told:
    """What is different in each life. Without ``asked`` the household needed information alone."""

    number: int
    opened: date
    office: OfficeCode
    channel: k.DiscoveryChannel
    born: int
    asked: int
    """Services asked of bodies."""
    declined: int = 0
    """How many of them no body gave."""
    given: tuple[Given, ...] = ()
    story: bool = False
    """Agreed at the end that its story may be printed."""


@dataclass
class Living:
    """One case on its way; ``until`` is the last moment anything may have happened."""

    start: CaseStart
    told: Told
    prefix: str
    case_number: CaseNumber
    now: datetime
    until: datetime
    state: CaseState = field(init=False)
    recorded: list[Recorded] = field(default_factory=list)
    steps: list[tuple[Recorded, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = blank(self.start)

    def wait(self, days: int) -> None:
        """To ten o'clock of the working day so many days later."""
        day = self.now.date() + timedelta(days=days)
        while day.weekday() > 4:
            day += timedelta(days=1)
        self.now = min(max(datetime.combine(day, time(10), SEOUL), self.now), self.until)

    def act(self, command: Command, role: k.Role = k.Role.CASE_MANAGER) -> None:
        intent = IntentKey(f"{self.start.case_id}:{len(self.steps)}")
        envelope = Envelope(intent=intent, actor=self._actor(role), command=command)
        stepped = step(self.state, envelope, self.now)
        if not isinstance(stepped, Stepped):
            raise RuntimeError(f"{command.kind}: {stepped.code}")
        self.state = stepped.state
        self.recorded += stepped.recorded
        self.steps.append(stepped.recorded)
        self.now = min(self.now + timedelta(minutes=2), self.until)

    def _actor(self, role: k.Role) -> Actor:
        district = self.start.district
        if role is k.Role.SYSTEM:
            return system_actor(district)
        person = PersonId(f"demo-{self.prefix}-{ROLES[role]}")
        return Actor(person=person, role=role, district=district)


def household_of(case_id: CaseId) -> HouseholdId:
    return HouseholdId(f"household-{case_id}")


def member_of(case_id: CaseId) -> MemberId:
    return MemberId(f"member-{case_id}")


def lived(
    case_id: CaseId, policy: CasePolicy, told: Told, number: CaseNumber, today: date
) -> Living:
    """The whole life; nothing of it happens later than the evening before ``today``."""
    start = CaseStart(case_id=case_id, district=policy.district, policy=policy)
    begun = datetime.combine(told.opened, time(10), SEOUL)
    until = datetime.combine(today - timedelta(days=1), time(18), SEOUL)
    living = Living(start, told, policy.number_prefix.lower(), number, begun, until)
    _found(living)
    if told.asked:
        _taken_in(living)
        _planned(living)
        _served(living)
        _closed(living)
    return living


def _found(living: Living) -> None:
    told, case_id, office = living.told, living.start.case_id, k.Role.LOCAL_OFFICE
    member = member_of(case_id)
    opening = c.OpenCase(
        case_number=living.case_number,
        office=told.office,
        household_id=household_of(case_id),
        channel=told.channel,
        members=(Member(member_id=member, relation=k.Relation.CLIENT, birth_year=told.born),),
    )
    living.act(opening, office)
    living.wait(1 + told.number % 3)
    met = c.RecordContact(mode=k.ContactMode.VISIT, result=k.ContactResult.MET, members=(member,))
    living.act(met, office)
    outcome = k.IntakeOutcome.RECEIVE if told.asked else k.IntakeOutcome.INFO_ONLY
    living.act(c.RecordIntake(outcome=outcome), office)


def _taken_in(living: Living) -> None:
    number, member = living.told.number, member_of(living.start.case_id)
    living.act(_consent(living, k.ConsentPurpose.COLLECT_USE), k.Role.LOCAL_OFFICE)
    living.wait(1)
    living.act(c.ReceiveCase(), k.Role.TEAM_LEAD)
    manager = PersonId(f"demo-{living.prefix}-manager")
    living.act(c.AssignOwner(owner=manager), k.Role.TEAM_LEAD)
    living.wait(4 + number % 8)
    needs = {need for _, need, _, _ in SERVICES[: living.told.asked]}
    scores = {sub: 2 if sub in needs else 0 for sub in N}
    form = living.start.policy.assessment_form
    living.act(c.RecordAssessment(form=form, scores=scores, members=(member,), complete=True))
    living.wait(1 + number % 6)
    living.act(
        c.HoldConference(
            conference=k.ConferenceKind.INTERNAL,
            minutes=TextId("text-minutes"),
            level=k.CASE_GENERAL,
            difference=TextId("text-minutes"),
        ),
        k.Role.COORDINATOR,
    )


def _consent(living: Living, purpose: k.ConsentPurpose) -> c.RecordConsent:
    return c.RecordConsent(
        consent_id=ConsentId(f"{living.start.case_id}-{purpose}"),
        member_id=member_of(living.start.case_id),
        purpose=purpose,
        method=k.ConsentMethod.WRITTEN,
    )


def plan_of(living: Living) -> CarePlan:
    member = member_of(living.start.case_id)
    due = living.now.date() + timedelta(days=180)
    asked = SERVICES[: living.told.asked]
    goals = tuple(
        Goal(item_id=PlanItemId(f"goal-{need}"), need=need, text=TextId("text-goal"))
        for _, need, _, _ in asked
    )
    actions = tuple(
        PlanAction(
            item_id=PlanItemId(f"action-{service}"),
            goal_id=PlanItemId(f"goal-{need}"),
            service=service,
            text=TextId(f"text-{service.value}"),
            members=(member,),
            due_on=due,
        )
        for service, need, _, _ in asked
    )
    return CarePlan(version=1, goals=goals, actions=actions)


def _planned(living: Living) -> None:
    living.wait(2 + living.told.number % 11)
    living.act(c.SubmitPlan(plan=plan_of(living)))
    submitted = living.state.submission
    for tier, role in enumerate(submitted.tiers if submitted else ()):
        living.wait(1)
        approve = c.DecidePlan(version=1, tier=tier, answer=k.ApprovalAnswer.APPROVE)
        living.act(approve, role)
    member = member_of(living.start.case_id)
    agreement = c.RecordPlanAgreement(version=1, member_id=member, method=k.ConsentMethod.WRITTEN)
    living.act(agreement)
    living.act(_consent(living, k.ConsentPurpose.PROVIDE_TO))


def _served(living: Living) -> None:
    asked = range(living.told.asked)
    for place in asked:
        living.act(_request(living, place))
    for place in asked:
        living.act(c.RecordDelivery(linkage_id=_linkage(place), delivered=True))
    living.wait(1 + living.told.number % 5)
    for place in asked:
        declined = place >= living.told.asked - living.told.declined
        _answer(living, place, k.PartnerAnswer.DECLINED if declined else k.PartnerAnswer.STARTED)
    for number, one in enumerate(living.told.given):
        living.act(_entry(living, number, one))


def _request(living: Living, place: int) -> c.RequestLinkage:
    service, _, body, _ = SERVICES[place]
    public = body == "city"
    return c.RequestLinkage(
        linkage_id=_linkage(place),
        action_id=PlanItemId(f"action-{service}"),
        agency_id=AgencyId(f"demo-{living.prefix}-{body}"),
        agency_kind=k.AgencyKind.PUBLIC_AGENCY if public else k.AgencyKind.WELFARE_CENTRE,
        channel=k.PartnerChannel.MANUAL,
        members=(member_of(living.start.case_id),),
        basis=k.LawfulBasis.PUBLIC_MINIMUM if public else None,
    )


def _linkage(place: int) -> LinkageId:
    return LinkageId(f"linkage-{place}")


def _answer(living: Living, place: int, answer: k.PartnerAnswer) -> None:
    body = SERVICES[place][2]
    command = c.RecordPartnerAnswer(
        linkage_id=_linkage(place),
        agency_id=AgencyId(f"demo-{living.prefix}-{body}"),
        answer=answer,
        decline=k.DeclineReason.NO_CAPACITY if answer is k.PartnerAnswer.DECLINED else None,
        outcome=k.ItemOutcome.ACHIEVED if answer is k.PartnerAnswer.DONE else None,
    )
    living.act(command)


def _entry(living: Living, number: int, one: Given) -> c.RecordResource:
    private = one.source.is_private
    return c.RecordResource(
        entry_id=f"{living.start.case_id}-{number}",
        source=one.source,
        agency_id=AgencyId(f"demo-{living.prefix}-foundation") if private else None,
        need=SERVICES[0][1],
        amount=one.won,
        on=living.now.date(),
    )


def _closed(living: Living) -> None:
    told = living.told
    living.wait(35 + told.number % 40)
    for one in living.state.linkages:
        if one.status is k.LinkageStatus.STARTED:
            _answer(living, int(one.linkage_id.rpartition("-")[2]), k.PartnerAnswer.DONE)
    if told.story:
        living.act(_consent(living, k.ConsentPurpose.STORY_PUBLICATION))
    reason = REASONS[told.number % len(REASONS)]
    living.act(c.ProposeClosure(reason=reason, results=_results(living)))
    closure = living.state.closure
    for tier, role in enumerate(closure.tiers if closure else ()):
        living.wait(1)
        living.act(c.DecideClosure(tier=tier, answer=k.ApprovalAnswer.APPROVE), role)
    while living.state.stage is k.Stage.AFTERCARE:
        living.wait(60)
        living.act(c.RecordAftercare(result=k.AftercareResult.STABLE), k.Role.LOCAL_OFFICE)


def _results(living: Living) -> tuple[ItemResult, ...]:
    actions = living.state.plan.actions if living.state.plan else ()
    return tuple(ItemResult(item_id=one.item_id, outcome=k.ItemOutcome.ACHIEVED) for one in actions)
