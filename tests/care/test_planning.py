"""The plan: what it must be, who answers it in turn, and the client's agreement."""

from datetime import date
from typing import Any

import pytest

from care.messages import commands as c
from care.messages import events as e
from care.model import codes as k
from care.model.case import CaseState
from care.model.ids import PersonId, PlanItemId
from care.model.plan import CarePlan, ReturnPoint
from tests.care import builders as b
from tests.care.builders import a_case, an_actor, done, events_of, refused

S, R, A = k.SubDomain, k.Role, k.ApprovalAnswer
FUND = k.ResourceSource.CASE_FUND


def submit(plan: CarePlan | None = None) -> c.SubmitPlan:
    return c.SubmitPlan(plan=plan or b.a_plan())


def submitted(level: Any = k.CASE_GENERAL, plan: CarePlan | None = None) -> CaseState:
    return done(a_case(k.Stage.PLANNING, level=level), submit(plan))


def changed(action: int = 0, **changes: Any) -> CarePlan:
    plan = b.a_plan()
    actions = list(plan.actions)
    actions[action] = actions[action].model_copy(update=changes)
    return plan.model_copy(update={"actions": tuple(actions)})


FIRST, SECOND = b.a_plan().actions[:2]


@pytest.mark.parametrize(
    ("plan", "code", "subject"),
    [
        (b.a_plan(actions=()), "action", ""),
        (changed(item_id=SECOND.item_id), "item_repeated", SECOND.item_id),
        (changed(goal_id="goal-none"), "action_without_goal", FIRST.item_id),
        (changed(due_on=date(2026, 3, 4)), "due_date_past", FIRST.item_id),
        (changed(money=1), "money_without_source", FIRST.item_id),
        (changed(agency_kind=None), "agency_without_kind", FIRST.item_id),
        (changed(members=()), "action_members", FIRST.item_id),
        (changed(members=(b.FORMER,)), "action_members", FIRST.item_id),
    ],
)
def test_a_plan_with_a_gap_is_refused_and_the_gap_named(
    plan: CarePlan, code: str, subject: str
) -> None:
    answer = refused(a_case(k.Stage.PLANNING), submit(plan))
    assert answer.code == "requirements_missing"
    assert (code, subject) in {(m.code, m.subject) for m in answer.missing}


def test_an_empty_plan_lacks_goals_actions_and_every_serious_need() -> None:
    answer = refused(a_case(k.Stage.PLANNING), submit(b.a_plan(goals=(), actions=())))
    assert [m.code for m in answer.missing] == ["goal", "action", *["need_without_goal"] * 3]


def test_a_serious_need_is_met_or_parked_on_the_households_wish() -> None:
    two = b.a_plan(goals=b.a_plan().goals[:2], actions=b.a_plan().actions[:2])
    answer = refused(a_case(k.Stage.PLANNING), submit(two))
    assert [m.subject for m in answer.missing] == [S.FAMILY_CARE]
    parked = two.model_copy(update={"parked": (S.FAMILY_CARE,)})
    assert done(a_case(k.Stage.PLANNING), submit(parked)).submission is not None


def test_a_linkage_only_household_has_a_light_plan() -> None:
    light = b.a_plan(goals=b.a_plan().goals[:1], actions=b.a_plan().actions[:1])
    assert submitted(k.LINKAGE_ONLY, light).submission is not None


def test_a_goal_waits_only_for_another_goal_of_the_plan() -> None:
    goals = b.a_plan().goals
    itself = goals[0].model_copy(update={"after": goals[0].item_id})
    plan = b.a_plan(goals=(itself, *goals[1:]))
    answer = refused(a_case(k.Stage.PLANNING), submit(plan))
    assert answer.missing[0].code == "goal_before_unknown"
    chained = goals[0].model_copy(update={"after": goals[1].item_id})
    done(a_case(k.Stage.PLANNING), submit(b.a_plan(goals=(chained, *goals[1:]))))


def test_the_case_fund_cap_is_kept() -> None:
    answer = refused(a_case(k.Stage.PLANNING), submit(changed(money=3_000_001, source=FUND)))
    assert (answer.code, answer.params["cap"]) == ("over_cap", "3000000")


def test_money_of_others_is_not_counted_against_the_cap() -> None:
    plan = changed(money=9_000_000, source=k.ResourceSource.FOUNDATION)
    assert submitted(plan=plan).submission is not None


@pytest.mark.parametrize(
    ("level", "money", "tiers"),
    [
        (k.CASE_GENERAL, 1_000_000, (R.COORDINATOR,)),
        (k.CASE_GENERAL, 1_000_001, (R.COORDINATOR, R.SECTION_HEAD)),
        (k.CASE_INTENSIVE, 0, (R.COORDINATOR,)),
        (k.CASE_HIGH_DIFFICULTY, 0, (R.COORDINATOR, R.SECTION_HEAD)),
    ],
)
def test_heavy_or_costly_plans_go_to_the_section_head_as_well(
    level: str, money: int, tiers: tuple[k.Role, ...]
) -> None:
    state = submitted(level, changed(money=money, source=FUND))
    assert state.submission is not None
    assert state.submission.tiers == tiers


def test_one_plan_waits_at_a_time_under_the_next_number() -> None:
    assert refused(submitted(), submit()).code == "duplicate_subject"
    answer = refused(a_case(k.Stage.PLANNING), submit(b.a_plan(2)))
    assert (answer.code, answer.params["expected"]) == ("stale_version", "1")


def test_one_approval_is_enough_for_an_ordinary_plan() -> None:
    state = done(submitted(), b.an_answer(), R.COORDINATOR)
    assert state.plan == b.a_plan()
    assert state.submission is None


def test_the_second_tier_does_not_act_before_the_first() -> None:
    state = submitted(k.CASE_HIGH_DIFFICULTY)
    assert refused(state, b.an_answer(), R.SECTION_HEAD).code == "not_your_tier"
    assert refused(state, b.an_answer(tier=1), R.SECTION_HEAD).code == "not_your_tier"
    state = done(state, b.an_answer(), R.COORDINATOR)
    assert state.plan is None
    assert done(state, b.an_answer(tier=1), R.SECTION_HEAD).plan == b.a_plan()


def test_a_role_no_tier_asks_for_cannot_answer() -> None:
    assert refused(submitted(), b.an_answer(), R.CASE_MANAGER).code == "role_not_allowed"
    assert refused(submitted(), b.an_answer(), R.TEAM_LEAD).code == "role_not_allowed"


def test_whoever_asked_cannot_approve_nor_have_themselves_stood_in_for() -> None:
    state = done(a_case(k.Stage.PLANNING), submit(), R.COORDINATOR)
    assert refused(state, b.an_answer(), R.COORDINATOR).code == "requester_cannot_approve"
    stand_in = an_actor(R.COORDINATOR, person=PersonId("p-x"), on_behalf_of=b.COORDINATOR)
    assert refused(state, b.an_answer(), stand_in).code == "requester_cannot_approve"
    other = an_actor(R.COORDINATOR, person=PersonId("p-x"))
    assert done(state, b.an_answer(), other).plan is not None


def test_a_substitute_answers_for_the_absent_and_both_are_named() -> None:
    actor = an_actor(R.COORDINATOR, person=b.LEAD, on_behalf_of=b.COORDINATOR)
    answered = events_of(submitted(), b.an_answer(), actor)[0]
    assert isinstance(answered, e.PlanAnswered)
    assert (answered.step.by, answered.step.on_behalf_of) == (b.LEAD, b.COORDINATOR)


def test_one_person_does_not_answer_two_tiers() -> None:
    state = done(submitted(k.CASE_HIGH_DIFFICULTY), b.an_answer(), R.COORDINATOR)
    both = an_actor(R.SECTION_HEAD, person=b.COORDINATOR, on_behalf_of=b.HEAD)
    assert refused(state, b.an_answer(tier=1), both).code == "not_your_tier"


def test_of_two_answers_one_wins_and_the_other_hears_who_and_when() -> None:
    state = done(submitted(), b.an_answer(), R.COORDINATOR, "2026-04-10")
    late = refused(state, b.an_answer(A.REJECT), an_actor(R.COORDINATOR, person=b.LEAD))
    assert late.code == "already_decided"
    assert late.params == {
        "by": b.COORDINATOR, "at": b.at("2026-04-10").isoformat(), "answer": "APPROVE",
    }  # fmt: skip


def test_the_first_tier_answered_twice_hears_the_same() -> None:
    state = done(submitted(k.CASE_HIGH_DIFFICULTY), b.an_answer(), R.COORDINATOR)
    other = an_actor(R.COORDINATOR, person=b.LEAD)
    assert refused(state, b.an_answer(), other).code == "already_decided"


@pytest.mark.parametrize("answer", [A.RETURN, A.REJECT])
def test_returning_and_rejecting_need_a_reason(answer: k.ApprovalAnswer) -> None:
    silent = b.an_answer(answer, reason=None)
    assert refused(submitted(), silent, R.COORDINATOR).code == "reason_required"


def test_a_remark_is_pinned_to_an_item_of_the_plan() -> None:
    nowhere = (ReturnPoint(item_id=PlanItemId("goal-none"), text=b.TEXT),)
    answer = refused(submitted(), b.an_answer(A.RETURN, points=nowhere), R.COORDINATOR)
    assert answer.code == "unknown_subject"


def test_a_returned_plan_comes_back_under_its_number_with_the_remarks_still_seen() -> None:
    point = ReturnPoint(item_id=b.a_plan().goals[0].item_id, text=b.TEXT)
    state = done(submitted(), b.an_answer(A.RETURN, points=(point,)), R.COORDINATOR)
    assert (state.plan_returns, state.submission) == (1, None)
    state = done(state, submit())
    assert state.last_returned is not None
    assert state.last_returned.steps[0].points == (point,)
    state = done(state, b.an_answer(), R.COORDINATOR)
    assert (state.plan_returns, state.last_returned) == (0, None)


def test_an_answer_to_a_submission_since_replaced_is_refused() -> None:
    state = submitted()
    assert state.submission is not None
    seen = state.submission.intent
    state = done(state, b.an_answer(A.RETURN), R.COORDINATOR)
    state = done(state, submit())
    stale = b.an_answer(submission=seen)
    other = an_actor(R.COORDINATOR, person=b.LEAD)
    assert refused(state, stale, other).code == "already_decided"
    assert state.submission is not None
    fresh = b.an_answer(submission=state.submission.intent)
    assert done(state, fresh, other).plan is not None


def test_after_the_limit_of_returns_people_meet_before_the_plan_is_sent_again() -> None:
    state = submitted()
    for day in ("2026-04-01", "2026-04-02"):
        state = done(state, b.an_answer(A.RETURN), R.COORDINATOR, day)
        if day == "2026-04-01":
            state = done(state, submit(), on=day)
    answer = refused(state, submit(), on="2026-04-03")
    assert [m.code for m in answer.missing] == ["conference_after_returns"]
    state = done(state, b.a_conference(None), on="2026-04-03")
    assert done(state, submit(), on="2026-04-03").submission is not None


def test_a_rejected_plan_is_kept_with_its_reason_and_another_may_follow() -> None:
    state = done(submitted(), b.an_answer(A.REJECT), R.COORDINATOR)
    assert state.last_returned is not None
    assert (state.plan, state.plan_returns) == (None, 0)
    assert done(state, submit()).submission is not None


def test_a_withdrawn_plan_no_longer_waits() -> None:
    state = done(submitted(), c.WithdrawPlan())
    assert refused(state, b.an_answer(), R.COORDINATOR).code == "no_longer_pending"
    assert refused(state, c.WithdrawPlan()).code == "nothing_pending"


def approved() -> CaseState:
    return done(submitted(), b.an_answer(), R.COORDINATOR)


def test_planning_ends_when_the_client_agrees() -> None:
    state = done(approved(), b.an_agreement())
    assert state.stage is k.Stage.LINKAGE
    assert refused(state, b.an_agreement()).code == "nothing_pending"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"version": 2}, "stale_version"),
        ({"member_id": b.FORMER}, "unknown_subject"),
        ({"method": k.ConsentMethod.READ_ALOUD}, "witness_required"),
    ],
)
def test_an_agreement_that_is_none_is_refused(changes: dict[str, Any], code: str) -> None:
    assert refused(approved(), b.an_agreement(**changes)).code == code


def test_a_plan_nobody_outside_is_asked_for_goes_straight_to_monitoring() -> None:
    own = b.a_plan(actions=tuple(b.an_action(need, None) for need in b.PLANNED))
    state = b.approved(a_case(k.Stage.PLANNING), own)
    assert done(state, b.an_agreement()).stage is k.Stage.MONITORING


def test_a_running_case_changes_its_plan_without_moving() -> None:
    state = a_case(k.Stage.MONITORING)
    later = "2027-01-11"
    # The dates of what runs since before may lie behind; new ones may not.
    state = done(state, submit(b.a_plan(2)), on=later)
    assert state.submission is not None
    assert state.submission.based_on == 1
    state = done(state, b.an_answer(version=2), R.COORDINATOR, later)
    assert (state.stage, state.plan_agreed_at) == (k.Stage.MONITORING, None)
    request = b.a_request(S.FAMILY_CARE)
    assert refused(state, request, on=later).missing[0].code == "plan_agreed"
    state = done(state, b.an_agreement(version=2), on=later)
    assert (state.stage, state.plan_agreed_at) == (k.Stage.MONITORING, b.at(later))


def test_an_action_a_body_works_on_stays_in_the_plan() -> None:
    state = a_case(k.Stage.MONITORING)
    without = b.a_plan(2, actions=b.a_plan().actions[1:])
    answer = refused(state, submit(without))
    assert [m.code for m in answer.missing] == ["linkage_open"]
