"""What a case does when nobody acts: it wakes, tells the next one, and never twice."""

from datetime import timedelta

import pytest

from care.decide.deadlines import deadlines
from care.decide.outlook import waiting
from care.decide.snapshot import snapshot
from care.decide.step import tick
from care.decide.tasks import kind_of, rests, tasks
from care.messages import commands as c
from care.messages.events import LadderStepFired
from care.model.case import CaseState
from care.model.codes import ApprovalAnswer, ClosureReason, ConsentPurpose, Role, Stage
from care.model.work import DeadlineKind
from tests.care.builders import (
    MANAGER,
    a_case,
    a_closure,
    a_conference,
    a_consent,
    a_plan,
    a_policy,
    a_request,
    an_agreement,
    an_answer,
    an_assessment,
    done,
)
from tests.care.standing import wake_at

LIVING = [stage for stage in Stage if stage is not Stage.ENDED]


def left_alone(state: CaseState) -> list[LadderStepFired]:
    """Every rung that fires, in order, while nobody acts."""
    told: list[LadderStepFired] = []
    while (moment := wake_at(state)) is not None:
        stepped = tick(state, moment)
        assert stepped is not None, "the case woke and had nothing to say"
        told += [r.event for r in stepped.recorded if isinstance(r.event, LadderStepFired)]
        state = stepped.state
    return told


@pytest.mark.parametrize("stage", LIVING)
def test_left_alone_a_case_tells_everybody_once_and_then_sleeps(stage: Stage) -> None:
    told = left_alone(a_case(stage))
    assert told
    assert len({(event.deadline, event.step) for event in told}) == len(told)
    assert Role.SECTION_HEAD in {event.to for event in told}


@pytest.mark.parametrize("stage", LIVING)
def test_before_its_moment_nothing_happens(stage: Stage) -> None:
    state = a_case(stage)
    moment = wake_at(state)
    assert moment is not None
    assert tick(state, moment - timedelta(seconds=1)) is None


@pytest.mark.parametrize("stage", LIVING)
def test_every_living_case_waits_for_somebody_who_has_an_item(stage: Stage) -> None:
    state = a_case(stage)
    kinds = {task.kind for task in tasks(state)}
    asked = {kind_of(state, d) for d in deadlines(state) if not rests(d)}
    assert asked == kinds
    assert waiting(state).deadline is not None
    assert snapshot(state).next_at is not None


def test_the_approval_of_the_gwangjin_story_came_a_day_late() -> None:
    """CASE-4: receipt 03-10, returned 04-07, resubmitted 04-09, approved 04-10."""
    state = a_case(Stage.RECEIVED, a_policy())
    received = {"received_at": state.received_at and state.received_at + timedelta(days=5)}
    state = state.model_copy(update=received)
    state = done(state, c.AssignOwner(owner=MANAGER), Role.TEAM_LEAD, "2026-03-10")
    ours = tuple(member.member_id for member in state.members)
    state = done(state, an_assessment(ours), on="2026-03-19")
    state = done(state, a_conference(), Role.COORDINATOR, "2026-03-24")
    state = done(state, c.SubmitPlan(plan=a_plan()), on="2026-04-06")
    state = done(state, an_answer(ApprovalAnswer.RETURN), Role.COORDINATOR, "2026-04-07")
    assert [task.kind for task in tasks(state) if task.returned] == ["REVISE_PLAN"]
    state = done(state, c.SubmitPlan(plan=a_plan()), on="2026-04-09")
    plan = next(d for d in deadlines(state) if d.kind is DeadlineKind.PLAN)
    assert plan.due.date().isoformat() == "2026-04-09"
    state = done(state, an_answer(), Role.COORDINATOR, "2026-04-10")
    assert DeadlineKind.PLAN not in {d.kind for d in deadlines(state)}
    assert waiting(state).code == "PLAN_AGREEMENT"
    state = done(state, an_agreement(), on="2026-04-10")
    assert waiting(state).code == "LINKAGE_REQUEST"


def test_a_closure_waits_for_its_second_tier_after_the_first() -> None:
    state = a_case(Stage.ASSESSMENT)
    state = done(state, a_closure(state, reason=ClosureReason.REFUSED), on="2026-04-01")
    assert waiting(state).role is Role.COORDINATOR
    yes = c.DecideClosure(tier=0, answer=ApprovalAnswer.APPROVE)
    state = done(state, yes, Role.COORDINATOR, "2026-04-02")
    assert waiting(state).role is Role.SECTION_HEAD


def test_of_a_silent_body_the_owner_is_told_by_name() -> None:
    consent = a_consent(purpose=ConsentPurpose.PROVIDE_TO)
    asked = done(done(a_case(Stage.LINKAGE), consent), a_request())
    chased = [
        event
        for event in left_alone(asked)
        if event.deadline_kind is DeadlineKind.PARTNER_ANSWER and event.step == "due"
    ]
    assert [(event.to, event.person) for event in chased] == [(Role.CASE_MANAGER, MANAGER)]
