"""Any order of pauses, covers, offers, merges and deaths: nothing told twice, nothing lost."""

from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from care.decide.calendar import closing, local_date
from care.decide.deadlines import deadlines, kept_keys
from care.decide.step import Stepped, tick
from care.messages import commands as c
from care.messages import events as e
from care.messages import kin_commands as kc
from care.messages import loop_commands as lc
from care.messages import loop_events as le
from care.messages.events import Recorded
from care.model import codes as k
from care.model.case import CaseState
from care.model.course import Kin
from care.model.ids import CaseId, DistrictCode, PersonId, TransferId
from care.model.loop_codes import IcsApplicant, Kinship, PauseReason, TransferAnswer
from care.model.refusal import Refusal
from tests.care import builders as b
from tests.care.test_machine import AnyOrder, enum

R = k.Role
AFTER_THE_END = (
    e.LateAnswerKept,
    e.LinkageDelivered,
    e.LinkageDeliveryFailed,
    le.EffectSettled,
)
"""What an episode that is over still writes down: words that were on their way."""
DECISIONS = (e.PlanApproved, e.CaseClosed, le.TransferApproved)
STAGES = [stage for stage in k.Stage if stage is not k.Stage.ENDED]
PRIVATE = b.an_actor(R.PARTNER_WORKER)
THERE = DistrictCode("11140")


def statutory(state: CaseState) -> dict[str, datetime]:
    return {clock.key: clock.due for clock in deadlines(state) if clock.statutory}


class KinOrder(AnyOrder):
    """A case with people around it, led through its loops and left alone for months."""

    def __init__(self) -> None:
        super().__init__()
        self.told: dict[str, set[str]] = {}
        self.offers = 0

    @initialize(stage=st.sampled_from(STAGES))
    def begin(self, stage: k.Stage) -> None:
        policy = b.a_policy(joint_case=True)
        members = (b.a_member(), b.a_member(b.MOTHER))
        state = b.a_case(stage, policy, k.CASE_GENERAL, members=members)
        if stage is k.Stage.MONITORING:
            applied = c.EnrolProgramme(
                programme=k.Programme.ICS, applied_on=b.NOW.date(), applicant=IcsApplicant.SELF
            )
            state = b.done(state, applied)
        self.state = self.blank = state
        self.now = b.NOW + timedelta(days=7)

    def take(self, answer: Stepped | Refusal | None) -> None:
        before = self.state
        super().take(answer)
        if not isinstance(answer, Stepped):
            return
        for recorded in answer.recorded:
            self._holds(before, recorded)
        kept = kept_keys(self.state)
        if self.state.merge is None:
            self.told = {key: steps for key, steps in self.told.items() if key in kept}

    def _holds(self, before: CaseState, recorded: Recorded) -> None:
        event = recorded.event
        if before.stage is k.Stage.ENDED:
            assert isinstance(event, AFTER_THE_END), event
        if isinstance(event, e.LadderStepFired):
            steps = self.told.setdefault(event.deadline, set())
            assert event.step not in steps, event
            steps.add(event.step)
            assert event.step == "reminder" or event.due <= recorded.at
        if isinstance(event, le.CaseResumed) and event.by_itself:
            assert before.pause is not None
            assert closing(before.pause.resume_on, before.policy.calendar) <= recorded.at
        if isinstance(event, le.TransferAnswered) and event.answer is TransferAnswer.EXPIRED:
            assert before.transfer is not None

    def lead(self, command: c.Command, role: k.Role) -> None:
        """Asked as it is done; the owner and the clocks of the law stay what they were."""
        owner, law = self.state.owner, statutory(self.state)
        self.ask(command, role)
        assert self.state.owner == owner
        if self.state.merge is None and self.state.stage is not k.Stage.ENDED:
            assert statutory(self.state) == law

    @rule(days=st.integers(1, 60), reason=enum(PauseReason))
    def it_pauses(self, days: int, reason: PauseReason) -> None:
        today = local_date(self.now, self.state.policy.calendar)
        self.lead(
            lc.PauseCase(reason=reason, resume_on=today + timedelta(days=days)), R.CASE_MANAGER
        )

    @rule()
    def it_goes_on(self) -> None:
        self.lead(lc.ResumeCase(), R.CASE_MANAGER)

    @rule(days=st.integers(0, 60), who=st.sampled_from((b.MANAGER, b.COORDINATOR)))
    def somebody_stands_in(self, days: int, who: PersonId) -> None:
        today = local_date(self.now, self.state.policy.calendar)
        self.lead(lc.SetCover(cover=who, until=today + timedelta(days=days)), R.TEAM_LEAD)

    @rule(approved=st.booleans())
    def it_is_offered(self, approved: bool) -> None:
        self.offers += 1
        offer = TransferId(f"t-{self.offers}")
        self.ask(b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO,
                             consent_id=f"c-{self.offers}"), R.CASE_MANAGER)  # fmt: skip
        self.lead(
            kc.ProposeTransfer(
                transfer_id=offer, to_district=THERE, members=(b.CLIENT,), note=b.TEXT
            ),
            R.CASE_MANAGER,
        )
        self.lead(
            kc.DecideTransfer(transfer_id=offer, approved=approved, reason=b.TEXT), R.COORDINATOR
        )

    @precondition(lambda self: self.state.transfer is not None)
    @rule(answer=enum(TransferAnswer), role=st.sampled_from((R.SYSTEM, R.CASE_MANAGER)))
    def the_offer_is_answered(self, answer: TransferAnswer, role: k.Role) -> None:
        offer = self.state.transfer
        assert offer is not None
        successor = Kin(case_id=CaseId("11140-BCDEFGHJKMNPQRST"), district=THERE,
                        kinship=Kinship.TRANSFERRED, at=self.now)  # fmt: skip
        self.ask(
            kc.AnswerTransfer(
                transfer_id=offer.transfer_id, answer=answer, successor=successor, reason=b.TEXT
            ),
            role,
        )

    @rule(undo=st.booleans())
    def it_repeats_another(self, undo: bool) -> None:
        first = self.state.merge is None
        moved, ordered = {"revision", "applied", "effects"}, self.state.effects
        before = {**self.state.model_dump(exclude=moved), "merge": None}
        self.ask(kc.MergeInto(into=CaseId("other"), reason=b.TEXT), R.COORDINATOR)
        if undo and first and self.state.merge is not None:
            clocks = deadlines(self.state)
            assert [clock.kind for clock in clocks] == ["MERGE_FINAL"]
            self.ask(kc.UndoMerge(reason=b.TEXT), R.COORDINATOR)
            assert self.state.model_dump(exclude=moved) == before
            told = [k for k in self.state.effects if k not in ordered]
            assert [k.kind for k in told[-1:]] == ["tell_kept"]
            assert set(ordered) <= set(self.state.effects)

    @precondition(lambda self: len(self.recorded) > 20)
    @rule(member=st.sampled_from((b.CLIENT, b.MOTHER)))
    def somebody_dies(self, member: str) -> None:
        on = local_date(self.now, self.state.policy.calendar)
        self.ask(kc.RecordDeath(member_id=member, on=on), R.CASE_MANAGER)  # type: ignore[arg-type]

    @rule()
    def it_becomes_a_joint_case_and_is_signed(self) -> None:
        if self.state.owner is not None and self.state.co_owner is None:
            joint = c.AssignOwner(owner=self.state.owner, co_owner=PRIVATE.person)
            self.lead(joint, R.TEAM_LEAD)
        answer = b.asked(self.state, kc.SignClosure(), PRIVATE, self.now)
        self.take(answer)

    @rule(days=st.integers(30, 400))
    def months_pass(self, days: int) -> None:
        self.now += timedelta(days=days)
        owner = self.state.owner
        self.take(tick(self.state, self.now))
        assert tick(self.state, self.now) is None
        assert self.state.owner == owner

    @invariant()
    def the_second_name_comes_before_the_end(self) -> None:
        closed = [r.event for r in self.recorded if isinstance(r.event, e.CaseClosed)]
        assert len(closed) <= 1
        if closed and self.state.co_owner is not None and self.state.closure is not None:
            joined = next(
                (r.sequence for r in self.recorded
                 if isinstance(r.event, e.OwnerAssigned) and r.event.co_owner), 0
            )  # fmt: skip
            ended = next(r.sequence for r in self.recorded if isinstance(r.event, e.CaseClosed))
            assert self.state.closure.signed_at is not None or joined > ended

    @invariant()
    def what_is_decided_is_decided_once(self) -> None:
        decided = [
            r.event.model_dump_json() for r in self.recorded if isinstance(r.event, DECISIONS)
        ]
        assert len(set(decided)) == len(decided)

    @invariant()
    def nobody_dead_is_asked_and_nobody_covers_themself(self) -> None:
        state = self.state
        assert state.cover is None or state.cover.person != state.owner
        if state.client_died_at is not None:
            kinds = {clock.kind for clock in deadlines(state)}
            assert not kinds & {"CONTACT", "VISIT", "HOLD_CONTACT", "ICS_CHECK", "RESUME"}


TestKinOrder = KinOrder.TestCase
TestKinOrder.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
