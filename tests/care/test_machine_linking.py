"""Any order of acts in the service loop: every referral ends with a word, each chain counts."""

from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from care.decide.calendar import local_date
from care.decide.chain import chain_of, in_vain, root, waited
from care.decide.consents import Sharing, missing_consents
from care.decide.evolve import fold
from care.decide.snapshot import snapshot
from care.decide.step import Stepped, step, tick
from care.messages import commands as c
from care.messages import events as e
from care.messages import linking_commands as kc
from care.messages import loop_commands as lc
from care.messages.events import Recorded
from care.messages.kin_commands import RecordTold
from care.model import codes as k
from care.model.case import CaseState, RemindReferral
from care.model.ids import AgencyId, GapId, LinkageId
from care.model.linkage import Linkage
from care.model.refusal import Refusal
from care.model.service_codes import GapEnding
from tests.care import builders as b
from tests.care.drawing import command_of
from tests.care.looping import SECOND, THIRD, a_next, consented, loop_policy

R, L = k.Role, k.LinkageStatus
BODIES = (b.CENTRE, SECOND, THIRD, b.OFFICE)
NEEDS = b.PLANNED[:2]
GAP_AFTER = 2
LOOP_COMMANDS = (
    kc.RemindPartner, kc.AcknowledgeDoubleSend, kc.RaiseConcern, kc.RecordMilestone,
    kc.RecordSupport, kc.EndSupport, lc.HoldEngagement, c.WithdrawConsent, c.RecordContact,
)  # fmt: skip
BASE = consented(loop_policy(gap_after=GAP_AFTER))


def enum(kind: Any) -> Any:
    return st.sampled_from(tuple(kind))


class ServiceLoop(RuleBasedStateMachine):
    """Bodies are asked, answer, stay silent; consents come and go; time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.state: CaseState = BASE
        self.now = b.NOW + timedelta(hours=10)
        self.recorded: list[Recorded] = []
        self.waits: dict[LinkageId, timedelta] = {}

    def take(self, answer: Stepped | Refusal | None) -> None:
        if answer is None or isinstance(answer, Refusal):
            return
        self.all_asked_lawfully(answer)
        self.recorded.extend(answer.recorded)
        self.state = answer.state

    def all_asked_lawfully(self, answer: Stepped) -> None:
        """Nobody is asked, by a person or by itself, without consent or ground that day."""
        state = self.state
        for one in answer.recorded:
            if isinstance(one.event, e.LinkageRequested):
                asked = one.event.linkage
                sharing = Sharing(
                    agency_id=asked.agency_id,
                    agency_kind=asked.agency_kind,
                    members=asked.members,
                    service=asked.service,
                    basis=asked.basis,
                )
                assert (
                    missing_consents(state, sharing, local_date(one.at, state.policy.calendar))
                    == ()
                )

    def ask(self, command: c.Command, role: k.Role = R.CASE_MANAGER) -> None:
        self.take(step(self.state, b.an_envelope(command, role), self.now))

    def some(self, data: st.DataObject) -> Linkage | None:
        known = self.state.linkages
        return data.draw(st.sampled_from(known)) if known else None

    @rule(need=st.sampled_from(NEEDS), channel=enum(k.PartnerChannel), count=st.integers(0, 2),
          body=st.sampled_from(BODIES), urgent=st.booleans())  # fmt: skip
    def somebody_is_asked(
        self, need: k.SubDomain, channel: k.PartnerChannel, count: int, body: AgencyId, urgent: bool
    ) -> None:
        then = tuple(a_next(one) for one in (SECOND, THIRD)[:count] if one != body)
        self.ask(
            b.a_request(
                need,
                linkage_id=f"asked-{len(self.state.linkages)}",
                agency_id=body,
                channel=channel,
                then=then,
                urgent=urgent,
                despite_duplicate=b.TEXT,
            )
        )

    @rule(
        data=st.data(),
        answer=enum(k.PartnerAnswer),
        outcome=enum(k.ItemOutcome),
        decline=enum(k.DeclineReason),
        sessions=st.integers(0, 2),
        dated=st.booleans(),
    )
    def a_body_speaks(
        self,
        data: st.DataObject,
        answer: k.PartnerAnswer,
        outcome: k.ItemOutcome,
        decline: k.DeclineReason,
        sessions: int,
        dated: bool,
    ) -> None:
        linkage = self.some(data)
        if linkage is None:
            return
        said: dict[str, Any] = {"sessions": sessions}
        if answer is k.PartnerAnswer.DECLINED:
            said["decline"] = decline
        if answer is k.PartnerAnswer.DONE:
            said["outcome"] = outcome
        if dated:
            said["scheduled_on"] = (self.now + timedelta(days=9)).date()
        self.ask(
            b.a_word(answer, linkage_id=linkage.linkage_id, agency_id=linkage.agency_id, **said),
            R.SYSTEM,
        )

    @rule(data=st.data())
    def it_is_taken_back(self, data: st.DataObject) -> None:
        linkage = self.some(data)
        if linkage is not None:
            self.ask(c.WithdrawLinkage(linkage_id=linkage.linkage_id, reason=b.TEXT))

    @rule(data=st.data())
    def it_is_passed_on(self, data: st.DataObject) -> None:
        linkage = self.some(data)
        if linkage is not None:
            self.ask(
                kc.PassOnLinkage(
                    linkage_id=linkage.linkage_id,
                    new_linkage_id=LinkageId(f"handed-{len(self.state.linkages)}"),
                    agency_id=THIRD,
                    agency_kind=k.AgencyKind.WELFARE_CENTRE,
                    channel=k.PartnerChannel.PORTAL,
                )
            )

    @rule(data=st.data(), code=st.sampled_from(("", "possibly_twice", "http_410")))
    def an_effect_returns(self, data: st.DataObject, code: str) -> None:
        if not self.state.effects:
            return
        effect, reached = data.draw(st.sampled_from(self.state.effects)), code != "http_410"
        if isinstance(effect, RemindReferral):
            self.ask(RecordTold(effect_id=effect.effect_id, done=reached), R.SYSTEM)
        elif hasattr(effect, "linkage_id"):
            told = c.RecordDelivery(
                linkage_id=effect.linkage_id, effect_id=effect.effect_id,
                delivered=reached, code=code,
            )  # fmt: skip
            self.ask(told, R.SYSTEM)
        assert effect not in self.state.effects

    @rule(data=st.data(), kind=st.sampled_from(LOOP_COMMANDS))
    def something_else_happens(self, data: st.DataObject, kind: type[Any]) -> None:
        self.ask(data.draw(command_of(kind)))

    @rule(ending=enum(GapEnding))
    def a_gap_is_settled(self, ending: GapEnding) -> None:
        for gap in self.state.gaps[:1]:
            self.ask(kc.SettleGap(gap_id=GapId(gap.gap_id), ending=ending), R.COORDINATOR)

    @rule(days=st.integers(0, 25))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        while (stepped := tick(self.state, self.now)) is not None:
            self.take(stepped)

    @invariant()
    def the_state_is_the_fold_of_its_events(self) -> None:
        assert fold(BASE, self.recorded) == self.state

    @invariant()
    def no_referral_closes_without_an_outcome_or_a_reason(self) -> None:
        for linkage in self.state.linkages:
            match linkage.status:
                case L.DONE | L.NOT_DELIVERED:
                    assert linkage.outcome is not None
                case L.DECLINED:
                    assert linkage.decline is not None or linkage.outcome is not None
                case L.PASSED_ON:
                    assert any(one.part_of == linkage.linkage_id for one in self.state.linkages)
                case _:
                    pass

    @invariant()
    def every_withdrawal_says_why(self) -> None:
        for one in self.recorded:
            if isinstance(one.event, e.LinkageWithdrawn):
                told = one.event
                assert told.reason or told.consent_id or told.silent or one.role is not R.SYSTEM

    @invariant()
    def a_households_wait_never_grows_shorter(self) -> None:
        for first in {root(linkage) for linkage in self.state.linkages}:
            wait = waited(self.state, first, self.now)
            assert wait >= self.waits.get(first, timedelta(0))
            self.waits[first] = wait

    @invariant()
    def a_gap_is_there_exactly_when_enough_bodies_were_asked_in_vain(self) -> None:
        found = {gap.first for gap in self.state.gaps}
        assert len(found) == len(self.state.gaps)
        for first in {root(linkage) for linkage in self.state.linkages}:
            vain = sum(in_vain(one) for one in chain_of(self.state, first))
            assert (vain >= GAP_AFTER) == (first in found)

    @invariant()
    def nobody_of_a_chain_is_asked_twice_by_itself(self) -> None:
        for first in {root(linkage) for linkage in self.state.linkages}:
            own = [one for one in chain_of(self.state, first) if "." in one.linkage_id]
            assert len({one.agency_id for one in own}) == len(own)

    @invariant()
    def no_private_body_is_at_work_in_hold(self) -> None:
        if self.state.stage is k.Stage.ENGAGEMENT_HOLD:
            assert not [
                one
                for one in self.state.linkages
                if one.status.is_open and one.agency_kind is not k.AgencyKind.PUBLIC_AGENCY
            ]

    @invariant()
    def a_page_can_be_made_of_it(self) -> None:
        assert snapshot(self.state).linkages == self.state.linkages


TestServiceLoop = ServiceLoop.TestCase
TestServiceLoop.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
