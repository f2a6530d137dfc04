"""Cases made by the real rules, as the steps the store is asked to write."""

from datetime import datetime, timedelta

from care.decide.evolve import blank
from care.decide.snapshot import snapshot
from care.decide.step import Stepped, step
from care.messages import commands as c
from care.messages.commands import Command
from care.messages.envelope import Actor, CaseStart, Envelope, Step
from care.model.case import CaseState
from care.model.codes import ConsentPurpose, IntakeOutcome, ResourceSource, Role, SubDomain
from care.model.ids import CaseId, CaseNumber, DistrictCode, HouseholdId, IntentKey, OfficeCode
from tests.care.builders import (
    CENTRE,
    MANAGER,
    NOW,
    a_conference,
    a_consent,
    a_plan,
    a_policy,
    a_request,
    an_actor,
    an_agreement,
    an_answer,
    an_assessment,
    an_opening,
    met,
)


class Walk:
    """One case going on: each act gives the step to store."""

    def __init__(self, case_id: str = "11215-ABCDEFGHJKMNPQRS", household: str = "h-1") -> None:
        self.case_id = CaseId(case_id)
        self.district = DistrictCode(case_id.partition("-")[0])
        self.household = HouseholdId(household)
        self.policy = a_policy(district=self.district)
        start = CaseStart(case_id=self.case_id, district=self.district, policy=self.policy)
        self.state: CaseState = blank(start)
        self.steps: list[Step] = []

    def open(self, number: str = "SB-2026-0001", office: str = "sodam-dong") -> Step:
        opening = an_opening(
            case_number=CaseNumber(number),
            household_id=self.household,
            office=OfficeCode(office),
        )
        return self.act(opening, Role.LOCAL_OFFICE)

    def act(
        self,
        command: Command,
        role: Role = Role.CASE_MANAGER,
        on: datetime = NOW,
        intent: str | None = None,
    ) -> Step:
        before = self.state
        self.state, made = self.imagine(command, role, on, intent)
        assert self.state.revision > before.revision
        self.steps.append(made)
        return made

    def imagine(
        self,
        command: Command,
        role: Role = Role.CASE_MANAGER,
        on: datetime = NOW,
        intent: str | None = None,
    ) -> tuple[CaseState, Step]:
        """The step that would follow, without taking it."""
        key = IntentKey(intent or f"{self.case_id}:{len(self.steps)}")
        envelope = Envelope(intent=key, actor=self._actor(role), command=command)
        stepped = step(self.state, envelope, on)
        assert isinstance(stepped, Stepped), stepped
        made = Step(
            case_id=self.case_id,
            intent=key,
            events=stepped.recorded,
            snapshot=snapshot(stepped.state),
        )
        return stepped.state, made

    def _actor(self, role: Role) -> Actor:
        return an_actor(role).model_copy(update={"district": self.district})


def a_case_in_linkage(case_id: str = "11215-ABCDEFGHJKMNPQRS", household: str = "h-1") -> Walk:
    """From the opening to a requested linkage and two lines in the ledger, an hour between acts."""
    walk = Walk(case_id, household)
    walk.open()
    acts: tuple[tuple[Command, Role], ...] = (
        (met(), Role.LOCAL_OFFICE),
        (c.RecordIntake(outcome=IntakeOutcome.RECEIVE), Role.LOCAL_OFFICE),
        (a_consent(), Role.LOCAL_OFFICE),
        (c.ReceiveCase(), Role.LOCAL_OFFICE),
        (c.AssignOwner(owner=MANAGER), Role.TEAM_LEAD),
        (an_assessment(), Role.CASE_MANAGER),
        (a_conference(), Role.COORDINATOR),
        (c.SubmitPlan(plan=a_plan()), Role.CASE_MANAGER),
        (an_answer(), Role.COORDINATOR),
        (an_agreement(), Role.CASE_MANAGER),
        (a_consent(purpose=ConsentPurpose.PROVIDE_TO, agency=CENTRE), Role.CASE_MANAGER),
        (a_request(), Role.CASE_MANAGER),
        (money("e-1", 300_000), Role.CASE_MANAGER),
        (money("e-2", 50_000), Role.CASE_MANAGER),
    )
    for hours, (command, role) in enumerate(acts, start=1):
        walk.act(command, role, NOW + timedelta(hours=hours))
    return walk


def money(entry_id: str, amount: int) -> c.RecordResource:
    return c.RecordResource(
        entry_id=entry_id,
        source=ResourceSource.FOUNDATION,
        need=SubDomain.HEALTH_BODY,
        amount=amount,
        on=NOW.date(),
    )
