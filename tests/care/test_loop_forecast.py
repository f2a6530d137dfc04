"""The service loop ahead of its day and under another policy: what is foretold is what comes."""

from datetime import timedelta

import pytest

from care.decide.calendar import local_date
from care.decide.clock import ITSELF
from care.decide.deadlines import deadlines
from care.decide.forecast import forecast, next_three
from care.decide.linking_clocks import chase_step
from care.decide.outlook import next_steps
from care.decide.step import Stepped, step, tick
from care.decide.whatif_course import lived
from care.messages.envelope import CaseStart
from care.messages.events import LadderStepFired, Recorded
from care.model import codes as k
from care.model.case import CaseState
from care.model.linking import ChaseStep
from care.model.policy import CasePolicy
from care.model.service_codes import ChaseAct
from care.model.work import DeadlineKind
from tests.care import builders as b
from tests.care.looping import (
    FIRST,
    SECOND,
    THIRD,
    a_next,
    asked,
    loop_policy,
    there,
    until,
    weeks,
    word,
)
from tests.care.standing import wake_at

P = k.PartnerAnswer
TWO = (a_next(SECOND), a_next(THIRD))


def standing(answer: k.PartnerAnswer | None) -> CaseState:
    state = there(asked(then=TWO))
    return state if answer is None else word(state, answer)


@pytest.mark.parametrize("answer", [None, P.RECEIVED, P.WAITLISTED, P.ACCEPTED, P.STARTED])
def test_what_is_foretold_of_a_referral_is_what_comes(answer: k.PartnerAnswer | None) -> None:
    state, end = standing(answer), weeks(9)
    day = local_date(end, state.policy.calendar)
    told = forecast([state], day, state.policy.calendar)
    foretold = {(one.deadline, one.code, one.at) for one in told if one.what == "rung"}
    _, happened = until(state, max(one.at for one in told))
    came = {
        (event.deadline, event.step, at)
        for at, event in happened
        if isinstance(event, LadderStepFired)
    }
    assert came == foretold


def test_the_next_step_says_who_is_asked_next_and_when() -> None:
    state = standing(None)
    running = {step.deadline: step for step in next_steps(state, 20)}
    key = f"CHASE:{FIRST}.next_body"
    assert running[key].kind is DeadlineKind.CHASE
    assert f"{running[key].at:%m-%d}" == "03-19"
    coming = [one for one in next_three(state) if one.kind is DeadlineKind.CHASE]
    assert {one.what for one in coming} <= {"itself", "due"}


def test_a_clock_of_the_chase_knows_its_step() -> None:
    state = standing(None)
    acts = {}
    for clock in deadlines(state):
        if clock.kind is DeadlineKind.CHASE:
            step = chase_step(state, clock)
            assert step is not None
            acts[step.act] = clock.ladder == ITSELF
    assert acts == {ChaseAct.REMIND: True, ChaseAct.TELL_OWNER: False, ChaseAct.NEXT_BODY: True}


def recorded_life(policy: CasePolicy) -> tuple[CaseStart, tuple[Recorded, ...], CaseState]:
    """A referral left alone for five weeks, then declined by whoever has it."""
    first = there(asked(policy, then=TWO))
    start = CaseStart(case_id=b.CASE, district=b.DISTRICT, policy=policy, carried=first)
    recorded: list[Recorded] = []
    state = first
    end = weeks(5)
    while (moment := wake_at(state)) is not None and moment <= end:
        stepped = tick(state, moment)
        assert stepped is not None
        recorded += stepped.recorded
        state = stepped.state
    last = state.linkages[-1]
    said = b.a_word(P.DECLINED, linkage_id=last.linkage_id, agency_id=last.agency_id)
    answered = step(state, b.an_envelope(said, k.Role.SYSTEM), end)
    assert isinstance(answered, Stepped)
    return start, (*recorded, *answered.recorded), answered.state


def test_the_same_life_under_the_same_policy_is_the_same() -> None:
    start, recorded, state = recorded_life(loop_policy())
    again = lived(start, recorded, None, weeks(5)).state
    assert [(one.linkage_id, one.status) for one in again.linkages] == [
        (one.linkage_id, one.status) for one in state.linkages
    ]
    assert len(state.linkages) == 3


def test_under_a_policy_that_waits_longer_the_next_body_is_asked_later() -> None:
    start, recorded, _ = recorded_life(loop_policy())
    patient = loop_policy(
        chase=(ChaseStep(code="next_body", act=ChaseAct.NEXT_BODY, after=b.bdays(40)),)
    )
    changed = lived(start, recorded[:-3], patient, weeks(4)).state
    assert [one.linkage_id for one in changed.linkages] == [FIRST]


def test_left_alone_for_a_year_the_loop_comes_to_rest() -> None:
    """Nothing repeats but the monthly question of what is under way."""
    state, happened = until(standing(None), b.NOW + timedelta(days=365))
    assert all(not one.status.is_open for one in state.linkages)
    chase = [event for _, event in happened if getattr(event, "deadline_kind", "") == "CHASE"]
    assert len(chase) == 3
