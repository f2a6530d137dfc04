"""Who is asked, tier by tier, and why: rules of a district, 전결, and what a preview says."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.decide.approval_lines import Matter, line
from care.decide.deciders import who_decides
from care.messages import commands as c
from care.model import codes as k
from care.model.case import CaseState
from care.model.plan import CarePlan
from care.model.policy import CasePolicy
from care.model.policy_rules import ApprovalCase, Delegation, Subject
from tests.care import builders as b
from tests.care.builders import a_case, done, refused
from tests.care.ruled import a_freeze, more, ruled, same

R, Why = k.Role, k.ClosureReason
FUND = k.ResourceSource.CASE_FUND
LEAD, COORDINATOR, HEAD = R.TEAM_LEAD, R.COORDINATOR, R.SECTION_HEAD
MANY = ApprovalCase(
    code="many_people", subject=Subject.PLAN, when=more("people", 1), tiers=(LEAD, COORDINATOR)
)
COSTLY = ApprovalCase(
    code="costly", subject=Subject.PLAN, when=more("money", 500_000), tiers=(COORDINATOR, HEAD)
)


def plan(money: int = 0) -> CarePlan:
    actions = list(b.a_plan().actions)
    paid = {"money": money, "source": FUND if money else None}
    actions[0] = actions[0].model_copy(update=paid)
    return b.a_plan(actions=tuple(actions))


def submitted(policy: CasePolicy, money: int = 0, role: k.Role = R.CASE_MANAGER) -> CaseState:
    return done(a_case(k.Stage.PLANNING, policy), c.SubmitPlan(plan=plan(money)), role)


def asked(state: CaseState) -> tuple[tuple[k.Role, ...], str, tuple[str, ...]]:
    assert state.submission is not None
    return state.submission.tiers, state.submission.because, state.submission.delegated


def delegated(of: k.Role, to: k.Role, **changes: Any) -> Delegation:
    values = {"code": f"{of}_to_{to}".lower(), "of": of, "to": to, "subjects": tuple(Subject)}
    return Delegation(**{**values, **changes})


def test_a_policy_without_rules_asks_as_before_and_says_nothing_of_why() -> None:
    assert asked(submitted(b.a_policy(), 1_500_000)) == ((COORDINATOR, HEAD), "", ())


@pytest.mark.parametrize(
    ("money", "tiers", "because"),
    [(0, (COORDINATOR,), "EVERY_PLAN"), (1_000_001, (COORDINATOR, HEAD), "MONEY_REVIEW")],
)
def test_with_no_rule_that_holds_the_common_tiers_apply(
    money: int, tiers: tuple[k.Role, ...], because: str
) -> None:
    assert asked(submitted(ruled(), money)) == (tiers, because, ())


def test_the_first_rule_that_holds_names_who_is_asked() -> None:
    both = ruled(approvals=(COSTLY, MANY))
    assert asked(submitted(both, 600_000)) == ((COORDINATOR, HEAD), "costly", ())
    assert asked(submitted(both, 500_000)) == ((LEAD, COORDINATOR), "many_people", ())


def test_a_rule_for_plans_says_nothing_of_ends_and_one_for_a_reason_only_of_it() -> None:
    moved = ApprovalCase(
        code="moved_out",
        subject=Subject.CLOSURE,
        when=more("people", 0),
        tiers=(LEAD,),
        reasons=(Why.MOVED_OUT,),
    )
    policy = ruled(approvals=(MANY, moved))
    ended = a_case(k.Stage.CLOSURE, policy)
    assert ended.closure is not None
    assert (ended.closure.tiers, ended.closure.because) == ((COORDINATOR,), "CLOSURE_REASON")
    state = done(a_case(k.Stage.MONITORING, policy), b.a_word(k.PartnerAnswer.DONE), R.SYSTEM)
    gone = done(state, b.a_closure(state, reason=Why.MOVED_OUT))
    assert gone.closure is not None
    assert (gone.closure.tiers, gone.closure.because) == ((LEAD,), "moved_out")


@pytest.mark.parametrize(
    ("of", "to", "tiers"),
    [
        (HEAD, COORDINATOR, (LEAD, COORDINATOR)),
        (HEAD, LEAD, (LEAD,)),
        (COORDINATOR, LEAD, (LEAD, HEAD)),
        (COORDINATOR, HEAD, (LEAD, HEAD)),
        (LEAD, R.LOCAL_OFFICE, (R.LOCAL_OFFICE, COORDINATOR, HEAD)),
    ],
)
def test_a_delegate_decides_finally_in_place_of_who_delegated(
    of: k.Role, to: k.Role, tiers: tuple[k.Role, ...]
) -> None:
    three = ApprovalCase(
        code="all_three",
        subject=Subject.PLAN,
        when=more("people", 0),
        tiers=(LEAD, COORDINATOR, HEAD),
    )
    policy = ruled(approvals=(three,), delegations=(delegated(of, to),))
    assert asked(submitted(policy)) == (tiers, "all_three", (f"{of}_to_{to}".lower(),))


def test_a_delegation_stands_only_while_its_condition_holds() -> None:
    general = delegated(HEAD, COORDINATOR, when=same("level", k.CASE_GENERAL))
    policy = ruled(delegations=(general,))
    assert asked(submitted(policy, 1_500_000))[0] == (COORDINATOR,)
    heavy = a_case(k.Stage.PLANNING, policy, k.CASE_HIGH_DIFFICULTY)
    assert asked(done(heavy, c.SubmitPlan(plan=plan())))[0] == (COORDINATOR, HEAD)


def test_nobody_decides_finally_on_what_their_own_role_asked_for() -> None:
    policy = ruled(delegations=(delegated(HEAD, COORDINATOR),))
    assert asked(submitted(policy, 1_500_000, COORDINATOR))[0] == (COORDINATOR, HEAD)


def test_the_delegates_approval_is_the_last_word() -> None:
    policy = ruled(delegations=(delegated(HEAD, COORDINATOR),))
    state = done(submitted(policy, 1_500_000), b.an_answer(), COORDINATOR)
    assert state.plan is not None
    assert state.submission is None


def test_a_role_the_line_does_not_name_is_refused_even_if_it_delegated() -> None:
    policy = ruled(delegations=(delegated(HEAD, COORDINATOR),))
    answer = refused(submitted(policy, 1_500_000), b.an_answer(), HEAD)
    assert answer.code == "role_not_allowed"


def test_a_request_keeps_the_line_it_was_made_with() -> None:
    state = submitted(ruled(), 600_000)
    coming = who_decides(state, ruled(approvals=(COSTLY,)), date(2026, 3, 5))
    assert coming is not None
    assert (coming.tiers, coming.because, coming.waits) == ((COORDINATOR,), "EVERY_PLAN", True)


@pytest.mark.parametrize("stage", [k.Stage.DISCOVERY, k.Stage.ASSESSMENT, k.Stage.PLANNING])
def test_before_a_plan_its_approval_comes_next_under_the_other_policy(stage: k.Stage) -> None:
    coming = who_decides(a_case(stage), ruled(approvals=(MANY,)), date(2026, 3, 5))
    assert coming is not None
    assert (coming.subject, coming.tiers) == (Subject.PLAN, (LEAD, COORDINATOR))
    assert (coming.because, coming.waits) == ("many_people", False)


def test_while_a_plan_is_carried_out_the_end_comes_next_with_its_freeze() -> None:
    freeze = a_freeze("2026-03-02", "2026-03-20", subject=Subject.CLOSURE)
    policy = ruled(freezes=(freeze,))
    coming = who_decides(a_case(k.Stage.MONITORING), policy, date(2026, 3, 5))
    assert coming is not None
    assert (coming.subject, coming.because) == (Subject.CLOSURE, "CLOSURE_REASON")
    assert coming.frozen_until == date(2026, 3, 20)


def test_two_tiers_of_which_one_answered_leave_one() -> None:
    state = submitted(ruled(approvals=(COSTLY,)), 600_000)
    state = done(state, b.an_answer(), COORDINATOR)
    coming = who_decides(state, state.policy, date(2026, 3, 5))
    assert coming is not None
    assert coming.tiers == (HEAD,)


@pytest.mark.parametrize("stage", [k.Stage.AFTERCARE, k.Stage.ENDED])
def test_nobody_decides_on_what_is_over(stage: k.Stage) -> None:
    assert who_decides(a_case(stage), ruled(), date(2026, 3, 5)) is None


APPROVERS = (LEAD, COORDINATOR, HEAD)
PAIRS = [(of, to) for of in APPROVERS for to in APPROVERS if of is not to]


@given(
    tiers=st.permutations(APPROVERS).flatmap(
        lambda some: st.sampled_from([some[:1], some[:2], some])
    ),
    pairs=st.lists(st.sampled_from(PAIRS), max_size=4),
)
def test_whatever_is_delegated_somebody_is_asked_and_nobody_twice(
    tiers: list[k.Role], pairs: list[tuple[k.Role, k.Role]]
) -> None:
    everybody = ApprovalCase(
        code="all", subject=Subject.PLAN, when=more("people", -1), tiers=tuple(tiers)
    )
    policy = ruled(approvals=(everybody,), delegations=tuple(delegated(*pair) for pair in pairs))
    matter = Matter(subject=Subject.PLAN, asked_as=R.CASE_MANAGER)
    found = line(b.a_blank(policy), policy, matter, {"people": 1})
    assert found.tiers
    assert len(set(found.tiers)) == len(found.tiers)
    assert set(found.tiers) <= set(tiers) | {to for _, to in pairs}
