"""One cap for a household and a calendar year, whatever plan the money stands in."""

from datetime import date
from typing import Any

from care.messages import commands as c
from care.model import codes as k
from care.model.case import CaseState
from care.model.plan import CarePlan, PlanAction
from tests.care import builders as b
from tests.care.builders import a_case, done, refused

FUND = k.ResourceSource.CASE_FUND
HEALTH, MONEY = k.SubDomain.HEALTH_BODY, k.SubDomain.ECONOMY_BASIC


def grant(amount: int, on: str = "2026-03-05", **changes: Any) -> c.RecordResource:
    values = {"entry_id": "e", "source": FUND, "need": HEALTH, "amount": amount}
    return c.RecordResource(**{**values, "on": date.fromisoformat(on), **changes})


def plan(*actions: PlanAction, version: int = 1) -> CarePlan:
    return CarePlan(version=version, goals=b.a_plan().goals, actions=actions)


def action(money: int, item: str = "a-1", need: k.SubDomain = HEALTH) -> PlanAction:
    return b.an_action(need, item_id=item, money=money, source=FUND)


def planning() -> CaseState:
    return a_case(k.Stage.PLANNING)


def test_money_recorded_this_year_counts_with_the_money_of_the_plan() -> None:
    state = done(planning(), grant(2_000_000))
    answer = refused(state, c.SubmitPlan(plan=plan(action(1_000_001))))
    assert (answer.code, answer.params) == (
        "over_cap", {"cap": "3000000", "money": "3000001", "year": "2026"},
    )  # fmt: skip
    assert done(state, c.SubmitPlan(plan=plan(action(1_000_000)))).submission is not None


def test_money_of_another_year_or_source_leaves_the_cap_alone() -> None:
    state = done(planning(), grant(2_000_000, on="2025-12-31"))
    state = done(state, grant(2_000_000, source=k.ResourceSource.FOUNDATION))
    assert state.case_fund == {2025: {HEALTH: 2_000_000}}
    assert done(state, c.SubmitPlan(plan=plan(action(3_000_000)))).submission is not None


def spent_under_an_approved_plan() -> CaseState:
    agreed = done(b.approved(planning(), plan(action(2_000_000)), "2026-03-06"), b.an_agreement())
    return done(agreed, grant(2_000_000), on="2026-03-09")


def test_a_changed_plan_is_not_charged_again_for_what_was_bought() -> None:
    state = spent_under_an_approved_plan()
    more = plan(action(2_000_000), action(1_000_000, "a-2"), version=2)
    assert done(state, c.SubmitPlan(plan=more), on="2026-03-10").submission is not None
    too_much = plan(action(2_000_000), action(1_000_001, "a-2"), version=2)
    answer = refused(state, c.SubmitPlan(plan=too_much), on="2026-03-10")
    assert answer.params["money"] == "3000001"


def test_what_was_bought_does_not_pay_for_something_new() -> None:
    state = spent_under_an_approved_plan()
    for new in (action(1_000_001, "a-2"), action(1_000_001, "a-2", MONEY)):
        change = c.SubmitPlan(plan=plan(new, version=2))
        assert refused(state, change, on="2026-03-10").code == "over_cap"
