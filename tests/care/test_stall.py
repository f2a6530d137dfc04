"""Nothing stands in silence: who is told when nothing moves, and who must choose (guide §6.2)."""

from datetime import datetime, timedelta

import pytest

from care.decide.deadlines import deadlines
from care.decide.step import tick
from care.decide.tasks import tasks
from care.messages import commands as c
from care.messages import loop_commands as lc
from care.messages import loop_events as le
from care.messages.events import LadderStepFired, Recorded
from care.model import codes as k
from care.model.case import CaseState
from care.model.ids import PersonId
from care.model.loop_codes import StallChoice
from care.model.work import DeadlineKind, Task, TaskKind
from tests.care import builders as b
from tests.care.builders import a_case, done, refused
from tests.care.standing import wake_at

K, R = DeadlineKind, k.Role


def quiet(stage: k.Stage = k.Stage.MONITORING) -> CaseState:
    return a_case(stage, b.a_policy(escalation_spread_minutes=0))


def lived(state: CaseState, until: datetime) -> tuple[CaseState, list[Recorded]]:
    """Nobody acts until then; the case wakes whenever it asks to."""
    told: list[Recorded] = []
    while (moment := wake_at(state)) is not None and moment <= until:
        stepped = tick(state, moment)
        assert stepped is not None
        told += stepped.recorded
        state = stepped.state
    return state, told


def stalled(days: int, stage: k.Stage = k.Stage.MONITORING) -> CaseState:
    """So long after the month in which the household should have been met again."""
    state = quiet(stage)
    due = next(d.due for d in deadlines(state) if d.kind is K.STALL)
    return lived(state, due + timedelta(days=days, hours=80))[0]


def item(state: CaseState) -> Task | None:
    return next((task for task in tasks(state) if task.kind is TaskKind.ANSWER_STALL), None)


def test_a_stall_climbs_from_the_owner_to_the_section_head_within_a_year() -> None:
    state = quiet()
    _, told = lived(state, b.NOW + timedelta(days=500))
    rungs = [
        (r.event.step, r.event.to)
        for r in told
        if isinstance(r.event, LadderStepFired) and r.event.deadline_kind is K.STALL
    ]
    assert rungs == [
        ("stall_30", R.CASE_MANAGER),
        ("stall_60", R.TEAM_LEAD),
        ("stall_90", R.COORDINATOR),
        ("stall_180", R.COORDINATOR),
        ("stall_365", R.SECTION_HEAD),
    ]


def test_the_item_is_the_owners_to_seek_contact_then_the_coordinators_to_choose() -> None:
    assert not any(t.kind is TaskKind.ANSWER_STALL for t in tasks(stalled(30)))
    owners = [t for t in tasks(stalled(30)) if t.kind is TaskKind.CONTACT_HOUSEHOLD]
    assert {t.person for t in owners} == {b.MANAGER}
    for days, role in ((90, R.COORDINATOR), (180, R.COORDINATOR), (365, R.SECTION_HEAD)):
        asked = item(stalled(days))
        assert asked is not None
        assert (asked.role, asked.person) == (role, None)


def test_after_half_a_year_a_solution_conference_is_asked_by_itself_and_once() -> None:
    state, told = lived(quiet(), b.NOW + timedelta(days=230))
    asked = [r for r in told if isinstance(r.event, le.SolutionConferenceAsked)]
    assert [r.role for r in asked] == [R.SYSTEM]
    assert state.long_case.solution_asked_at == asked[0].at
    assert any(t.kind is TaskKind.HOLD_SOLUTION_CONFERENCE for t in tasks(state))
    _, later = lived(state, b.NOW + timedelta(days=600))
    assert not any(isinstance(r.event, le.SolutionConferenceAsked) for r in later)


@pytest.mark.parametrize("choice", list(StallChoice))
def test_every_choice_has_its_own_next_step_and_begins_the_count_anew(choice: StallChoice) -> None:
    before = stalled(90)
    on = b.at("2026-07-20")
    answer = lc.AnswerStall(choice=choice, reason=b.TEXT)
    state = done(before, answer, R.COORDINATOR, on)
    assert (state.long_case.stall, state.long_case.stall_answered_at) == (choice, on)
    assert item(state) is None
    kinds = {t.kind: t for t in tasks(state)}
    match choice:
        case StallChoice.VISIT:
            visit = kinds[TaskKind.VISIT_HOUSEHOLD]
            assert visit.due is not None
            assert visit.due <= b.at("2026-07-24")
        case StallChoice.HOLD:
            assert state.stage is k.Stage.ENGAGEMENT_HOLD
        case StallChoice.REASSIGN:
            assert kinds[TaskKind.ASSIGN_OWNER].role is R.TEAM_LEAD
            other = c.AssignOwner(owner=PersonId("p-other"), handover=b.TEXT)
            state = done(state, other, R.TEAM_LEAD, "2026-07-21")
            assert TaskKind.ASSIGN_OWNER not in {t.kind for t in tasks(state)}
        case StallChoice.CONFERENCE:
            assert kinds[TaskKind.HOLD_SOLUTION_CONFERENCE].role is R.COORDINATOR


def test_only_who_steers_the_district_answers_and_only_a_stall_that_spoke() -> None:
    answer = lc.AnswerStall(choice=StallChoice.VISIT, reason=b.TEXT)
    assert refused(quiet(), answer, R.COORDINATOR, "2026-03-20").code == "nothing_pending"
    assert refused(stalled(90), answer, R.TEAM_LEAD, "2026-07-20").code == "role_not_allowed"
    assert done(stalled(365), answer, R.SECTION_HEAD, "2027-05-03").long_case.stall


def test_real_progress_ends_a_stall_and_knocking_in_vain_does_not() -> None:
    state = stalled(90)
    vain = b.met(result=k.ContactResult.NO_ANSWER, members=())
    assert item(done(state, vain, on="2026-07-20")) is not None
    call = b.met(mode=k.ContactMode.PHONE)
    state = done(state, call, on="2026-07-20")
    assert item(state) is None
    assert state.progress_at == b.at("2026-07-20")


def progress_of(state: CaseState, command: c.Command, role: k.Role = R.CASE_MANAGER) -> bool:
    return done(state, command, role, "2026-06-01").progress_at == b.at("2026-06-01")


def test_plans_services_checks_and_assessments_are_progress_and_notes_are_not() -> None:
    care = a_case(k.Stage.MONITORING)
    check = c.RecordCheck(outcome=k.CheckOutcome.CONTINUE, mode=k.ContactMode.PHONE)
    assert progress_of(care, check)
    assert progress_of(care, b.a_word(k.PartnerAnswer.DONE), R.SYSTEM)
    assert progress_of(care, b.an_assessment())
    assert not progress_of(care, b.an_assessment(complete=False))
    assert not progress_of(care, c.AddNote(note=b.TEXT))
    sent = done(a_case(k.Stage.PLANNING), c.SubmitPlan(plan=b.a_plan()), on="2026-04-01")
    assert progress_of(sent, b.an_answer(), R.COORDINATOR)


@pytest.mark.parametrize("stage", [k.Stage.RECEIVED, k.Stage.CONFERENCE, k.Stage.CLOSURE])
def test_no_stage_of_work_may_stand_in_silence(stage: k.Stage) -> None:
    asked = item(stalled(90, stage))
    assert asked is not None
    assert asked.role is R.COORDINATOR


@pytest.mark.parametrize("stage", [k.Stage.DISCOVERY, k.Stage.INTAKE, k.Stage.AFTERCARE])
def test_before_receipt_and_after_closure_other_clocks_watch(stage: k.Stage) -> None:
    assert K.STALL not in {clock.kind for clock in deadlines(quiet(stage))}
