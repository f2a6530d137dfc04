"""Integrated support: application, survey, determination, plan, checks, endings (통합지원법)."""

from datetime import date, timedelta

import pytest

from care.decide.deadlines import deadlines
from care.decide.outlook import waiting
from care.messages import commands as c
from care.messages import loop_commands as lc
from care.messages import loop_events as le
from care.model import codes as k
from care.model.case import CaseState
from care.model.loop_codes import (
    Determination,
    IcsApplicant,
    IcsSurveyor,
    PauseReason,
    ProgrammeEnding,
)
from care.model.work import Deadline, DeadlineKind
from tests.care import builders as b
from tests.care.builders import a_case, done, events_of, refused
from tests.care.standing import SEOUL

K, R = DeadlineKind, k.Role
SURVEY = lc.RecordSurvey(surveyor=IcsSurveyor.NHIS)
TELL = lc.TellDetermination()
ACCEPT = c.AcceptIndividualPlan(programme=k.Programme.ICS, version=1)
STATUTORY = c.RecordCheck(outcome=k.CheckOutcome.CONTINUE, mode=k.ContactMode.VISIT, statutory=True)
END = lc.EndProgramme(
    programme=k.Programme.ICS, ending=ProgrammeEnding.INSTITUTIONALISED, note=b.TEXT
)


def applies(applicant: IcsApplicant | None = IcsApplicant.SELF, **more: object) -> c.EnrolProgramme:
    fields = {"programme": k.Programme.ICS, "applied_on": date(2026, 8, 4), "applicant": applicant}
    return c.EnrolProgramme.model_validate({**fields, **more})


def determined(found: Determination = Determination.ELIGIBLE) -> lc.RecordDetermination:
    return lc.RecordDetermination(determination=found)


def clocks(state: CaseState) -> dict[DeadlineKind, Deadline]:
    return {clock.kind: clock for clock in deadlines(state)}


def due_on(state: CaseState, kind: DeadlineKind) -> str:
    return clocks(state)[kind].due.astimezone(SEOUL).date().isoformat()


def applied(stage: k.Stage = k.Stage.DISCOVERY) -> CaseState:
    return done(a_case(stage), applies(), R.LOCAL_OFFICE, "2026-08-04")


def told(found: Determination = Determination.ELIGIBLE) -> CaseState:
    """CASE-5: applied 08-04, surveyed 08-11, determined 08-18, told 08-19."""
    state = done(applied(k.Stage.MONITORING), SURVEY, on="2026-08-11")
    state = done(state, determined(found), on="2026-08-18")
    return done(state, TELL, on="2026-08-19")


def accepted(on: str = "2026-08-21") -> CaseState:
    return done(told(), ACCEPT, on=on)


def test_the_way_to_the_plan_has_a_clock_for_each_step() -> None:
    state = applied(k.Stage.MONITORING)
    assert due_on(state, K.ICS_SURVEY) == "2026-08-18"
    state = done(state, SURVEY, on="2026-08-11")
    assert K.ICS_SURVEY not in clocks(state)
    assert due_on(state, K.ICS_DETERMINATION) == "2026-08-18"
    state = done(state, determined(), on="2026-08-18")
    assert due_on(state, K.ICS_TELL) == "2026-08-21"
    state = done(state, TELL, on="2026-08-19")
    assert due_on(state, K.ICS_PLAN) == "2026-09-02"
    state = done(state, ACCEPT, on="2026-08-21")
    assert {K.ICS_SURVEY, K.ICS_DETERMINATION, K.ICS_TELL, K.ICS_PLAN}.isdisjoint(clocks(state))


def test_the_steps_come_in_their_order() -> None:
    state = applied()
    assert refused(state, determined()).missing[0].code == "ics_survey"
    assert refused(state, TELL).missing[0].code == "ics_determination"
    state = done(state, SURVEY, on="2026-08-11")
    assert refused(state, SURVEY, on="2026-08-12").code == "duplicate_subject"
    assert refused(state, TELL).missing[0].code == "ics_determination"
    for step in (SURVEY, determined(), TELL, END):
        role = R.COORDINATOR if step is END else R.CASE_MANAGER
        assert refused(a_case(), step, role).code == "unknown_subject"


def test_a_result_is_told_once_and_a_later_survey_evaluates_anew() -> None:
    state = accepted()
    assert refused(state, TELL, on="2026-08-24").code == "nothing_pending"
    state = done(state, SURVEY, on="2027-08-02")
    assert due_on(state, K.ICS_DETERMINATION) == "2027-08-09"
    state = done(state, determined(Determination.NOT_ELIGIBLE), on="2027-08-03")
    assert due_on(state, K.ICS_TELL) == "2027-08-06"
    # What was found says nothing by itself: the checks go on until somebody ends the programme.
    assert K.ICS_CHECK in clocks(done(state, TELL, on="2027-08-04"))


@pytest.mark.parametrize("found", [Determination.NOT_ELIGIBLE, Determination.LINK_ONLY])
def test_who_is_not_eligible_gets_no_plan_clock_and_no_plan(found: Determination) -> None:
    state = told(found)
    assert K.ICS_PLAN not in clocks(state)
    assert refused(state, ACCEPT, on="2026-08-21").missing[0].code == "ics_eligible"
    assert done(state, END, R.COORDINATOR).enrolments[0].ended_at is not None


def test_the_day_of_going_home_brings_the_plan_forward() -> None:
    """CASE-5: the notice came a day before anybody applied; discharge 08-24."""
    notice = lc.RecordDischargeNotice(discharge_on=date(2026, 8, 24))
    state = done(a_case(k.Stage.MONITORING), notice, on="2026-08-03")
    state = done(state, applies(), on="2026-08-04")
    assert state.enrolments[0].discharge_on == date(2026, 8, 24)
    state = done(done(state, SURVEY, on="2026-08-11"), determined(), on="2026-08-18")
    state = done(state, TELL, on="2026-08-19")
    assert due_on(state, K.ICS_PLAN) == "2026-08-24"
    earlier = notice.model_copy(update={"discharge_on": date(2026, 8, 14)})
    assert due_on(done(state, earlier, on="2026-08-19"), K.ICS_PLAN) == "2026-09-02"


def test_a_notice_may_come_before_anybody_of_the_household_was_met() -> None:
    notice = lc.RecordDischargeNotice(discharge_on=date(2026, 8, 24))
    state = done(a_case(), notice, R.LOCAL_OFFICE, "2026-08-03")
    state = done(state, b.a_consent(), R.LOCAL_OFFICE, "2026-08-04")
    by_staff = applies(IcsApplicant.HOSPITAL_STAFF)
    state = done(state, by_staff, R.LOCAL_OFFICE, "2026-08-04")
    assert state.stage is k.Stage.DISCOVERY
    assert clocks(state)[K.ICS_SURVEY].whom is R.LOCAL_OFFICE


@pytest.mark.parametrize(
    "applicant",
    [IcsApplicant.FACILITY_STAFF, IcsApplicant.HOSPITAL_STAFF, IcsApplicant.EX_OFFICIO],
)
def test_who_applies_for_another_needs_the_consent_before(applicant: IcsApplicant) -> None:
    state = a_case(k.Stage.INTAKE)
    answer = refused(state, applies(applicant), on="2026-08-04")
    assert [m.code for m in answer.missing] == ["consent_to_apply"]
    guardian = b.a_consent(by_guardian=b.MOTHER)
    state = done(state, guardian, on="2026-08-04")
    assert done(state, applies(applicant), on="2026-08-04").enrolments[0].applicant is applicant


@pytest.mark.parametrize(
    "applicant", [IcsApplicant.SELF, IcsApplicant.FAMILY, IcsApplicant.GUARDIAN]
)
def test_the_person_and_their_own_apply_without_more(applicant: IcsApplicant) -> None:
    state = done(a_case(k.Stage.INTAKE), applies(applicant), on="2026-08-04")
    assert state.enrolments[0].applied_at == b.at("2026-08-04")


def test_an_application_says_who_applies() -> None:
    nobody = applies(None)
    assert refused(a_case(), nobody, on="2026-08-04").params == {"field": "applicant"}
    other = nobody.model_copy(update={"programme": k.Programme.EWS})
    assert done(a_case(), other, on="2026-08-04").enrolments


def test_the_first_check_rolls_to_the_business_day_before() -> None:
    """CASE-5: accepted 08-21; three months end on a Saturday."""
    state = accepted()
    assert due_on(state, K.ICS_CHECK) == "2026-11-20"
    assert clocks(state)[K.ICS_CHECK].statutory
    state = done(state, STATUTORY, on="2026-11-17")
    assert due_on(state, K.ICS_CHECK) == "2027-05-17"


def test_no_policy_makes_a_check_later_than_the_law_and_one_may_make_it_sooner() -> None:
    late = {"ics_first_check": b.months(12), "ics_next_check": b.months(12)}
    soon = {"ics_first_check": b.days(30), "ics_next_check": b.days(60)}
    for terms, first, following in (
        (late, "2026-11-20", "2027-05-17"),
        (soon, "2026-09-21", "2027-01-18"),
    ):
        state = accepted()
        policy = state.policy.model_copy(update=terms)
        state = state.model_copy(update={"policy": policy})
        assert due_on(state, K.ICS_CHECK) == first
        assert due_on(done(state, STATUTORY, on="2026-11-17"), K.ICS_CHECK) == following


def test_no_pause_moves_a_statutory_check() -> None:
    state = accepted()
    before = due_on(state, K.ICS_CHECK)
    pause = lc.PauseCase(reason=PauseReason.HOSPITAL, resume_on=date(2026, 10, 16))
    paused = done(state, pause, on="2026-10-12")
    assert due_on(paused, K.ICS_CHECK) == before
    resumed = done(paused, lc.ResumeCase(), on="2026-10-16")
    assert due_on(resumed, K.ICS_CHECK) == before


def test_a_statutory_clock_leads_where_policy_would_wait_longer() -> None:
    state = accepted()
    later = c.RecordCheck(
        outcome=k.CheckOutcome.CONTINUE, mode=k.ContactMode.VISIT, next_on=date(2026, 11, 20)
    )
    state = done(state, later, on="2026-11-09")
    done_all = {"linkages": (), "assessment": None, "previous_assessment": None}
    state = state.model_copy(update={**done_all, "plan": b.a_plan(actions=())})
    assert waiting(state).code == K.ICS_CHECK


def test_in_hold_and_closure_the_law_goes_on_and_policy_rests() -> None:
    held = done(accepted(), lc.HoldEngagement(note=b.TEXT), on="2026-09-01")
    assert held.stage is k.Stage.ENGAGEMENT_HOLD
    assert due_on(held, K.ICS_CHECK) == "2026-11-20"
    own = STATUTORY.model_copy(update={"statutory": False})
    assert refused(held, own, on="2026-11-17").code == "wrong_stage"
    assert due_on(done(held, STATUTORY, on="2026-11-17"), K.ICS_CHECK) == "2027-05-17"


def closing() -> CaseState:
    state = done(accepted(), b.a_word(k.PartnerAnswer.DONE), R.SYSTEM, "2026-10-01")
    return done(state, b.a_closure(state), on="2026-10-02")


def test_a_case_is_not_closed_over_a_check_the_law_asks_for() -> None:
    state = closing()
    assert due_on(state, K.ICS_CHECK) == "2026-11-20"
    yes = c.DecideClosure(tier=0, answer=k.ApprovalAnswer.APPROVE)
    answer = refused(state, yes, R.COORDINATOR, "2026-10-05")
    assert [(m.code, m.subject) for m in answer.missing] == [("programme_running", "ICS")]
    state = done(state, END, R.COORDINATOR, "2026-10-05")
    assert K.ICS_CHECK not in clocks(state)
    assert done(state, yes, R.COORDINATOR, "2026-10-05").stage is k.Stage.AFTERCARE


def test_an_ended_programme_may_be_applied_for_again() -> None:
    state = done(accepted(), END, R.TEAM_LEAD, "2026-09-01")
    assert refused(state, STATUTORY, on="2026-09-02").code == "unknown_subject"
    assert refused(state, END, R.TEAM_LEAD, "2026-09-02").code == "unknown_subject"
    again = applies(applied_on=date(2027, 1, 4))
    state = done(state, again, on="2027-01-04")
    assert [enrolment.ended_at is None for enrolment in state.enrolments] == [False, True]
    assert state.enrolments[0].plan_accepted_on == date(2026, 8, 21)
    assert due_on(state, K.ICS_SURVEY) == "2027-01-18"


def test_only_who_steers_ends_a_programme() -> None:
    assert refused(accepted(), END).code == "role_not_allowed"
    (event,) = events_of(accepted(), END, R.COORDINATOR, "2026-09-01")
    assert isinstance(event, le.ProgrammeEnded)


def test_one_case_has_one_plan_and_two_sets_of_clocks() -> None:
    both = clocks(accepted())
    assert {K.ICS_CHECK, K.CONTACT, K.VISIT} <= set(both)
    assert both[K.ICS_CHECK].ladder == "statutory"


def test_a_case_of_the_release_before_enrols_as_it_did() -> None:
    state = a_case(k.Stage.MONITORING, b.before_life())
    state = done(state, applies(None), on="2026-08-04")
    assert state.enrolments[0].applied_at is None
    assert {kind for kind in clocks(state) if kind.startswith("ICS")} == set()
    assert refused(state, SURVEY).code == "wrong_stage"
    state = done(state, ACCEPT, on="2026-08-21")
    assert due_on(state, K.ICS_CHECK) == "2026-11-20"
    adopted = done(state, c.AdoptPolicy(policy=b.a_policy(version=2, content_hash="2")), R.SYSTEM)
    assert {kind for kind in clocks(adopted) if kind.startswith("ICS")} == {K.ICS_CHECK}


@pytest.mark.parametrize("late", [0, 1, 40, 400])
def test_an_overdue_check_stays_due_on_its_own_day(late: int) -> None:
    state = accepted()
    on = b.at("2026-11-23") + timedelta(days=late)
    note = c.AddNote(note=b.TEXT)
    assert due_on(done(state, note, on=on), K.ICS_CHECK) == "2026-11-20"


def test_an_application_is_not_lost_with_a_case_that_ends_before_its_answer() -> None:
    state = done(a_case(k.Stage.INTAKE), applies(), on="2026-08-04")
    told_only = c.RecordIntake(outcome=k.IntakeOutcome.INFO_ONLY)
    assert refused(state, told_only).missing[0].code == "programme_running"
    state = done(a_case(k.Stage.CONFERENCE), applies(), on="2026-08-04")
    not_taken = b.a_conference(k.NOT_SELECTED)
    assert refused(state, not_taken, R.COORDINATOR).missing[0].code == "programme_running"
    state = done(state, END, R.COORDINATOR, "2026-08-05")
    assert done(state, not_taken, R.COORDINATOR, "2026-08-05").stage is k.Stage.ENDED


def test_whoever_was_found_not_eligible_and_told_holds_no_case_open() -> None:
    state = done(applied(k.Stage.CONFERENCE), SURVEY, on="2026-08-11")
    state = done(state, determined(Determination.NOT_ELIGIBLE), on="2026-08-18")
    not_taken = b.a_conference(k.NOT_SELECTED)
    assert refused(state, not_taken, R.COORDINATOR).missing[0].code == "programme_running"
    state = done(state, TELL, on="2026-08-19")
    assert done(state, not_taken, R.COORDINATOR, "2026-08-20").stage is k.Stage.ENDED


def test_in_aftercare_nobody_applies_any_more() -> None:
    answer = refused(a_case(k.Stage.AFTERCARE), applies(), on="2026-08-04")
    assert answer.code == "wrong_stage"


def test_in_hold_nobody_is_surveyed_but_a_result_is_told() -> None:
    held = done(applied(k.Stage.MONITORING), lc.HoldEngagement(note=b.TEXT), on="2026-08-05")
    assert K.ICS_SURVEY not in clocks(held)
    state = done(done(applied(k.Stage.MONITORING), SURVEY, on="2026-08-11"), determined())
    held = done(state, lc.HoldEngagement(note=b.TEXT), on="2026-08-18")
    assert K.ICS_TELL in clocks(held)
