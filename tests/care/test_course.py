"""Cover and safety: who stands in, and when two people go."""

from datetime import date, timedelta

import pytest

from care.decide.deadlines import deadlines
from care.decide.forecast import forecast
from care.decide.snapshot import snapshot
from care.decide.step import tick
from care.decide.tasks import tasks
from care.messages import commands as c
from care.messages import loop_commands as lc
from care.messages import loop_events as le
from care.model import codes as k
from care.model.case import CaseState
from care.model.loop_codes import PauseReason, SafetyFlag
from care.model.work import DeadlineKind, TaskKind
from tests.care import builders as b
from tests.care.builders import a_case, at, done, events_of, refused
from tests.care.standing import moments

R, K = k.Role, DeadlineKind
COVER = lc.SetCover(cover=b.COORDINATOR, until=date(2026, 5, 29))


def covered(stage: k.Stage = k.Stage.MONITORING) -> CaseState:
    return done(a_case(stage), COVER, R.TEAM_LEAD, "2026-03-16")


def test_who_stands_in_is_asked_and_the_owner_stays_the_owner() -> None:
    state = covered()
    assert state.owner == b.MANAGER
    assert {task.person for task in tasks(state) if task.role is R.CASE_MANAGER} == {b.COORDINATOR}
    assert snapshot(state).owner == b.MANAGER


def test_a_cover_ends_by_itself_at_the_close_of_its_last_day() -> None:
    state = covered()
    clock = next(d for d in deadlines(state) if d.kind is K.COVER_END)
    assert clock.due.isoformat() == "2026-05-29T09:00:00+00:00"
    rungs = [step for step in moments(state) if step.deadline == clock.key]
    assert [(step.at, step.code) for step in rungs] == [(clock.due, "due")]
    before = tick(state, clock.due - timedelta(seconds=1))
    assert before is None or before.state.cover is not None
    ended = tick(state, clock.due)
    assert ended is not None
    assert le.CoverEnded(person=b.COORDINATOR, by_itself=True) in [
        recorded.event for recorded in ended.recorded
    ]
    assert ended.state.cover is None
    assert ended.state.owner == b.MANAGER
    assert tick(ended.state, clock.due) is None


def test_the_end_of_a_cover_stands_in_the_calendar_of_the_owner() -> None:
    state = covered()
    coming = forecast((state,), date(2026, 6, 1), state.policy.calendar)
    ends = [each for each in coming if each.kind is K.COVER_END]
    assert {each.person for each in ends} == {b.MANAGER}
    assert "due" in {each.code for each in ends}


def test_nobody_covers_themself_nor_a_case_without_an_owner() -> None:
    state = a_case(k.Stage.MONITORING)
    oneself = COVER.model_copy(update={"cover": b.MANAGER})
    assert refused(state, oneself, R.TEAM_LEAD).params == {"field": "cover"}
    past = COVER.model_copy(update={"until": date(2026, 3, 1)})
    assert refused(state, past, R.TEAM_LEAD).params == {"field": "until"}
    unowned = refused(a_case(k.Stage.RECEIVED), COVER, R.TEAM_LEAD)
    assert [missing.code for missing in unowned.missing] == ["owner"]
    assert refused(state, COVER, R.CASE_MANAGER).code == "role_not_allowed"


def test_a_new_owner_ends_the_cover_and_a_new_partner_does_not() -> None:
    policy = b.a_policy(joint_case=True)
    state = done(a_case(k.Stage.MONITORING, policy), COVER, R.TEAM_LEAD)
    joined = c.AssignOwner(owner=b.MANAGER, co_owner=b.DONG)
    assert done(state, joined, R.TEAM_LEAD).cover is not None
    handed = c.AssignOwner(owner=b.COORDINATOR, handover=b.TEXT)
    events = events_of(state, handed, R.TEAM_LEAD)
    assert le.CoverEnded(person=b.COORDINATOR, by_itself=False) in events
    assert done(state, handed, R.TEAM_LEAD).cover is None


def test_a_cover_can_be_ended_before_its_day_and_only_once() -> None:
    state = done(covered(), lc.EndCover(), R.TEAM_LEAD)
    assert state.cover is None
    assert refused(state, lc.EndCover(), R.TEAM_LEAD).code == "nothing_pending"


def test_two_go_where_a_flag_stands_and_first_to_somebody_who_refused() -> None:
    state = a_case(k.Stage.MONITORING)
    assert not any(task.pair for task in tasks(state))
    flagged = lc.SetSafetyFlags(flags=(SafetyFlag.AGGRESSION,), reason=b.TEXT)
    flagged_state = done(state, flagged, R.COORDINATOR)
    assert {task.kind for task in tasks(flagged_state) if task.pair} == {TaskKind.VISIT_HOUSEHOLD}
    assert snapshot(flagged_state).pair
    assert events_of(flagged_state, flagged, R.COORDINATOR) == ()
    lifted = done(flagged_state, lc.SetSafetyFlags(reason=b.TEXT), R.COORDINATOR)
    assert lifted.safety == ()
    assert not any(task.pair for task in tasks(lifted))
    refuser = a_case(k.Stage.DISCOVERY).model_copy(update={"refusals": 1})
    assert [task.pair for task in tasks(refuser)] == [True]


@pytest.mark.parametrize(
    "command",
    [
        COVER,
        lc.EndCover(),
        lc.SetSafetyFlags(reason=b.TEXT),
        lc.PauseCase(reason=PauseReason.AWAY, resume_on=date(2026, 4, 1)),
        lc.ResumeCase(),
    ],
)
def test_a_case_under_an_older_policy_knows_none_of_it(command: c.Command) -> None:
    state = a_case(k.Stage.MONITORING, b.before_life())
    role = R.TEAM_LEAD
    assert refused(state, command, role, at("2026-03-16")).code == "wrong_stage"
