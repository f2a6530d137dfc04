"""Help that cannot wait: asked of a body before any plan, under the same rules of sharing."""

from datetime import timedelta
from typing import Any

import pytest

from care.decide.deadlines import deadlines
from care.decide.linkage_clocks import replaced, unrequested
from care.decide.tasks import tasks
from care.messages import commands as c
from care.messages import events as e
from care.model import codes as k
from care.model.case import CaseState
from care.model.ids import LinkageId
from care.model.work import DeadlineKind, TaskKind
from tests.care import builders as b
from tests.care.builders import a_case, done, events_of, held, refused

R, Stage, Kind, Status = k.Role, k.Stage, k.AgencyKind, k.LinkageStatus
HELP = LinkageId("help-1")
EARLY = (Stage.INTAKE, Stage.RECEIVED, Stage.ASSESSMENT, Stage.CONFERENCE, Stage.PLANNING)


def help_at_once(**changes: Any) -> c.RequestImmediateHelp:
    values = {
        "linkage_id": HELP,
        "agency_id": b.OFFICE,
        "agency_kind": Kind.PUBLIC_AGENCY,
        "channel": k.PartnerChannel.REST,
        "service": k.ServiceType.MEALS,
        "need": k.SubDomain.ECONOMY_BASIC,
        "members": (b.CLIENT,),
        "basis": k.LawfulBasis.PUBLIC_MINIMUM,
        "reason": b.TEXT,
    }
    return c.RequestImmediateHelp(**{**values, **changes})


def private(**changes: Any) -> c.RequestImmediateHelp:
    values = {"agency_id": b.CENTRE, "agency_kind": Kind.WELFARE_CENTRE, "basis": None}
    return help_at_once(**{**values, **changes})


def said(answer: k.PartnerAnswer, agency: str = b.OFFICE) -> c.RecordPartnerAnswer:
    return b.a_word(answer, linkage_id=HELP, agency_id=agency)


def kinds(state: CaseState) -> set[DeadlineKind]:
    return {d.kind for d in deadlines(state)}


@pytest.mark.parametrize("stage", EARLY)
def test_before_a_plan_help_is_asked_and_answered(stage: k.Stage) -> None:
    asking = help_at_once()
    requested, ordered = events_of(a_case(stage), asking)
    assert isinstance(requested, e.LinkageRequested)
    assert requested.reason == b.TEXT
    assert isinstance(ordered, e.EffectOrdered)
    state = done(a_case(stage), asking)
    assert (state.linkages[-1].action_id, state.stage) == ("", stage)
    assert DeadlineKind.PARTNER_ANSWER in kinds(state)
    state = done(state, said(k.PartnerAnswer.ACCEPTED), R.SYSTEM)
    assert DeadlineKind.LINKAGE_START in kinds(state)
    state = done(state, said(k.PartnerAnswer.STARTED), R.SYSTEM)
    assert (state.stage, state.linkages[-1].status) == (stage, Status.STARTED)


@pytest.mark.parametrize("stage", [Stage.DISCOVERY, Stage.LINKAGE, Stage.MONITORING, Stage.CLOSURE])
def test_elsewhere_only_a_crisis_lets_it_be_asked(stage: k.Stage) -> None:
    other = help_at_once(service=k.ServiceType.TEMPORARY_STAY)
    assert refused(a_case(stage), other).code == "wrong_stage"
    state = done(a_case(stage), c.RaiseRedFlag(flags=(k.RedFlag.NO_FOOD_HEAT_POWER,)))
    assert done(state, other).linkages[-1].status.is_open


def test_sharing_is_checked_as_for_any_linkage() -> None:
    lacking = refused(a_case(Stage.ASSESSMENT), private())
    assert (lacking.code, lacking.missing[0].code) == ("consent_missing", "consent_provide_to")
    consented = done(a_case(Stage.ASSESSMENT), b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO))
    assert done(consented, private()).linkages[-1].status.is_open
    health = private(service=k.ServiceType.MENTAL_HEALTH)
    assert [m.code for m in refused(consented, health).missing] == ["consent_sensitive"]


def test_in_hold_public_bodies_help_and_no_others() -> None:
    state = held(done(a_case(Stage.ASSESSMENT), b.a_consent(purpose=k.ConsentPurpose.PROVIDE_TO)))
    assert refused(state, private()).code == "in_hold"
    assert done(state, help_at_once()).linkages[-1].status.is_open
    duty = private(agency_kind=Kind.POLICE, basis=k.LawfulBasis.LEGAL_DUTY)
    assert refused(state, duty).code == "in_hold"


def test_it_is_not_asked_twice_of_one_body_and_a_second_body_is_noticed() -> None:
    state = done(a_case(Stage.ASSESSMENT), help_at_once())
    assert refused(state, help_at_once()).code == "duplicate_subject"
    again = help_at_once(linkage_id=LinkageId("help-2"))
    assert refused(state, again).code == "duplicate_subject"
    second = help_at_once(linkage_id=LinkageId("help-2"), agency_id=b.CLINIC)
    assert [type(event) for event in events_of(state, second)] == [
        e.LinkageRequested, e.DuplicateServiceNoticed, e.EffectOrdered,
    ]  # fmt: skip


def test_an_urgent_one_is_answered_within_the_urgent_term() -> None:
    state = done(a_case(Stage.ASSESSMENT), help_at_once(urgent=True))
    assert state.linkages[-1].answer_term == b.bdays(1)


def test_a_letter_by_hand_is_somebodys_item() -> None:
    by_hand = help_at_once(channel=k.PartnerChannel.MANUAL)
    state = done(a_case(Stage.CONFERENCE), by_hand)
    assert TaskKind.SEND_MANUAL_REFERRAL in {task.kind for task in tasks(state)}


def declined(stage: k.Stage = Stage.ASSESSMENT) -> CaseState:
    return done(done(a_case(stage), help_at_once()), said(k.PartnerAnswer.DECLINED), R.SYSTEM)


def test_declined_somebody_else_is_looked_for_until_one_is_asked() -> None:
    state = declined()
    assert DeadlineKind.SUBSTITUTE_SEARCH in kinds(state)
    unlike = help_at_once(linkage_id=LinkageId("help-2"), service=k.ServiceType.TEMPORARY_STAY)
    other = done(state, unlike, on=b.NOW + timedelta(days=1))
    assert DeadlineKind.SUBSTITUTE_SEARCH in kinds(other)
    like = help_at_once(linkage_id=LinkageId("help-3"), agency_id=b.CLINIC)
    found = done(other, like, on=b.NOW + timedelta(days=1))
    assert DeadlineKind.SUBSTITUTE_SEARCH not in kinds(found)


def test_what_a_plan_carries_out_takes_the_place_of_declined_help() -> None:
    state = declined(Stage.PLANNING)
    assert DeadlineKind.SUBSTITUTE_SEARCH in kinds(state)
    state = done(b.approved(state, b.a_plan()), b.an_agreement())
    assert state.stage is Stage.LINKAGE
    assert replaced(state, state.linkages[0])
    assert DeadlineKind.SUBSTITUTE_SEARCH not in kinds(state)
    assert len(unrequested(state)) == len(b.PLANNED)


def test_help_that_begins_is_no_service_of_the_plan() -> None:
    state = done(a_case(Stage.PLANNING), help_at_once())
    state = done(b.approved(state, b.a_plan()), b.an_agreement())
    state = done(state, said(k.PartnerAnswer.STARTED), R.SYSTEM)
    assert state.stage is Stage.LINKAGE


def test_open_help_holds_up_a_closure_and_needs_no_outcome_of_its_own() -> None:
    state = done(a_case(Stage.ASSESSMENT), help_at_once())
    closing = b.a_closure(state, reason=k.ClosureReason.MOVED_OUT)
    (gap,) = refused(state, closing).missing
    assert (gap.code, gap.subject) == ("linkage_open", HELP)
    gone = c.WithdrawLinkage(linkage_id=HELP, reason=b.TEXT)
    assert done(done(state, gone), closing).stage is Stage.CLOSURE


def test_a_case_of_the_earlier_policy_waits_for_its_plan() -> None:
    old = a_case(Stage.ASSESSMENT, b.before_life())
    assert refused(old, help_at_once()).code == "wrong_stage"
