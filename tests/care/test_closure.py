"""Closure, its approval, and aftercare."""

from typing import Any

import pytest

from care.messages import commands as c
from care.model import codes as k
from care.model.case import CaseState
from care.model.ids import PersonId, PlanItemId
from care.model.plan import ItemResult
from tests.care import builders as b
from tests.care.builders import a_case, an_actor, done, refused

A, R, Why = k.ApprovalAnswer, k.Role, k.ClosureReason


def answer(said: k.ApprovalAnswer = A.APPROVE, tier: int = 0, **changes: Any) -> c.DecideClosure:
    reason = None if said is A.APPROVE else b.TEXT
    return c.DecideClosure(**{"tier": tier, "answer": said, "reason": reason, **changes})


def finished() -> CaseState:
    return done(a_case(k.Stage.MONITORING), b.a_word(k.PartnerAnswer.DONE), R.SYSTEM)


def proposed(reason: k.ClosureReason = Why.IMPROVED) -> CaseState:
    state = finished()
    return done(state, b.a_closure(state, reason=reason))


def test_every_action_has_an_outcome_and_no_body_is_still_at_work() -> None:
    state = a_case(k.Stage.MONITORING)
    answered = refused(state, b.a_closure(state, results=b.results_of(state)[1:]))
    assert [(m.code, m.subject) for m in answered.missing] == [
        ("action_outcome", state.linkages[0].action_id),
        ("linkage_open", state.linkages[0].linkage_id),
    ]


def test_nobody_is_left_waiting_for_an_answer() -> None:
    state = done(finished(), c.SubmitPlan(plan=b.a_plan(2)))
    state = done(state, c.ReferHighDifficulty(reason=b.TEXT))
    missing = refused(state, b.a_closure(state)).missing
    assert [m.code for m in missing] == ["plan_pending", "referral_pending"]


def test_an_outcome_belongs_to_an_action_of_the_plan_once() -> None:
    state = finished()
    result = ItemResult(item_id=PlanItemId("none"), outcome=k.ItemOutcome.ACHIEVED)
    more = b.a_closure(state, results=(*b.results_of(state), result))
    assert refused(state, more).code == "unknown_subject"
    twice = b.a_closure(state, results=b.results_of(state) * 2)
    assert refused(state, twice).code == "duplicate_subject"


def test_a_reason_the_policy_does_not_have_is_refused() -> None:
    state = finished()
    assert refused(state, b.a_closure(state, reason=Why.OTHER)).code == "closure_not_allowed"


@pytest.mark.parametrize("stage", [k.Stage.DISCOVERY, k.Stage.RECEIVED, k.Stage.CONFERENCE])
def test_a_case_can_be_closed_before_any_plan_but_not_for_its_goals(stage: k.Stage) -> None:
    state = a_case(stage)
    assert refused(state, b.a_closure(state)).missing[0].code == "plan_approved"
    state = done(state, b.a_closure(state, reason=Why.DECEASED))
    assert done(state, answer(), R.COORDINATOR).stage is k.Stage.ENDED


def test_an_approved_closure_leads_to_aftercare() -> None:
    state = done(proposed(), answer(), R.COORDINATOR)
    assert state.stage is k.Stage.AFTERCARE
    assert state.closure is not None
    assert (state.closure.closed_at, len(state.closure.steps)) == (b.NOW, 1)


def test_a_refusers_closure_needs_two() -> None:
    state = done(proposed(Why.REFUSED), answer(), R.COORDINATOR)
    assert state.stage is k.Stage.CLOSURE
    assert refused(state, answer(tier=1), R.COORDINATOR).code == "not_your_tier"
    assert done(state, answer(tier=1), R.SECTION_HEAD).stage is k.Stage.AFTERCARE


def test_whoever_proposed_cannot_approve() -> None:
    state = finished()
    state = done(state, b.a_closure(state), R.COORDINATOR)
    assert refused(state, answer(), R.COORDINATOR).code == "requester_cannot_approve"


@pytest.mark.parametrize("said", [A.RETURN, A.REJECT])
def test_a_closure_turned_down_goes_back_to_where_it_came_from(said: k.ApprovalAnswer) -> None:
    assert refused(proposed(), answer(said, reason=None), R.COORDINATOR).code == "reason_required"
    state = done(proposed(), answer(said), R.COORDINATOR)
    assert (state.stage, state.closure) == (k.Stage.MONITORING, None)
    late = refused(state, answer(), an_actor(R.COORDINATOR, person=PersonId("p-x")))
    assert (late.code, late.params["by"]) == ("already_decided", b.COORDINATOR)


def test_nothing_is_approved_that_nobody_proposed() -> None:
    assert refused(finished(), answer(), R.COORDINATOR).code == "nothing_pending"


def test_two_aftercare_checks_end_the_episode() -> None:
    state = a_case(k.Stage.AFTERCARE)
    check = c.RecordAftercare(result=k.AftercareResult.STABLE)
    state = done(state, check, R.LOCAL_OFFICE)
    assert state.stage is k.Stage.AFTERCARE
    last = check.model_copy(update={"result": k.AftercareResult.NOT_REACHED})
    state = done(state, last, R.LOCAL_OFFICE)
    assert (state.stage, len(state.aftercare)) == (k.Stage.ENDED, 2)
    assert refused(state, check, R.LOCAL_OFFICE).code == "not_open"


def test_before_the_loops_the_number_of_tries_in_vain_was_enough() -> None:
    state = a_case(k.Stage.MONITORING, b.before_life())
    state = done(state, b.a_word(k.PartnerAnswer.DONE), R.SYSTEM)
    closure = b.a_closure(state, reason=Why.UNREACHABLE_LONG_TERM)
    for _ in range(state.policy.contact_attempts):
        (gap,) = refused(state, closure).missing
        assert (gap.code, gap.subject) == ("contact_attempts", "3")
        state = done(state, b.met(result=k.ContactResult.NO_ANSWER))
    assert done(state, closure).stage is k.Stage.CLOSURE
