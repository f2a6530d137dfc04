"""Cases made by the real rules, as the steps the store is asked to write."""

from datetime import datetime

from care.decide.evolve import blank
from care.decide.snapshot import snapshot
from care.decide.step import Stepped, step
from care.messages.commands import Command
from care.messages.envelope import Actor, CaseStart, Envelope, Step
from care.model.case import CaseState
from care.model.codes import Role
from care.model.ids import CaseId, CaseNumber, DistrictCode, HouseholdId, IntentKey, OfficeCode
from tests.care.builders import NOW, a_policy, an_actor, an_opening


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
