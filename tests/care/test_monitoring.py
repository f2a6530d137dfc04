"""Checks and the programmes whose clocks run beside."""

from datetime import date

from care.messages import commands as c
from care.model import codes as k
from care.model.case import CaseState
from care.model.loop_codes import IcsApplicant
from tests.care import builders as b
from tests.care.builders import a_case, done, refused

CHECK = c.RecordCheck(outcome=k.CheckOutcome.CONTINUE, mode=k.ContactMode.VISIT)
STATUTORY = CHECK.model_copy(update={"statutory": True})
ENROL = c.EnrolProgramme(
    programme=k.Programme.ICS, applied_on=date(2026, 3, 5), applicant=IcsApplicant.SELF
)
ACCEPT = c.AcceptIndividualPlan(programme=k.Programme.ICS, version=1)


def test_a_check_at_home_is_also_a_contact_and_a_visit() -> None:
    state = done(a_case(k.Stage.MONITORING), CHECK, on="2026-06-18")
    then = b.at("2026-06-18")
    assert (state.last_check_at, state.contacts.last_visit_at) == (then, then)


def test_a_check_by_phone_is_no_visit() -> None:
    before = a_case(k.Stage.MONITORING)
    call = CHECK.model_copy(update={"mode": k.ContactMode.PHONE})
    state = done(before, call, on="2026-06-18")
    assert state.contacts.last_met_at == b.at("2026-06-18")
    assert state.contacts.last_visit_at == before.contacts.last_visit_at


def test_the_next_check_lies_ahead() -> None:
    same_day = CHECK.model_copy(update={"next_on": date(2026, 6, 18)})
    state = a_case(k.Stage.MONITORING)
    assert refused(state, same_day, on="2026-06-18").params == {"field": "next_on"}
    assert done(state, same_day, on="2026-06-17").next_check_on == date(2026, 6, 18)


def enrolled() -> CaseState:
    return done(a_case(k.Stage.MONITORING), ENROL)


def test_one_plan_serves_two_programmes_from_the_day_it_is_accepted() -> None:
    state = done(enrolled(), ACCEPT, on="2026-09-30")
    assert state.enrolments[0].plan_accepted_on == date(2026, 9, 30)
    assert refused(state, ACCEPT).code == "duplicate_subject"


def test_a_statutory_check_needs_an_accepted_individual_plan() -> None:
    assert refused(enrolled(), STATUTORY).code == "unknown_subject"
    state = done(done(enrolled(), ACCEPT), STATUTORY, on="2026-12-16")
    assert state.enrolments[0].checks == (date(2026, 12, 16),)


def test_an_ordinary_check_leaves_the_statutory_clock_alone() -> None:
    state = done(done(enrolled(), ACCEPT), CHECK, on="2026-12-16")
    assert state.enrolments[0].checks == ()


def test_a_statutory_check_late_in_the_evening_counts_for_its_local_day() -> None:
    state = done(enrolled(), ACCEPT)
    state = done(state, STATUTORY, on=b.at("2026-12-16").replace(hour=16))
    assert state.enrolments[0].checks == (date(2026, 12, 17),)  # 01:00 in Seoul


def test_enrolment_is_once_and_not_ahead_of_its_day() -> None:
    assert refused(enrolled(), ENROL).code == "duplicate_subject"
    ahead = ENROL.model_copy(update={"applied_on": date(2026, 3, 6)})
    assert refused(a_case(k.Stage.MONITORING), ahead).params == {"field": "applied_on"}


def test_only_the_approved_plan_can_be_accepted_and_only_when_enrolled() -> None:
    assert refused(a_case(k.Stage.MONITORING), ACCEPT).code == "unknown_subject"
    other = ACCEPT.model_copy(update={"version": 2})
    assert refused(enrolled(), other).code == "stale_version"
