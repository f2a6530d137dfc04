"""A pause: our own clocks stand still, those of a law never do."""

from datetime import date, datetime, timedelta

import pytest

from care.decide.calendar import is_business_day, local_date
from care.decide.deadlines import deadlines
from care.decide.outlook import next_at, waiting
from care.decide.step import tick
from care.messages import commands as c
from care.messages import loop_commands as lc
from care.messages import loop_events as le
from care.model import codes as k
from care.model.case import CaseState, Enrolment
from care.model.loop_codes import PauseReason
from care.model.work import Deadline, DeadlineKind
from tests.care import builders as b
from tests.care.builders import a_case, at, done, refused

R, K = k.Role, DeadlineKind
PAUSE = lc.PauseCase(reason=PauseReason.HOSPITAL, resume_on=date(2026, 4, 17))


def clocks(state: CaseState) -> dict[DeadlineKind, Deadline]:
    return {clock.kind: clock for clock in deadlines(state)}


def under_care() -> CaseState:
    """With the statutory check of integrated support running beside the ordinary clocks."""
    enrolled = Enrolment(
        programme=k.Programme.ICS,
        applied_on=date(2026, 3, 2),
        plan_accepted_on=date(2026, 3, 5),
    )
    return a_case(k.Stage.MONITORING).model_copy(update={"enrolments": (enrolled,)})


def paused(on: str = "2026-03-16") -> CaseState:
    return done(under_care(), PAUSE, on=on)


def test_while_it_lasts_only_the_law_and_its_own_end_are_asked_for() -> None:
    state = paused()
    assert set(clocks(state)) == {K.RESUME, K.ICS_CHECK}
    assert waiting(state).code == "RESUME"
    assert next_at(state) is not None


def test_it_ends_by_itself_at_the_close_of_the_agreed_day() -> None:
    state = paused()
    due = clocks(state)[K.RESUME].due
    assert due == at(date(2026, 4, 17)) + timedelta(hours=8)
    early = tick(state, due - timedelta(minutes=1))
    assert early is None or early.state.pause is not None
    woken = tick(state, due)
    assert woken is not None
    assert le.CaseResumed(by_itself=True) in [recorded.event for recorded in woken.recorded]
    assert woken.state.pause is None
    assert K.CONTACT in clocks(woken.state)


def test_a_machine_that_was_late_does_not_lengthen_the_pause() -> None:
    state = paused()
    due = clocks(state)[K.RESUME].due
    late = tick(state, due + timedelta(days=9))
    assert late is not None
    assert late.state.pauses[0].until == due
    # What fell due since then is told in the same breath, and nothing is left over.
    assert tick(late.state, due + timedelta(days=9)) is None


def test_what_ran_meanwhile_ends_as_many_days_later_on_a_business_day() -> None:
    before = clocks(under_care())
    state = done(paused(), lc.ResumeCase(), on="2026-03-26")
    after = clocks(state)
    calendar = state.policy.calendar
    for kind in (K.CONTACT, K.VISIT, K.REASSESSMENT):
        moved = local_date(after[kind].due, calendar) - local_date(before[kind].due, calendar)
        assert moved >= timedelta(days=10), kind
        assert is_business_day(local_date(after[kind].due, calendar), calendar)
        assert after[kind].due.astimezone().minute == 0
    assert before[K.CONTACT].due.date() == date(2026, 4, 6)
    assert after[K.CONTACT].due.date() == date(2026, 4, 16)


def test_the_statutory_check_and_the_consent_keep_their_days() -> None:
    before = clocks(under_care())
    state = done(paused(), lc.ResumeCase(), on="2026-04-16")
    for kind in (K.ICS_CHECK, K.CONSENT_RENEWAL):
        assert clocks(state)[kind].due == before[kind].due


def test_a_clock_that_was_over_or_began_later_is_not_moved() -> None:
    state = done(a_case(k.Stage.ASSESSMENT), PAUSE, on="2026-03-30")
    before = clocks(a_case(k.Stage.ASSESSMENT))
    state = done(state, lc.ResumeCase(), on="2026-04-10")
    assert clocks(state)[K.ASSESSMENT].due == before[K.ASSESSMENT].due  # over since 16 March
    assert clocks(state)[K.PLAN].due > before[K.PLAN].due
    met = done(state, b.met(), on="2026-04-13")
    assert clocks(met)[K.ASSESSMENT].due == before[K.ASSESSMENT].due


def test_two_pauses_add_up() -> None:
    before = clocks(under_care())[K.VISIT].due.date()
    state = under_care()
    for start, end in (("2026-03-16", "2026-03-20"), ("2026-04-06", "2026-04-10")):
        state = done(state, PAUSE, on=start)
        state = done(state, lc.ResumeCase(), on=end)
    saturday = before + timedelta(days=8)
    assert clocks(state)[K.VISIT].due.date() == saturday + timedelta(days=2)


def test_a_red_flag_runs_through_the_pause() -> None:
    flag = c.RaiseRedFlag(flags=(k.RedFlag.SUICIDE,))
    state = done(paused(), flag, on="2026-03-17")
    assert {K.CRISIS_ON_SITE, K.CRISIS_AID} <= set(clocks(state))
    assert clocks(state)[K.CRISIS_ON_SITE].due == at("2026-03-18")


def test_no_rung_fires_for_what_stands_still() -> None:
    fired = tick(paused(), at("2026-04-15"))
    assert fired is None


def test_what_was_told_before_the_pause_is_not_told_again_after_it() -> None:
    reminded = tick(under_care(), at("2026-04-04"))
    assert reminded is not None
    told = {mark for mark in reminded.state.fired if mark.startswith("CONTACT")}
    assert told
    long = PAUSE.model_copy(update={"resume_on": date(2026, 6, 19)})
    state = done(reminded.state, long, on="2026-04-04")
    statutory = tick(state, at("2026-06-01"))
    assert statutory is not None
    assert statutory.state.pause is not None
    assert told <= set(statutory.state.fired)


@pytest.mark.parametrize("day", [date(2026, 3, 16), date(2026, 3, 1), date(2028, 1, 1)])
def test_a_pause_names_a_day_ahead_and_not_years_away(day: date) -> None:
    command = PAUSE.model_copy(update={"resume_on": day})
    assert refused(under_care(), command, on="2026-03-16").params == {"field": "resume_on"}


def test_a_pause_is_one_and_is_for_a_case_that_was_received() -> None:
    again = refused(paused(), PAUSE, on="2026-03-17")
    assert (again.code, again.params) == ("duplicate_subject", {"field": "pause"})
    assert refused(under_care(), lc.ResumeCase()).code == "nothing_pending"
    assert refused(a_case(k.Stage.INTAKE), PAUSE).code == "wrong_stage"


def test_who_proposes_the_closure_ends_the_pause() -> None:
    """From hospital somebody may go to a home for good."""
    state = done(a_case(k.Stage.LINKAGE), PAUSE, on="2026-03-16")
    reason = k.ClosureReason.INSTITUTIONALISED
    closed = done(state, b.a_closure(state, reason=reason), on="2026-03-20")
    assert closed.pause is None
    assert K.APPROVAL in clocks(closed)


def test_a_pause_of_hours_moves_a_term_of_hours_exactly() -> None:
    policy = b.a_policy(linkage_request=b.hours(100))
    state = a_case(k.Stage.LINKAGE, policy)
    before = clocks(state)[K.LINKAGE_REQUEST].due
    start: datetime = at("2026-03-06")
    state = done(state, PAUSE, on=start)
    state = done(state, lc.ResumeCase(), on=start + timedelta(hours=31))
    assert clocks(state)[K.LINKAGE_REQUEST].due == before + timedelta(hours=31)
