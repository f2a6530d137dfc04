"""The table of stage changes says all of them and nothing that cannot happen."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import settings

from care.decide.deadlines import deadlines
from care.decide.step import Stepped, step, tick
from care.decide.transitions import TRANSITIONS, Transition
from care.messages import commands as c
from care.messages import events as e
from care.messages import kin_commands as kc
from care.messages import loop_commands as lc
from care.messages.events import Recorded
from care.model import codes as k
from care.model.case import CaseState
from care.model.course import Kin
from care.model.ids import CaseId, DistrictCode, TransferId
from care.model.loop_codes import Kinship, StallChoice, TransferAnswer
from care.model.refusal import Refusal
from care.model.work import DeadlineKind
from tests.care import builders as b
from tests.care.builders import a_case, done
from tests.care.test_machine_kin import KinOrder

R, S = k.Role, k.Stage
THERE = DistrictCode("11140")


def moves(stage: k.Stage, recorded: Iterable[Recorded], cause: str) -> list[Transition]:
    """The stage changes of one act, or of one clock."""
    found = []
    for each in recorded:
        if isinstance(each.event, e.StageEntered):
            found.append(Transition(each.event.left, each.event.stage, cause))
            stage = each.event.stage
        elif isinstance(each.event, e.CaseEnded):
            found.append(Transition(stage, S.ENDED, cause))
    return found


class Watched(KinOrder):
    """Every change of stage of a case poked at random stands in the table."""

    def ask(self, command: c.Command, role: k.Role) -> None:
        known, stage = len(self.recorded), self.state.stage
        super().ask(command, role)
        made = moves(stage, self.recorded[known:], command.kind)
        assert TRANSITIONS.issuperset(made), set(made) - TRANSITIONS

    def take(self, answer: Stepped | Refusal | None) -> None:
        stage = self.state.stage
        super().take(answer)
        if isinstance(answer, Stepped) and any(":tick:" in r.intent for r in answer.recorded):
            made = moves(stage, answer.recorded, DeadlineKind.MERGE_FINAL)
            assert TRANSITIONS.issuperset(made), set(made) - TRANSITIONS


TestWatched = Watched.TestCase
TestWatched.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)


def kin(kinship: Kinship) -> Kin:
    return Kin(case_id=CaseId("other"), district=THERE, kinship=kinship, at=b.NOW)


def held(stage: k.Stage) -> CaseState:
    """In hold, and going on at ``stage`` once it wakes."""
    return done(a_case(stage), lc.HoldEngagement(note=b.TEXT))


def in_closure(state: CaseState, reason: k.ClosureReason = k.ClosureReason.MOVED_OUT) -> CaseState:
    return done(without_services(state), b.a_closure(state, reason=reason))


def without_services(state: CaseState) -> CaseState:
    for linkage in state.linkages:
        if linkage.status.is_open:
            taken = c.WithdrawLinkage(linkage_id=linkage.linkage_id, reason=b.TEXT)
            state = done(state, taken)
    return state


def again(level: str | None = None) -> CaseState:
    """Reopened, interviewed, and consented, before the receipt."""
    opening = b.an_opening(former=kin(Kinship.REOPENED), level=level)
    state = done(b.a_blank(), opening, R.LOCAL_OFFICE)
    state = done(state, c.RecordIntake(outcome=k.IntakeOutcome.RECEIVE), R.LOCAL_OFFICE)
    return done(state, b.a_consent(), R.LOCAL_OFFICE)


def beginning(way: Transition) -> CaseState:
    level = k.LINKAGE_ONLY if way.entered is S.PLANNING else None
    state = again(level)
    if way.cause == "AssignOwner":
        return done(state, c.ReceiveCase(), R.LOCAL_OFFICE)
    # Named while the household was held before its receipt, the owner begins with it.
    return state.model_copy(update={"owner": b.MANAGER})


def offered(way: Transition) -> CaseState:
    """Ran out, or is still open; accepted over there in any case."""
    open_at = S.MONITORING if way.left in (S.CLOSURE, S.AFTERCARE) else way.left
    state = held(S.LINKAGE) if open_at is S.ENGAGEMENT_HOLD else a_case(open_at)
    state = done(state, b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO, consent_id="c-over"))
    offer = kc.ProposeTransfer(
        transfer_id=TransferId("t"), to_district=THERE, members=(b.CLIENT,), note=b.TEXT
    )
    state = done(state, offer)
    word = kc.DecideTransfer(transfer_id=TransferId("t"), approved=True)
    state = done(state, word, R.COORDINATOR)
    if way.left not in (S.CLOSURE, S.AFTERCARE):
        return state
    late = tick(state, b.NOW + timedelta(days=20))
    assert late is not None
    state = in_closure(late.state, k.ClosureReason.HOSPITALISED)
    return state if way.left is S.CLOSURE else done(state, decided(), R.COORDINATOR)


def decided(answer: k.ApprovalAnswer = k.ApprovalAnswer.APPROVE) -> c.DecideClosure:
    return c.DecideClosure(tier=0, answer=answer, reason=b.TEXT)


def to_be_decided(way: Transition) -> CaseState:
    if way.entered is S.AFTERCARE:
        return a_case(S.CLOSURE)
    if way.entered is S.ENGAGEMENT_HOLD:
        return in_closure(held(S.LINKAGE))
    return in_closure(a_case(S.LINKAGE if way.entered is S.ENDED else way.entered))


def woken(way: Transition) -> CaseState:
    state = held(S.DISCOVERY if way.entered is S.INTAKE else way.entered)
    return in_closure(state) if way.left is S.CLOSURE else state


def stays(way: Transition) -> CaseState:
    if way.left is S.ENGAGEMENT_HOLD:
        return held(S.LINKAGE)
    return in_closure(a_case(S.LINKAGE)) if way.left is S.CLOSURE else a_case(way.left)


def approved_plan(way: Transition) -> CaseState:
    """Where no action names a body, the services begin with the agreement."""
    if way.entered is S.LINKAGE:
        return b.approved(a_case(S.PLANNING), b.a_plan())
    own = tuple(b.an_action(need, None) for need in b.PLANNED)
    return b.approved(a_case(S.PLANNING), b.a_plan(actions=own))


def referred(way: Transition) -> CaseState:
    state = a_case(S.ASSESSMENT)
    state = done(state, c.ReferHighDifficulty(reason=b.TEXT))
    held_once = b.a_conference(None)
    state = done(state, held_once, R.COORDINATOR)
    return done(state, b.an_assessment())


def stalled(way: Transition) -> CaseState:
    state = tick(a_case(way.left), b.NOW + timedelta(days=400))
    assert state is not None
    return state.state


Walk = tuple[Callable[[Transition], CaseState], Callable[[Transition], Any], k.Role]
CLOSING = k.ApprovalAnswer.APPROVE, k.ApprovalAnswer.RETURN
WALKS: dict[str, Walk] = {
    "OpenCase": (
        lambda way: b.a_blank(),
        lambda way: b.an_opening(former=kin(Kinship.SPLIT)),
        R.LOCAL_OFFICE,
    ),
    "ReceiveCase": (
        lambda way: again() if way.left is S.INTAKE else beginning(way),
        lambda way: c.ReceiveCase(),
        R.LOCAL_OFFICE,
    ),
    "AssignOwner": (beginning, lambda way: c.AssignOwner(owner=b.MANAGER), R.TEAM_LEAD),
    "RecordIntake": (
        stays,
        lambda way: c.RecordIntake(
            outcome=k.IntakeOutcome.INFO_ONLY if way.entered is S.ENDED else k.IntakeOutcome.REFUSED
        ),
        R.LOCAL_OFFICE,
    ),
    "RecordAssessment": (stays, lambda way: b.an_assessment(), R.CASE_MANAGER),
    "HoldConference": (
        stays,
        lambda way: b.a_conference(k.NOT_SELECTED if way.entered is S.ENDED else k.CASE_GENERAL),
        R.COORDINATOR,
    ),
    "AnswerHighDifficulty": (
        referred,
        lambda way: c.AnswerHighDifficulty(accepted=True, owner=b.LEAD, reason=b.TEXT),
        R.COORDINATOR,
    ),
    "RecordPlanAgreement": (approved_plan, lambda way: b.an_agreement(), R.CASE_MANAGER),
    "RecordPartnerAnswer": (
        lambda way: done(
            done(a_case(S.LINKAGE), b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO)),
            b.a_request(),
        ),
        lambda way: b.a_word(k.PartnerAnswer.STARTED),
        R.SYSTEM,
    ),
    "ProposeClosure": (
        lambda way: without_services(stays(way)),
        lambda way: b.a_closure(stays(way), reason=k.ClosureReason.MOVED_OUT),
        R.CASE_MANAGER,
    ),
    "DecideClosure": (
        to_be_decided,
        lambda way: decided(CLOSING[way.entered not in (S.AFTERCARE, S.ENDED)]),
        R.COORDINATOR,
    ),
    "RecordAftercare": (
        lambda way: done(
            a_case(S.AFTERCARE),
            c.RecordAftercare(result=k.AftercareResult.STABLE),
            R.LOCAL_OFFICE,
        ),
        lambda way: c.RecordAftercare(result=k.AftercareResult.STABLE),
        R.LOCAL_OFFICE,
    ),
    "RecordSuccessor": (
        stays,
        lambda way: kc.RecordSuccessor(successor=kin(Kinship.REOPENED)),
        R.SYSTEM,
    ),
    "RecordDeath": (
        stays,
        lambda way: kc.RecordDeath(member_id=b.CLIENT, on=date(2026, 3, 5)),
        R.LOCAL_OFFICE,
    ),
    "HoldEngagement": (stays, lambda way: lc.HoldEngagement(note=b.TEXT), R.CASE_MANAGER),
    "WithdrawConsent": (
        stays,
        lambda way: c.WithdrawConsent(consent_id=b.a_consent().consent_id),
        R.CASE_MANAGER,
    ),
    "AnswerStall": (
        stalled,
        lambda way: lc.AnswerStall(choice=StallChoice.HOLD, reason=b.TEXT),
        R.COORDINATOR,
    ),
    "RecordContact": (
        lambda way: stays(way) if way.left in (S.DISCOVERY, S.INTAKE) else woken(way),
        lambda way: b.met(
            accepts_help=True,
            result=k.ContactResult.REFUSED
            if way.entered is S.ENGAGEMENT_HOLD
            else k.ContactResult.MET,
        ),
        R.CASE_MANAGER,
    ),
    "WakeHold": (woken, lambda way: lc.WakeHold(note=b.TEXT), R.CASE_MANAGER),
    "AnswerTransfer": (
        offered,
        lambda way: kc.AnswerTransfer(
            transfer_id=TransferId("t"),
            answer=TransferAnswer.ACCEPTED,
            successor=kin(Kinship.TRANSFERRED),
        ),
        R.SYSTEM,
    ),
}
"""A case, and the act that moves it, for every cause that is an act."""


@pytest.mark.parametrize("way", sorted(TRANSITIONS), ids="-".join)
def test_every_line_of_the_table_can_be_walked(way: Transition) -> None:
    if way.cause == DeadlineKind.MERGE_FINAL:
        merged = done(stays(way), kc.MergeInto(into=CaseId("o"), reason=b.TEXT), R.COORDINATOR)
        over = tick(merged, deadlines(merged)[0].due)
        assert over is not None
        assert moves(way.left, over.recorded, way.cause) == [way]
        return
    case, act, role = WALKS[way.cause]
    state = case(way)
    answer = step(state, b.an_envelope(act(way), role), b.NOW + timedelta(days=30))
    assert isinstance(answer, Stepped), answer
    assert way in moves(state.stage, answer.recorded, way.cause)


def test_every_stage_but_the_last_is_left_and_every_one_but_the_first_is_entered() -> None:
    assert {way.left for way in TRANSITIONS} == set(S) - {S.ENDED}
    assert {way.entered for way in TRANSITIONS} == set(S)
