"""Checks and the programmes whose clocks run beside."""

from datetime import date

from care.decide.deadlines import deadlines
from care.decide.tasks import tasks
from care.messages import commands as c
from care.model import codes as k
from care.model.case import CaseState
from care.model.loop_codes import IcsApplicant
from care.model.work import Deadline, DeadlineKind, TaskKind
from tests.care import builders as b
from tests.care.builders import a_case, done, refused
from tests.care.standing import SEOUL

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


K = DeadlineKind
VAIN = b.met(result=k.ContactResult.NO_ANSWER, members=())


def clock(state: CaseState, kind: DeadlineKind) -> Deadline:
    (found,) = [each for each in deadlines(state) if each.kind is kind]
    return found


def due_on(state: CaseState, kind: DeadlineKind) -> str:
    return clock(state, kind).due.astimezone(SEOUL).date().isoformat()


def kinds(state: CaseState) -> set[DeadlineKind]:
    return {each.kind for each in deadlines(state)}


def test_a_step_up_or_down_begins_the_rhythm_of_the_new_level() -> None:
    """CASE-2: stepped down on 2026-11-10."""
    state = a_case(k.Stage.MONITORING, level=k.CASE_INTENSIVE)
    state = done(state, b.met(), on="2026-11-02")
    assert due_on(state, K.CONTACT) == "2026-11-16"
    down = b.a_conference(k.CASE_GENERAL)
    state = done(state, down, k.Role.COORDINATOR, "2026-11-10")
    assert (due_on(state, K.CONTACT), due_on(state, K.VISIT)) == ("2026-12-10", "2027-02-10")
    up = b.a_conference(k.CASE_HIGH_DIFFICULTY)
    state = done(state, up, k.Role.COORDINATOR, "2026-12-08")
    assert (due_on(state, K.CONTACT), due_on(state, K.VISIT)) == ("2026-12-22", "2027-01-08")


def test_before_the_loops_a_step_left_the_rhythm_where_it_was() -> None:
    state = a_case(k.Stage.MONITORING, b.before_life(), level=k.CASE_INTENSIVE)
    state = done(state, b.met(), on="2026-11-02")
    state = done(state, b.a_conference(k.CASE_GENERAL), k.Role.COORDINATOR, "2026-11-10")
    assert due_on(state, K.CONTACT) == "2026-12-02"


def test_services_alone_are_checked_twice_and_then_closed() -> None:
    state = a_case(k.Stage.MONITORING, level=k.LINKAGE_ONLY)
    assert (due_on(state, K.CHECK), K.CONTACT in kinds(state)) == ("2026-04-06", False)
    state = done(state, CHECK, on="2026-04-03")
    assert due_on(state, K.CHECK) == "2026-06-04"
    assert K.CLOSURE not in kinds(state)
    state = done(state, CHECK, on="2026-06-04")
    assert K.CHECK not in kinds(state)
    assert due_on(state, K.CLOSURE) == "2026-06-18"
    assert TaskKind.PROPOSE_CLOSURE in {task.kind for task in tasks(state)}
    review = CHECK.model_copy(update={"outcome": k.CheckOutcome.CLOSE_REVIEW})
    assert due_on(done(state, review, on="2026-06-05"), K.CLOSURE) == "2026-06-19"


def test_services_alone_are_not_closed_over_a_programme_that_runs() -> None:
    state = done(a_case(k.Stage.MONITORING, level=k.LINKAGE_ONLY), ENROL)
    state = done(done(state, ACCEPT), CHECK, on="2026-06-04")
    assert {K.CLOSURE, K.CHECK}.isdisjoint(kinds(state))
    assert K.ICS_CHECK in kinds(state)


def test_one_late_check_of_services_alone_counts_for_the_date_it_is_nearer_to() -> None:
    state = a_case(k.Stage.MONITORING, level=k.LINKAGE_ONLY)
    late, later = done(state, CHECK, on="2026-04-20"), done(state, CHECK, on="2026-05-28")
    assert due_on(late, K.CHECK) == "2026-06-04"
    assert K.CLOSURE in kinds(later)


def test_whoever_steps_down_to_services_alone_is_checked_from_that_day() -> None:
    state = done(a_case(k.Stage.MONITORING), CHECK, on="2026-08-31")
    down = b.a_conference(k.LINKAGE_ONLY)
    state = done(state, down, k.Role.COORDINATOR, "2026-09-01")
    assert due_on(state, K.CHECK) == "2026-10-01"


def test_contacts_missed_as_often_as_policy_says_bring_the_visit_forward() -> None:
    state = a_case(k.Stage.MONITORING)
    assert due_on(state, K.VISIT) == "2026-06-05"
    for day in ("2026-04-06", "2026-04-08"):
        state = done(state, VAIN, on=day)
        assert due_on(state, K.VISIT) == "2026-06-05"
    state = done(state, VAIN, on="2026-04-10")
    assert due_on(state, K.VISIT) == "2026-04-15"
    # Further knocking in vain does not put the visit off.
    state = done(done(state, VAIN, on="2026-04-14"), VAIN, on="2026-04-16")
    assert due_on(state, K.VISIT) == "2026-04-15"
    state = done(state, b.met(), on="2026-04-17")
    assert due_on(state, K.VISIT) == "2026-07-20"


def test_a_missed_contact_never_makes_a_visit_later_than_the_level_says() -> None:
    state = a_case(k.Stage.MONITORING)
    for day in ("2026-06-01", "2026-06-02", "2026-06-05"):
        state = done(state, VAIN, on=day)
    assert due_on(state, K.VISIT) == "2026-06-05"


def test_a_red_flag_asks_for_a_new_assessment_at_once() -> None:
    raised = c.RaiseRedFlag(flags=(k.RedFlag.SUICIDE,))
    state = done(a_case(k.Stage.MONITORING), raised, on="2026-06-01")
    asked = [d for d in deadlines(state) if d.subject == "asked.flag.2026-06-01"]
    assert [d.due.astimezone(SEOUL).date() for d in asked] == [date(2026, 6, 11)]
    assert TaskKind.REASSESS in {task.kind for task in tasks(state)}
    state = done(state, b.an_assessment(), on="2026-06-02")
    assert not any(d.subject.startswith("asked.flag") for d in deadlines(state))
    old = a_case(k.Stage.MONITORING, b.before_life())
    assert len(deadlines(done(old, raised, on="2026-06-01"))) == len(deadlines(old)) + 1
