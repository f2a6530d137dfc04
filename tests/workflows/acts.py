"""Invented people acting on one invented case, and the fakes of what the case asks of the world."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from temporalio import activity
from temporalio.exceptions import ApplicationError

from care.messages import commands as c
from care.messages.envelope import (
    Actor,
    CaseStart,
    DeliveryResult,
    Envelope,
    FormerToTell,
    KeptToTell,
    PolicyAsked,
    Receipt,
    ReferralToSend,
    Step,
    TransferToOffer,
    system_actor,
)
from care.model import ids
from care.model.codes import (
    CASE_GENERAL,
    AftercareResult,
    AgencyKind,
    ApprovalAnswer,
    CheckOutcome,
    ClosureReason,
    ConferenceKind,
    ConsentMethod,
    ConsentPurpose,
    ContactMode,
    ContactResult,
    DiscoveryChannel,
    IntakeOutcome,
    ItemOutcome,
    LawfulBasis,
    PartnerAnswer,
    PartnerChannel,
    Relation,
    Role,
    ServiceType,
    SubDomain,
)
from care.model.household import Member
from care.model.plan import CarePlan, Goal, ItemResult, PlanAction
from care.model.policy import CasePolicy
from workflows.client import Cases
from workflows.effects import (
    CURRENT_POLICY,
    OFFER_TRANSFER,
    SEND_REFERRAL,
    STORE_STEP,
    TELL_FORMER,
    TELL_KEPT,
)

MEMBER = ids.MemberId("m-1")
AGENCY = ids.AgencyId("agency-1")
GOAL, ACTION = ids.PlanItemId("goal-1"), ids.PlanItemId("action-1")
LINKAGE = ids.LinkageId("linkage-1")
PEOPLE = {
    Role.LOCAL_OFFICE: ids.PersonId("p-office"),
    Role.TEAM_LEAD: ids.PersonId("p-lead"),
    Role.CASE_MANAGER: ids.PersonId("p-manager"),
    Role.COORDINATOR: ids.PersonId("p-coordinator"),
    Role.SECTION_HEAD: ids.PersonId("p-head"),
}
_numbers = count(1)


def new_case_id(district: str) -> ids.CaseId:
    return ids.CaseId(f"{district}-T{datetime.now(UTC):%H%M%S%f}{next(_numbers):04d}")


@dataclass
class World:
    """Store, partner and policy files of the test; every answer can be scripted."""

    steps: dict[str, list[Step]] = field(default_factory=lambda: defaultdict(list))
    referrals: list[ReferralToSend] = field(default_factory=list)
    sent: list[ReferralToSend] = field(default_factory=list)
    """In the order they arrived; ``referrals`` is the order they were begun in."""
    slow: asyncio.Event | None = None
    """A body that takes a referral only when this is set."""
    answers: list[DeliveryResult | Exception] = field(default_factory=list)
    policy: CasePolicy | None = None
    store_fails: int = 0
    offered: list[TransferToOffer] = field(default_factory=list)
    told: list[FormerToTell] = field(default_factory=list)
    kept: list[KeptToTell] = field(default_factory=list)
    takes: DeliveryResult = field(default_factory=lambda: DeliveryResult(delivered=True))
    """What the record that is to stay says to a merge."""
    unheard: list[Exception] = field(default_factory=list)
    """Raised once each when another district or an earlier episode is spoken to."""

    @property
    def activities(self) -> list[Callable[..., Any]]:
        return [
            self.store_step,
            self.send_referral,
            self.offer_transfer,
            self.tell_former,
            self.tell_kept,
            self.current_policy,
        ]

    @activity.defn(name=STORE_STEP.name)
    async def store_step(self, step: Step) -> int:
        if self.store_fails:
            self.store_fails -= 1
            raise RuntimeError("database away")
        stored = self.steps[step.case_id]
        if all(known.intent != step.intent for known in stored):
            last = stored[-1].events[-1].sequence if stored else 0
            assert step.events[0].sequence == last + 1
            stored.append(step)
        return next(k.events[-1].sequence for k in stored if k.intent == step.intent)

    @activity.defn(name=SEND_REFERRAL.name)
    async def send_referral(self, asked: ReferralToSend) -> DeliveryResult:
        self.referrals.append(asked)
        if self.slow and not asked.withdraw:
            await self.slow.wait()
        self.sent.append(asked)
        answer = self.answers.pop(0) if self.answers else DeliveryResult(delivered=True)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @activity.defn(name=OFFER_TRANSFER.name)
    async def offer_transfer(self, asked: TransferToOffer) -> DeliveryResult:
        if self.unheard:
            raise self.unheard.pop(0)
        self.offered.append(asked)
        return DeliveryResult(delivered=True)

    @activity.defn(name=TELL_FORMER.name)
    async def tell_former(self, asked: FormerToTell) -> DeliveryResult:
        if self.unheard:
            raise self.unheard.pop(0)
        self.told.append(asked)
        return DeliveryResult(delivered=True)

    @activity.defn(name=TELL_KEPT.name)
    async def tell_kept(self, asked: KeptToTell) -> DeliveryResult:
        if self.unheard:
            raise self.unheard.pop(0)
        self.kept.append(asked)
        return self.takes

    @activity.defn(name=CURRENT_POLICY.name)
    async def current_policy(self, asked: PolicyAsked) -> CasePolicy | None:
        if self.policy is None or self.policy.content_hash == asked.known:
            return None
        return self.policy

    async def asked(self) -> None:
        """Until a body was asked for the first time."""
        for _ in range(300):
            if self.referrals:
                return
            await asyncio.sleep(0.02)
        raise AssertionError("no body was asked")

    def kinds(self, case_id: str) -> list[str]:
        return [event.event.kind for step in self.steps[case_id] for event in step.events]


def refuses_for_good(code: str) -> ApplicationError:
    return ApplicationError(code, type=code, non_retryable=True)


class Desk:
    """Everybody who works on one case; ``shift`` puts the case's clock elsewhere."""

    def __init__(self, cases: Cases, policy: CasePolicy, shift: timedelta = timedelta(0)) -> None:
        self.cases, self.policy, self.shift = cases, policy, shift
        self.case_id = new_case_id(policy.district)
        self.today: Callable[[], date] = lambda: (datetime.now(UTC) + shift).date()
        self._acts = count(1)

    @property
    def start(self) -> CaseStart:
        return CaseStart(
            case_id=self.case_id,
            district=self.policy.district,
            policy=self.policy,
            clock_shift=self.shift,
        )

    def start_moment(self) -> datetime:
        return datetime.now(UTC) + self.shift

    def envelope(self, command: c.Command, role: Role, intent: str = "") -> Envelope:
        actor = Actor(person=PEOPLE[role], role=role, district=self.policy.district)
        key = intent or f"{self.case_id}.{next(self._acts)}"
        return Envelope(intent=ids.IntentKey(key), actor=actor, command=command)

    async def act(self, command: c.Command, role: Role, intent: str = "") -> Receipt:
        return await self.cases.ask(self.case_id, self.envelope(command, role, intent))

    async def partner(self, command: c.Command) -> Receipt:
        key = ids.IntentKey(f"{self.case_id}.{next(self._acts)}")
        actor = system_actor(self.policy.district).model_copy(update={"agency": AGENCY})
        return await self.cases.ask(
            self.case_id, Envelope(intent=key, actor=actor, command=command)
        )

    async def relay(self, command: c.Command) -> Receipt:
        """A body's word as the relay brings it."""
        key = ids.IntentKey(f"{self.case_id}.{next(self._acts)}")
        actor = system_actor(self.policy.district)
        return await self.cases.ask(
            self.case_id, Envelope(intent=key, actor=actor, command=command)
        )

    def opening(self) -> c.OpenCase:
        number = self.case_id.rpartition("-")[2]
        return c.OpenCase(
            case_number=ids.CaseNumber(f"T-{number}"),
            office=ids.OfficeCode("office-1"),
            household_id=ids.HouseholdId(f"h-{number}"),
            channel=DiscoveryChannel.REPORT,
            members=(Member(member_id=MEMBER, relation=Relation.CLIENT, birth_year=1958),),
        )

    async def open(self, intent: str = "") -> Receipt:
        envelope = self.envelope(self.opening(), Role.LOCAL_OFFICE, intent)
        return await self.cases.open(self.start, envelope)

    async def meet(self) -> Receipt:
        command = c.RecordContact(
            mode=ContactMode.VISIT, result=ContactResult.MET, members=(MEMBER,)
        )
        return await self.act(command, Role.LOCAL_OFFICE)

    async def consent(self, purpose: ConsentPurpose, consent_id: str) -> Receipt:
        command = c.RecordConsent(
            consent_id=ids.ConsentId(consent_id),
            member_id=MEMBER,
            purpose=purpose,
            method=ConsentMethod.WRITTEN,
        )
        return await self.act(command, Role.LOCAL_OFFICE)

    async def receive(self) -> Receipt:
        await self.consent(ConsentPurpose.COLLECT_USE, "consent-1")
        await self.act(c.RecordIntake(outcome=IntakeOutcome.RECEIVE), Role.LOCAL_OFFICE)
        return await self.act(c.ReceiveCase(), Role.LOCAL_OFFICE)

    async def assign(self) -> Receipt:
        return await self.act(c.AssignOwner(owner=PEOPLE[Role.CASE_MANAGER]), Role.TEAM_LEAD)

    async def assess(self) -> Receipt:
        scores = {sub: 1 for sub in SubDomain} | {SubDomain.HEALTH_BODY: 2}
        command = c.RecordAssessment(
            form=self.policy.assessment_form, scores=scores, members=(MEMBER,), complete=True
        )
        return await self.act(command, Role.CASE_MANAGER)

    async def confer(self) -> Receipt:
        state = await self.cases.state(self.case_id)
        level = state.score.level if state.score else CASE_GENERAL
        command = c.HoldConference(
            conference=ConferenceKind.INTERNAL, minutes=ids.TextId("text-minutes"), level=level
        )
        return await self.act(command, Role.COORDINATOR)

    def plan(self, version: int = 1) -> CarePlan:
        text = ids.TextId("text-1")
        goal = Goal(item_id=GOAL, need=SubDomain.HEALTH_BODY, text=text)
        action = PlanAction(
            item_id=ACTION,
            goal_id=GOAL,
            service=ServiceType.HOME_VISIT_DOCTOR,
            text=text,
            members=(MEMBER,),
            agency_id=AGENCY,
            agency_kind=AgencyKind.PUBLIC_AGENCY,
            due_on=self.today() + timedelta(days=30),
        )
        return CarePlan(version=version, goals=(goal,), actions=(action,))

    async def submit(self) -> Receipt:
        return await self.act(c.SubmitPlan(plan=self.plan()), Role.CASE_MANAGER)

    def approval(self, tier: int = 0) -> c.DecidePlan:
        return c.DecidePlan(version=1, tier=tier, answer=ApprovalAnswer.APPROVE)

    async def approve(self) -> None:
        state = await self.cases.state(self.case_id)
        assert state.submission is not None
        for tier, role in enumerate(state.submission.tiers):
            await self.act(self.approval(tier), role)

    async def agree(self) -> Receipt:
        command = c.RecordPlanAgreement(version=1, member_id=MEMBER, method=ConsentMethod.WRITTEN)
        return await self.act(command, Role.CASE_MANAGER)

    async def to_linkage(self) -> None:
        await self.open()
        await self.to_linkage_from_open()

    async def to_linkage_from_open(self) -> None:
        await self.meet()
        await self.receive()
        await self.assign()
        await self.assess()
        await self.confer()
        await self.submit()
        await self.approve()
        await self.agree()

    async def request(self, linkage: ids.LinkageId = LINKAGE) -> Receipt:
        command = c.RequestLinkage(
            linkage_id=linkage,
            action_id=ACTION,
            agency_id=AGENCY,
            agency_kind=AgencyKind.PUBLIC_AGENCY,
            channel=PartnerChannel.REST,
            members=(MEMBER,),
            basis=LawfulBasis.PUBLIC_MINIMUM,
        )
        return await self.act(command, Role.CASE_MANAGER)

    async def settled(self) -> None:
        """Until nothing is on its way to a body any more."""
        for _ in range(300):
            if not (await self.cases.state(self.case_id)).effects:
                return
            await asyncio.sleep(0.05)
        raise AssertionError("an effect is still waiting")

    async def answer(self, answer: PartnerAnswer, linkage: ids.LinkageId = LINKAGE) -> Receipt:
        done = answer is PartnerAnswer.DONE
        command = c.RecordPartnerAnswer(
            linkage_id=linkage,
            agency_id=AGENCY,
            answer=answer,
            outcome=ItemOutcome.ACHIEVED if done else None,
            message_id=f"msg-{next(self._acts)}",
        )
        return await self.partner(command)

    async def withdraw(self, linkage: ids.LinkageId = LINKAGE) -> Receipt:
        command = c.WithdrawLinkage(linkage_id=linkage, reason=ids.TextId("text-reason"))
        return await self.act(command, Role.CASE_MANAGER)

    async def check(self) -> Receipt:
        command = c.RecordCheck(outcome=CheckOutcome.CONTINUE, mode=ContactMode.VISIT)
        return await self.act(command, Role.CASE_MANAGER)

    async def close(self) -> None:
        result = ItemResult(item_id=ACTION, outcome=ItemOutcome.ACHIEVED)
        command = c.ProposeClosure(reason=ClosureReason.GOAL_ACHIEVED, results=(result,))
        await self.act(command, Role.CASE_MANAGER)
        state = await self.cases.state(self.case_id)
        assert state.closure is not None
        for tier, role in enumerate(state.closure.tiers):
            answer = c.DecideClosure(tier=tier, answer=ApprovalAnswer.APPROVE)
            await self.act(answer, role)

    async def look_after(self) -> Receipt:
        command = c.RecordAftercare(result=AftercareResult.STABLE)
        return await self.act(command, Role.LOCAL_OFFICE)
