"""Cases of years: supervision, solution conference, the yearly word; what was agreed."""

from datetime import date

import pytest

from care.decide.deadlines import deadlines
from care.decide.ladder import mark
from care.decide.tasks import tasks
from care.messages import commands as c
from care.messages import events as e
from care.messages import loop_commands as lc
from care.messages import loop_events as le
from care.model import codes as k
from care.model.case import CaseState
from care.model.course import AgreedTask
from care.model.ids import PersonId, TaskId
from care.model.loop_codes import SupervisionKind
from care.model.work import Deadline, DeadlineKind, TaskKind
from tests.care import builders as b
from tests.care.builders import a_case, done, events_of, refused
from tests.care.standing import SEOUL

K, R = DeadlineKind, k.Role
ASK = lc.AskSupervision()
HELD = lc.RecordSupervision(supervision=SupervisionKind.ASKED, advice=b.TEXT)
SOLUTION = b.a_conference(None, conference=k.ConferenceKind.SOLUTION)
CONFIRM = lc.ConfirmLongCase(reason=b.TEXT)


def in_service() -> CaseState:
    """Received on 2026-03-05."""
    return a_case(k.Stage.MONITORING)


def running(state: CaseState, kind: DeadlineKind) -> list[Deadline]:
    return [clock for clock in deadlines(state) if clock.kind is kind]


def days(state: CaseState, kind: DeadlineKind) -> list[str]:
    return [clock.due.astimezone(SEOUL).date().isoformat() for clock in running(state, kind)]


def test_one_year_asks_for_supervision_two_for_a_solution_conference_then_every_year() -> None:
    state = in_service()
    assert days(state, K.SUPERVISION) == ["2027-03-05"]
    assert days(state, K.SOLUTION_CONFERENCE) == ["2028-03-06"]
    assert days(state, K.LONG_CASE_CONFIRM) == ["2029-03-06"]
    state = done(state, HELD, R.TEAM_LEAD, "2027-03-08")
    assert days(state, K.SUPERVISION) == []
    state = done(state, SOLUTION, R.COORDINATOR, "2028-03-07")
    assert days(state, K.SOLUTION_CONFERENCE) == []
    state = done(state, CONFIRM, R.SECTION_HEAD, "2029-02-20")
    assert days(state, K.LONG_CASE_CONFIRM) == ["2030-02-20"]


def test_what_is_a_year_away_is_nobodys_item_until_its_ladder_speaks() -> None:
    state = in_service()
    asked = {
        TaskKind.HOLD_SUPERVISION,
        TaskKind.HOLD_SOLUTION_CONFERENCE,
        TaskKind.CONFIRM_LONG_CASE,
    }
    assert asked.isdisjoint(task.kind for task in tasks(state))
    (clock,) = running(state, K.SUPERVISION)
    reminded = state.model_copy(update={"fired": (mark(clock.key, "reminder"),)})
    item = next(t for t in tasks(reminded) if t.kind is TaskKind.HOLD_SUPERVISION)
    assert item.role is R.TEAM_LEAD


def test_an_early_session_answers_the_asking_but_not_the_year() -> None:
    state = done(done(in_service(), ASK, on="2026-06-01"), HELD, R.TEAM_LEAD, "2026-06-03")
    assert state.long_case.asked_supervision is None
    assert days(state, K.SUPERVISION) == ["2027-03-05"]
    of_the_year = HELD.model_copy(update={"supervision": SupervisionKind.LONG_CASE})
    assert days(done(state, of_the_year, R.TEAM_LEAD, "2027-01-11"), K.SUPERVISION) == []


def test_who_asks_for_supervision_is_answered_within_days() -> None:
    state = done(a_case(), ASK, on="2026-06-01")
    assert days(state, K.SUPERVISION) == ["2026-06-09"]
    item = next(t for t in tasks(state) if t.kind is TaskKind.HOLD_SUPERVISION)
    assert item.role is R.TEAM_LEAD
    assert refused(state, ASK, on="2026-06-02").code == "duplicate_subject"
    assert refused(state, HELD).code == "role_not_allowed"
    assert days(done(state, HELD, R.COORDINATOR, "2026-06-04"), K.SUPERVISION) == []


def test_an_incident_on_a_visit_asks_for_supervision_by_itself() -> None:
    visit = b.met(incident=True, note=b.TEXT)
    events = events_of(a_case(k.Stage.INTAKE), visit)
    asked = [event for event in events if isinstance(event, le.SupervisionAsked)]
    assert [event.supervision for event in asked] == [SupervisionKind.INCIDENT]
    before = done(in_service(), ASK, on="2026-06-01")
    state = done(before, visit, on="2026-06-04")
    assert days(state, K.SUPERVISION)[0] == "2026-06-09"
    assert state.long_case.asked_supervision == (SupervisionKind.INCIDENT, b.at("2026-06-01"))
    old = events_of(a_case(k.Stage.INTAKE, b.before_life()), visit)
    assert [type(event) for event in old] == [e.ContactRecorded]


def test_the_yearly_word_is_the_section_heads_and_not_before_two_years() -> None:
    state = in_service()
    assert refused(state, CONFIRM, R.SECTION_HEAD, "2028-03-03").code == "nothing_pending"
    assert refused(state, CONFIRM, R.COORDINATOR, "2028-03-08").code == "role_not_allowed"
    assert done(state, CONFIRM, R.SECTION_HEAD, "2028-03-08").long_case.confirmed_at


def test_a_solution_conference_may_be_asked_for_also_in_hold() -> None:
    held = done(in_service(), lc.HoldEngagement(note=b.TEXT), on="2026-06-01")
    ask = lc.AskSolutionConference(note=b.TEXT)
    state = done(held, ask, on="2026-06-02")
    assert days(state, K.SOLUTION_CONFERENCE)[0] == "2026-07-02"
    item = next(t for t in tasks(state) if t.kind is TaskKind.HOLD_SOLUTION_CONFERENCE)
    assert item.role is R.COORDINATOR
    assert refused(state, ask, on="2026-06-03").code == "duplicate_subject"
    with_experts = SOLUTION.model_copy(update={"bodies": (b.CLINIC,)})
    state = done(state, with_experts, R.COORDINATOR, "2026-06-18")
    assert state.stage is k.Stage.ENGAGEMENT_HOLD
    assert days(state, K.SOLUTION_CONFERENCE) == []


def a_task(day: str = "2026-06-15", person: PersonId | None = None) -> AgreedTask:
    return AgreedTask(
        task_id=TaskId("task-1"),
        text=b.TEXT,
        person=person,
        due_on=date.fromisoformat(day),
        agreed_at=b.NOW,
    )


@pytest.mark.parametrize("person", [None, PersonId("p-else")])
def test_what_a_conference_asks_of_somebody_is_their_item_until_done(
    person: PersonId | None,
) -> None:
    held = b.a_conference(None, tasks=(a_task(person=person),))
    state = done(in_service(), held, on="2026-06-01")
    item = next(t for t in tasks(state) if t.kind is TaskKind.DO_AGREED_TASK)
    assert (item.subject, item.person) == ("task-1", person or b.MANAGER)
    assert days(state, K.AGREED_TASK) == ["2026-06-15"]
    assert state.agreed[0].agreed_at == b.at("2026-06-01")
    finish = lc.CompleteAgreedTask(task_id=TaskId("task-1"))
    state = done(state, finish, on="2026-06-10")
    assert days(state, K.AGREED_TASK) == []
    assert refused(state, finish, on="2026-06-11").code == "nothing_pending"
    unknown = lc.CompleteAgreedTask(task_id=TaskId("task-2"))
    assert refused(state, unknown, on="2026-06-11").code == "unknown_subject"


def test_a_case_of_the_release_before_knows_none_of_it() -> None:
    state = a_case(k.Stage.MONITORING, b.before_life())
    kinds = {clock.kind for clock in deadlines(state)}
    assert {K.SUPERVISION, K.SOLUTION_CONFERENCE, K.LONG_CASE_CONFIRM, K.STALL}.isdisjoint(kinds)
    assert state.progress_at is None
    for command, role in ((ASK, R.CASE_MANAGER), (HELD, R.TEAM_LEAD)):
        assert refused(state, command, role).code == "wrong_stage"
    held = done(state, SOLUTION, R.COORDINATOR, "2026-06-01")
    assert held.long_case == state.long_case


def test_an_old_case_that_learns_of_its_years_is_not_overdue_on_that_day() -> None:
    state = a_case(k.Stage.MONITORING, b.before_life())
    adopt = c.AdoptPolicy(policy=b.a_policy(version=2, content_hash="2"))
    state = done(state, adopt, R.SYSTEM, "2029-06-01")
    assert days(state, K.SUPERVISION) == ["2029-07-02"]
    assert days(state, K.SOLUTION_CONFERENCE) == ["2029-07-02"]
    assert days(state, K.STALL) == ["2029-07-02"]
    newer = c.AdoptPolicy(policy=b.a_policy(version=3, content_hash="3"))
    later = done(state, newer, R.SYSTEM, "2029-06-20")
    assert days(later, K.STALL) == ["2029-07-02"]
