"""Days without decisions: who may still answer what, and how long the clock waits."""

from datetime import date
from typing import Any

import pytest

from care.decide.calendar import local_date
from care.decide.deadlines import deadlines
from care.messages import commands as c
from care.model import codes as k
from care.model.case import CaseState
from care.model.policy import CasePolicy
from care.model.policy_rules import Subject
from care.model.work import DeadlineKind
from tests.care import builders as b
from tests.care.builders import a_case, done, refused
from tests.care.ruled import a_freeze, ruled

A, R = k.ApprovalAnswer, k.Role
FREEZE = a_freeze("2026-03-09", "2026-03-13")
"""The submission is of Thursday 5 March 2026; three business days end on Tuesday the 10th."""


def waiting(policy: CasePolicy, money: int = 0, **opening: Any) -> CaseState:
    actions = list(b.a_plan().actions)
    source = k.ResourceSource.CASE_FUND if money else None
    actions[0] = actions[0].model_copy(update={"money": money, "source": source})
    plan = b.a_plan(actions=tuple(actions))
    return done(a_case(k.Stage.PLANNING, policy, **opening), c.SubmitPlan(plan=plan))


def due_on(state: CaseState, kind: DeadlineKind = DeadlineKind.APPROVAL) -> date:
    (found,) = [one for one in deadlines(state) if one.kind is kind]
    return local_date(found.due, state.policy.calendar)


@pytest.mark.parametrize("day", ["2026-03-09", "2026-03-13"])
@pytest.mark.parametrize("answer", [A.APPROVE, A.REJECT])
def test_from_the_first_day_to_the_last_nothing_is_decided(
    day: str, answer: k.ApprovalAnswer
) -> None:
    said = refused(waiting(ruled(freezes=(FREEZE,))), b.an_answer(answer), R.COORDINATOR, day)
    assert said.code == "approval_frozen"
    assert said.params == {"freeze": "year_end", "until": "2026-03-13"}


@pytest.mark.parametrize("day", ["2026-03-06", "2026-03-16"])
def test_before_and_after_it_everything_is(day: str) -> None:
    state = done(waiting(ruled(freezes=(FREEZE,))), b.an_answer(), R.COORDINATOR, day)
    assert state.plan is not None


def test_sending_back_is_always_possible() -> None:
    state = waiting(ruled(freezes=(FREEZE,)))
    back = done(state, b.an_answer(A.RETURN), R.COORDINATOR, "2026-03-10")
    assert back.last_returned is not None


def test_who_may_not_answer_is_told_that_first() -> None:
    state = waiting(ruled(freezes=(FREEZE,)))
    assert refused(state, b.an_answer(), R.SECTION_HEAD, "2026-03-10").code == "role_not_allowed"


def test_where_a_red_flag_stands_nothing_is_frozen() -> None:
    state = waiting(ruled(freezes=(FREEZE,)))
    flag = c.RaiseRedFlag(flags=(k.RedFlag.VIOLENCE,), note=None)
    state = done(state, flag, on="2026-03-09")
    assert due_on(state) == date(2026, 3, 12), "three business days from the flag"
    assert done(state, b.an_answer(), R.COORDINATOR, "2026-03-10").plan is not None


def test_a_freeze_of_money_leaves_plans_that_cost_none() -> None:
    policy = ruled(freezes=(a_freeze("2026-03-09", "2026-03-13", money_only=True),))
    assert done(waiting(policy), b.an_answer(), R.COORDINATOR, "2026-03-10").plan is not None
    spends = waiting(policy, 10_000)
    assert refused(spends, b.an_answer(), R.COORDINATOR, "2026-03-10").code == "approval_frozen"


def test_a_freeze_of_ends_leaves_plans() -> None:
    policy = ruled(freezes=(a_freeze("2026-03-05", "2026-03-13", subject=Subject.CLOSURE),))
    assert due_on(waiting(policy)) == date(2026, 3, 10)
    ended = a_case(k.Stage.CLOSURE, policy)
    answer = c.DecideClosure(tier=0, answer=A.APPROVE)
    assert refused(ended, answer, R.COORDINATOR).code == "approval_frozen"
    assert due_on(ended) == date(2026, 3, 18)


@pytest.mark.parametrize(
    ("first", "last", "due"),
    [
        ("2026-03-09", "2026-03-13", date(2026, 3, 18)),
        ("2026-03-02", "2026-03-05", date(2026, 3, 10)),
        ("2026-03-10", "2026-03-10", date(2026, 3, 13)),
        ("2026-03-11", "2026-03-20", date(2026, 3, 10)),
        ("2026-02-20", "2026-03-04", date(2026, 3, 10)),
    ],
)
def test_a_term_that_meets_a_freeze_begins_anew_the_day_after(
    first: str, last: str, due: date
) -> None:
    assert due_on(waiting(ruled(freezes=(a_freeze(first, last),)))) == due


def test_one_freeze_may_lead_into_the_next() -> None:
    later = a_freeze("2026-03-17", "2026-03-20", code="audit")
    policy = ruled(freezes=(later, FREEZE))
    assert due_on(waiting(policy)) == date(2026, 3, 25)


def test_a_term_of_hours_begins_when_the_office_opens() -> None:
    policy = ruled({"approval_sla": b.hours(48)}, freezes=(a_freeze("2026-03-06", "2026-03-08"),))
    (found,) = [d for d in deadlines(waiting(policy)) if d.kind is DeadlineKind.APPROVAL]
    assert found.due.isoformat() == "2026-03-11T00:00:00+00:00"


def test_the_clock_of_the_case_itself_goes_on() -> None:
    free, frozen = waiting(ruled()), waiting(ruled(freezes=(FREEZE,)))
    assert due_on(frozen, DeadlineKind.PLAN) == due_on(free, DeadlineKind.PLAN)
