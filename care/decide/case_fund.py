"""The case-management fund (사례관리사업비): one cap for a household and a calendar year."""

from collections import Counter

from care.model.case import CaseState
from care.model.codes import ResourceSource, SubDomain
from care.model.plan import CarePlan


def fund_money(plan: CarePlan) -> int:
    """Won the plan takes from the fund."""
    return sum(action.money for action in plan.actions if action.source is ResourceSource.CASE_FUND)


def fund_of_year(state: CaseState, plan: CarePlan, year: int) -> int:
    """Won spent in the year so far and what the plan asks for beyond it.

    What was spent on a need pays for its actions that the approved plan holds and this one keeps,
    so that a changed plan is not charged again for what has been bought.
    """
    spent = state.case_fund.get(year, {})
    kept = _kept(state.plan, plan)
    bought = sum(min(amount, kept[need]) for need, amount in spent.items())
    return sum(spent.values()) + fund_money(plan) - bought


def _kept(approved: CarePlan | None, plan: CarePlan) -> Counter[SubDomain]:
    """Won of the fund, by need, for actions that are in both plans."""
    known = {action.item_id for action in approved.actions} if approved else set()
    needs = {goal.item_id: goal.need for goal in plan.goals}
    kept: Counter[SubDomain] = Counter()
    for action in plan.actions:
        if action.source is ResourceSource.CASE_FUND and action.item_id in known:
            kept[needs[action.goal_id]] += action.money
    return kept
