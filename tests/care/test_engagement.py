"""Engagement hold: nobody is closed for saying no, and somebody keeps coming."""

from datetime import date, datetime, timedelta

import pytest

from care.decide.deadlines import deadlines
from care.decide.outlook import waiting
from care.decide.tasks import tasks
from care.messages import commands as c
from care.messages import events as e
from care.messages import loop_commands as lc
from care.messages import loop_events as le
from care.model import codes as k
from care.model.case import CaseState
from care.model.ids import LinkageId, PersonId
from care.model.loop_codes import HoldCause, HoldDecision, TimeBand
from care.model.work import Deadline, DeadlineKind, TaskKind
from tests.care import builders as b
from tests.care.builders import a_case, an_actor, done, events_of, held, refused

R, Stage, D = k.Role, k.Stage, DeadlineKind
HOLD = Stage.ENGAGEMENT_HOLD
NO, NOBODY = k.ContactResult.REFUSED, k.ContactResult.NO_ANSWER
COLLECT, TO = k.ConsentPurpose.COLLECT_USE, k.ConsentPurpose.PROVIDE_TO


def said_no(stage: k.Stage = Stage.DISCOVERY) -> CaseState:
    return done(a_case(stage), b.met(result=NO, members=()), R.LOCAL_OFFICE)


def withdrawal(purpose: k.ConsentPurpose = COLLECT) -> c.WithdrawConsent:
    return c.WithdrawConsent(consent_id=b.a_consent(purpose=purpose).consent_id, note=b.TEXT)


def clock(state: CaseState, kind: DeadlineKind) -> Deadline:
    (found,) = [d for d in deadlines(state) if d.kind is kind]
    return found


def kinds(state: CaseState) -> set[DeadlineKind]:
    return {d.kind for d in deadlines(state)}


def day(moment: datetime) -> str:
    return (moment + timedelta(hours=9)).date().isoformat()


def review(decision: HoldDecision = HoldDecision.CONTINUE) -> lc.ReviewHold:
    return lc.ReviewHold(decision=decision, note=b.TEXT)


# Into the hold -------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", [Stage.DISCOVERY, Stage.INTAKE])
def test_a_refusal_at_the_door_holds_the_case_and_never_closes_it(stage: k.Stage) -> None:
    state = said_no(stage)
    assert state.stage is HOLD
    assert state.hold is not None
    assert (state.hold.cause, state.hold.former) == (HoldCause.REFUSED_CONTACT, stage)
    for _ in range(5):
        state = done(state, b.met(result=NO, members=()), R.LOCAL_OFFICE)
    assert (state.stage, state.refusals) == (HOLD, 6)


def test_a_refused_interview_holds_the_case() -> None:
    state = a_case(Stage.INTAKE)
    no = c.RecordIntake(outcome=k.IntakeOutcome.REFUSED, note=b.TEXT)
    assert [type(event) for event in events_of(state, no)] == [
        e.IntakeRecorded, le.HoldEntered, e.StageEntered,
    ]  # fmt: skip
    state = done(state, no)
    assert state.hold is not None
    assert state.hold.cause is HoldCause.REFUSED_INTAKE


def test_somebody_who_says_no_to_a_visit_under_care_is_not_held_by_that() -> None:
    assert said_no(Stage.MONITORING).stage is Stage.MONITORING


@pytest.mark.parametrize(
    "stage", [Stage.RECEIVED, Stage.CONFERENCE, Stage.LINKAGE, Stage.MONITORING]
)
def test_the_clients_last_consent_withdrawn_holds_the_case_where_it_stood(stage: k.Stage) -> None:
    state = done(a_case(stage), withdrawal())
    assert state.hold is not None
    assert (state.stage, state.hold.former) == (HOLD, stage)
    assert state.hold.cause is HoldCause.WITHDREW_CONSENT


def test_another_consent_of_the_client_keeps_the_case_going() -> None:
    again = b.a_consent(consent_id="consent-again")
    assert done(done(a_case(Stage.PLANNING), again), withdrawal()).stage is Stage.PLANNING


def test_a_mothers_consent_withdrawn_holds_nobody() -> None:
    state = done(a_case(Stage.PLANNING), b.a_consent(b.MOTHER))
    gone = c.WithdrawConsent(consent_id=b.a_consent(b.MOTHER).consent_id)
    assert done(state, gone).stage is Stage.PLANNING


def test_before_receipt_and_after_closure_a_withdrawal_holds_nobody() -> None:
    early = done(a_case(Stage.INTAKE), b.a_consent())
    assert done(early, withdrawal()).stage is Stage.INTAKE
    assert done(a_case(Stage.AFTERCARE), withdrawal()).stage is Stage.AFTERCARE


def test_a_closure_being_decided_is_dropped_when_consent_goes() -> None:
    state = done(a_case(Stage.CLOSURE), withdrawal())
    assert (state.stage, state.closure) == (HOLD, None)
    assert state.hold is not None
    assert state.hold.former is Stage.MONITORING


def test_a_pause_is_over_when_the_case_is_held() -> None:
    paused = lc.PauseCase(reason="HOSPITAL", resume_on=date(2026, 4, 1))  # type: ignore[arg-type]
    state = held(done(a_case(Stage.ASSESSMENT), paused))
    assert state.pause is None
    assert D.HOLD_CONTACT in kinds(state)


def test_a_case_of_the_earlier_policy_is_never_held() -> None:
    old = a_case(Stage.MONITORING, b.before_life())
    assert done(old, withdrawal()).stage is Stage.MONITORING
    assert refused(old, lc.HoldEngagement(note=b.TEXT)).code == "wrong_stage"


# Nothing private while it lasts --------------------------------------------------------------


def test_every_private_linkage_is_recalled_whatever_it_rested_on() -> None:
    state = a_case(Stage.MONITORING)
    events = events_of(state, lc.HoldEngagement(note=b.TEXT))
    assert [type(event) for event in events] == [
        le.HoldEntered, e.StageEntered, e.LinkageWithdrawn, e.EffectOrdered,
    ]  # fmt: skip
    assert held(state).linkages[0].status is k.LinkageStatus.WITHDRAWN


def test_a_withdrawn_consent_recalls_each_linkage_once() -> None:
    events = events_of(a_case(Stage.MONITORING), withdrawal())
    withdrawn = [event for event in events if isinstance(event, e.LinkageWithdrawn)]
    assert len(withdrawn) == 1
    assert withdrawn[0].consent_id is not None


def test_a_public_agency_goes_on() -> None:
    asked = b.a_request(
        agency_id=b.OFFICE,
        agency_kind=k.AgencyKind.PUBLIC_AGENCY,
        basis=k.LawfulBasis.PUBLIC_MINIMUM,
    )
    state = held(done(a_case(Stage.LINKAGE), asked))
    assert state.linkages[0].status.is_open
    assert D.PARTNER_ANSWER in kinds(state)


def test_the_private_manager_of_a_joint_case_does_nothing_in_hold() -> None:
    partner = an_actor(R.PARTNER_WORKER)
    state = a_case(Stage.MONITORING, b.a_policy(joint_case=True))
    state = done(state, c.AssignOwner(owner=b.MANAGER, co_owner=partner.person), R.TEAM_LEAD)
    done(state, b.met(), partner)
    assert refused(held(state), b.met(), partner).code == "role_not_allowed"


@pytest.mark.parametrize(
    "command",
    [
        b.an_assessment(),
        c.SubmitPlan(plan=b.a_plan(2)),
        b.a_request(),
        c.RecordCheck(outcome=k.CheckOutcome.CONTINUE, mode=k.ContactMode.VISIT),
    ],
)
def test_the_work_of_the_former_step_stands_still(command: c.Command) -> None:
    assert refused(held(a_case(Stage.MONITORING)), command).code == "wrong_stage"


def test_notes_contacts_consents_flags_and_owners_go_on() -> None:
    state = held(a_case(Stage.MONITORING))
    for command in (
        c.AddNote(note=b.TEXT),
        b.met(),
        b.a_consent(b.MOTHER),
        c.RaiseRedFlag(flags=(k.RedFlag.VIOLENCE,)),
        c.HoldConference(conference=k.ConferenceKind.SOLUTION, minutes=b.TEXT),
    ):
        state = done(state, command)
    other = c.AssignOwner(owner=PersonId("p-other"), handover=b.TEXT)
    assert done(state, other, R.TEAM_LEAD).stage is HOLD


def test_a_solution_conference_asked_for_in_a_hold_is_held_when_the_household_wakes() -> None:
    state = done(said_no(Stage.INTAKE), lc.AskSolutionConference(note=b.TEXT))
    state = done(state, lc.WakeHold(note=b.TEXT), R.LOCAL_OFFICE)
    assert state.stage is Stage.INTAKE
    assert TaskKind.HOLD_SOLUTION_CONFERENCE in {task.kind for task in tasks(state)}
    other = c.HoldConference(conference=k.ConferenceKind.INTERNAL, minutes=b.TEXT)
    assert refused(state, other).code == "wrong_stage"
    solution = c.HoldConference(conference=k.ConferenceKind.SOLUTION, minutes=b.TEXT)
    met = done(state, solution)
    assert met.stage is Stage.INTAKE
    assert TaskKind.HOLD_SOLUTION_CONFERENCE not in {task.kind for task in tasks(met)}


def test_a_statutory_check_waits_for_no_hold() -> None:
    enrolled = {"programme": k.Programme.ICS, "applied_on": date(2026, 3, 5)}
    state = done(a_case(Stage.LINKAGE), c.EnrolProgramme(**enrolled, applicant="SELF"))  # type: ignore[arg-type]
    state = done(state, c.AcceptIndividualPlan(programme=k.Programme.ICS, version=1))
    state = held(state)
    assert D.ICS_CHECK in kinds(state)
    law = c.RecordCheck(outcome=k.CheckOutcome.CONTINUE, mode=k.ContactMode.VISIT, statutory=True)
    assert done(state, law).enrolments[0].checks


def test_a_plan_waiting_for_approval_asks_nobody_until_the_household_wakes() -> None:
    state = done(a_case(Stage.PLANNING), c.SubmitPlan(plan=b.a_plan()))
    state = held(state)
    assert D.APPROVAL not in kinds(state)
    state = done(state, lc.WakeHold(note=b.TEXT), on="2027-03-02")
    approval = clock(state, D.APPROVAL)
    assert (day(approval.since), day(approval.due)) == ("2027-03-02", "2027-03-05")
    assert done(held(state), c.WithdrawPlan()).submission is None


# Somebody keeps coming -----------------------------------------------------------------------


def test_the_hold_is_kept_in_touch_with_reviewed_and_confirmed() -> None:
    state = said_no()
    assert waiting(state).code == "HOLD_CONTACT"
    dues = {d.kind: (day(d.due), d.whom) for d in deadlines(state)}
    assert dues == {
        D.HOLD_CONTACT: ("2026-04-06", R.LOCAL_OFFICE),
        D.HOLD_REVIEW: ("2026-09-07", R.TEAM_LEAD),
        D.HOLD_ANNUAL: ("2027-03-05", R.COORDINATOR),
    }
    assert [task.kind for task in tasks(state)] == [TaskKind.KEEP_ENGAGING]


def test_every_try_starts_the_next_thirty_days_and_an_agreed_day_comes_first() -> None:
    state = done(said_no(), b.met(result=NOBODY, members=()), R.LOCAL_OFFICE, "2026-03-26")
    assert day(clock(state, D.HOLD_CONTACT).due) == "2026-04-27"
    agreed = b.met(result=NO, members=(), next_on=date(2026, 4, 10))
    state = done(state, agreed, R.LOCAL_OFFICE, "2026-04-02")
    assert day(clock(state, D.HOLD_CONTACT).due) == "2026-04-10"
    far = b.met(result=NO, members=(), next_on=date(2026, 12, 1))
    state = done(state, far, R.LOCAL_OFFICE, "2026-04-10")
    assert day(clock(state, D.HOLD_CONTACT).due) == "2026-05-11"


def test_tries_are_kept_with_mode_band_result_and_next_day() -> None:
    state = done(said_no(), b.met(result=NOBODY, members=(), mode=k.ContactMode.PHONE,
                 next_on=date(2026, 4, 1)), R.LOCAL_OFFICE, "2026-03-26")  # fmt: skip
    (first, second) = state.contacts.recent
    assert (first.result, first.band) == (NO, TimeBand.MORNING)
    assert (second.mode, second.next_on) == (k.ContactMode.PHONE, date(2026, 4, 1))
    for _ in range(20):
        state = done(state, b.met(result=NOBODY, members=()), R.LOCAL_OFFICE)
    assert len(state.contacts.recent) == 12


@pytest.mark.parametrize(
    ("moment", "band"),
    [
        ("2026-03-05T02:59:00+00:00", TimeBand.MORNING),
        ("2026-03-05T03:00:00+00:00", TimeBand.AFTERNOON),
        ("2026-03-05T09:00:00+00:00", TimeBand.EVENING),
        ("2026-03-07T03:00:00+00:00", TimeBand.WEEKEND),
    ],
)
def test_the_band_is_told_by_the_local_hour(moment: str, band: TimeBand) -> None:
    at = b.NOW.fromisoformat(moment)
    state = done(a_case(), b.met(result=NOBODY, members=()), R.LOCAL_OFFICE, at)
    assert state.contacts.recent[-1].band is band


def test_a_band_told_by_whoever_went_stands() -> None:
    told = b.met(result=NOBODY, members=(), band=TimeBand.WEEKEND)
    assert done(a_case(), told, R.LOCAL_OFFICE).contacts.recent[0].band is TimeBand.WEEKEND


def test_under_a_remote_notice_a_call_counts_as_a_visit_and_no_clock_stops() -> None:
    call = b.met(mode=k.ContactMode.PHONE)
    for remote, visited in ((False, None), (True, b.NOW)):
        told = call.model_copy(update={"remote_notice": remote})
        state = done(a_case(), told, R.LOCAL_OFFICE)
        assert state.contacts.last_visit_at == visited
    before = a_case(policy=b.before_life())
    noticed = call.model_copy(update={"remote_notice": True})
    assert done(before, noticed, R.LOCAL_OFFICE).contacts.last_visit_at is None


# Reviews -------------------------------------------------------------------------------------


def test_the_team_lead_speaks_for_the_half_year() -> None:
    state = done(said_no(), review(), R.TEAM_LEAD, "2026-09-03")
    assert state.hold is not None
    (said,) = state.hold.reviews
    assert (said.role, said.annual, said.decision) == (R.TEAM_LEAD, False, HoldDecision.CONTINUE)
    assert day(clock(state, D.HOLD_REVIEW).due) == "2027-03-03"
    assert day(clock(state, D.HOLD_ANNUAL).due) == "2027-03-05"


def test_the_yearly_word_is_the_coordinators_and_comes_when_the_year_runs_out() -> None:
    early = done(said_no(), review(), R.COORDINATOR, "2026-10-01")
    assert early.hold is not None
    assert [said.annual for said in early.hold.reviews] == [False]
    late = done(early, review(), R.TEAM_LEAD, "2027-03-04")
    assert day(clock(late, D.HOLD_ANNUAL).due) == "2027-03-05"
    late = done(late, review(), R.COORDINATOR, "2027-03-04")
    assert late.hold is not None
    assert [said.annual for said in late.hold.reviews] == [False, False, True]
    assert day(clock(late, D.HOLD_ANNUAL).due) == "2028-03-06"


def test_a_district_may_give_the_yearly_word_to_the_section_head() -> None:
    policy = b.a_policy(life=b.life_rules(engagement_annual_by=R.SECTION_HEAD))
    state = a_case(HOLD, policy)
    assert refused(state, review(), R.SECTION_HEAD).code == "role_not_allowed"
    state = done(state, review(), R.SECTION_HEAD, "2027-02-20")
    assert state.hold is not None
    assert state.hold.reviews[0].annual
    done(state, review(), R.TEAM_LEAD, "2027-02-21")


@pytest.mark.parametrize("decision", HoldDecision)
def test_no_decision_of_a_review_ends_the_case(decision: HoldDecision) -> None:
    assert done(said_no(), review(decision), R.TEAM_LEAD).stage is HOLD


# Out of it -----------------------------------------------------------------------------------


def test_a_household_that_calls_wakes_the_case() -> None:
    call = b.met(mode=k.ContactMode.PHONE, inbound=True)
    state = said_no()
    woken = events_of(state, call, R.LOCAL_OFFICE, "2026-05-16")[1]
    assert isinstance(woken, le.HoldWoken)
    assert woken.inbound
    state = done(state, call, R.LOCAL_OFFICE, "2026-05-16")
    assert (state.stage, state.hold) == (Stage.INTAKE, None)
    assert day(clock(state, D.INTAKE_TO_RECEIPT).since) == "2026-05-16"
    assert [task.kind for task in tasks(state)] == [TaskKind.DO_INTAKE]


def test_after_a_refused_interview_it_is_held_again_once_help_is_wanted() -> None:
    state = done(a_case(HOLD), b.met(accepts_help=True), on="2026-06-01")
    assert state.stage is Stage.INTAKE
    no = c.RecordIntake(outcome=k.IntakeOutcome.REFUSED)
    again = done(state, no, on="2026-06-02")
    assert again.stage is HOLD
    again = done(again, b.met(accepts_help=True), on="2026-06-09")
    assert TaskKind.DO_INTAKE in {task.kind for task in tasks(again)}


def test_being_met_is_no_yes() -> None:
    state = done(said_no(), b.met(), R.LOCAL_OFFICE)
    assert state.stage is HOLD
    calls_no = b.met(result=NO, members=(), inbound=True)
    assert done(state, calls_no, R.LOCAL_OFFICE).stage is HOLD


@pytest.mark.parametrize("stage", [Stage.ASSESSMENT, Stage.PLANNING, Stage.MONITORING])
def test_the_case_goes_on_where_it_stood(stage: k.Stage) -> None:
    state = held(a_case(stage))
    state = done(state, lc.WakeHold(note=b.TEXT), on="2026-12-01")
    assert (state.stage, state.hold) == (stage, None)
    # What stood still begins anew: nobody is told of years of delay in one minute.
    assert min(d.due for d in deadlines(state)) > b.at("2026-12-01")


def test_an_owner_named_in_hold_begins_when_the_household_is_received() -> None:
    state = done(said_no(), c.AssignOwner(owner=b.MANAGER), R.TEAM_LEAD)
    assert clock(state, D.HOLD_CONTACT).person == b.MANAGER
    state = done(state, b.met(inbound=True))
    state = done(state, c.RecordIntake(outcome=k.IntakeOutcome.RECEIVE))
    state = done(done(state, b.a_consent()), c.ReceiveCase())
    assert state.stage is Stage.ASSESSMENT


def test_a_received_case_held_before_it_had_an_owner_begins_with_the_one_named_since() -> None:
    state = done(held(a_case(Stage.RECEIVED)), c.AssignOwner(owner=b.MANAGER), R.TEAM_LEAD)
    assert done(state, lc.WakeHold(note=b.TEXT)).stage is Stage.ASSESSMENT


def test_a_high_difficulty_referral_is_answered_in_hold() -> None:
    state = done(a_case(Stage.PLANNING), c.ReferHighDifficulty(reason=b.TEXT))
    state = held(state)
    assert D.HIGH_DIFFICULTY_ANSWER in kinds(state)
    back = c.AnswerHighDifficulty(accepted=False, reason=b.TEXT)
    assert D.HIGH_DIFFICULTY_ANSWER not in kinds(done(state, back, R.COORDINATOR))


def test_after_a_withdrawal_nothing_is_shared_before_a_new_consent() -> None:
    state = done(a_case(Stage.MONITORING), withdrawal())
    state = done(state, b.met(accepts_help=True), on="2026-12-14")
    assert state.stage is Stage.MONITORING
    assert {TaskKind.RENEW_CONSENT, TaskKind.REQUEST_LINKAGES} <= {t.kind for t in tasks(state)}
    again = b.a_request(linkage_id=LinkageId("linkage-2"))
    lacking = refused(state, again, on="2026-12-14").missing
    assert [m.code for m in lacking] == ["consent_collect_use"]
    renewed = b.a_consent(consent_id="consent-2")
    state = done(state, renewed, on="2026-12-15")
    assert clock(state, D.CONSENT_RENEWAL).subject == "consent-2"
    assert done(state, again, on="2026-12-15").linkages[-1].status.is_open


def test_waking_what_is_not_held_is_refused() -> None:
    assert refused(a_case(Stage.CLOSURE), lc.WakeHold(note=b.TEXT)).code == "nothing_pending"
    assert refused(a_case(), lc.WakeHold(note=b.TEXT)).code == "wrong_stage"


# Giving up needs evidence --------------------------------------------------------------------


def tried(state: CaseState, *days: str, mode: k.ContactMode = k.ContactMode.VISIT) -> CaseState:
    for moment in days:
        at = b.NOW.fromisoformat(f"{moment}+09:00")
        state = done(state, b.met(result=NOBODY, members=(), mode=mode), R.LOCAL_OFFICE, at)
    return state


MORNINGS = ("2026-03-09T10:00", "2026-03-10T10:00", "2026-03-11T10:00")
DIFFERENT = ("2026-03-09T10:00", "2026-03-10T14:00", "2026-03-11T19:00")


def unreachable(state: CaseState) -> c.ProposeClosure:
    return b.a_closure(state, reason=k.ClosureReason.UNREACHABLE_LONG_TERM)


def test_three_tries_at_one_time_of_day_or_without_a_visit_are_not_enough() -> None:
    state = a_case()
    codes = [m.code for m in refused(state, unreachable(state)).missing]
    assert codes == ["contact_attempts", "contact_bands", "contact_visit"]
    mornings = tried(state, *MORNINGS)
    (gap,) = refused(mornings, unreachable(mornings)).missing
    assert (gap.code, gap.subject) == ("contact_bands", "3")
    calls = tried(state, *DIFFERENT, mode=k.ContactMode.PHONE)
    assert [m.code for m in refused(calls, unreachable(calls)).missing] == ["contact_visit"]
    enough = tried(calls, "2026-03-12T10:00")
    assert done(enough, unreachable(enough)).stage is Stage.CLOSURE


def test_meeting_somebody_makes_the_tries_before_it_worthless() -> None:
    state = done(tried(a_case(Stage.MONITORING), *DIFFERENT), b.met())
    state = done(state, b.a_word(k.PartnerAnswer.DONE), R.SYSTEM)
    assert len(refused(state, unreachable(state)).missing) == 3


@pytest.mark.parametrize("reason", [k.ClosureReason.REFUSED, k.ClosureReason.UNREACHABLE_LONG_TERM])
def test_a_held_household_is_given_up_only_after_a_review_and_tries(
    reason: k.ClosureReason,
) -> None:
    state = said_no()
    closing = b.a_closure(state, reason=reason)
    assert {"hold_review", "contact_attempts"} <= {m.code for m in refused(state, closing).missing}
    state = tried(state, *DIFFERENT)
    assert [m.code for m in refused(state, closing).missing] == ["hold_review"]
    state = done(state, review(HoldDecision.PROPOSE_CLOSURE), R.TEAM_LEAD, "2026-09-03")
    state = done(state, closing, on="2026-09-04")
    for tier, role in enumerate((R.COORDINATOR, R.SECTION_HEAD)):
        assert state.stage is Stage.CLOSURE
        yes = c.DecideClosure(tier=tier, answer=k.ApprovalAnswer.APPROVE)
        state = done(state, yes, role, "2026-09-07")
    assert (state.stage, state.hold) == (Stage.AFTERCARE, None)


def closing_from_hold() -> CaseState:
    state = done(tried(said_no(), *DIFFERENT), review(), R.TEAM_LEAD, "2026-09-03")
    return done(state, b.a_closure(state, reason=k.ClosureReason.REFUSED), on="2026-09-04")


def test_a_closure_turned_down_goes_back_into_the_hold() -> None:
    no = c.DecideClosure(tier=0, answer=k.ApprovalAnswer.REJECT, reason=b.TEXT)
    state = done(closing_from_hold(), no, R.COORDINATOR, "2026-09-07")
    assert state.stage is HOLD
    assert day(clock(state, D.HOLD_ANNUAL).due) == "2027-03-05"


def test_a_call_while_the_closure_is_decided_wakes_the_case() -> None:
    call = b.met(inbound=True)
    state = done(closing_from_hold(), call, R.LOCAL_OFFICE, "2026-09-07")
    assert (state.stage, state.closure, state.hold) == (Stage.INTAKE, None, None)
