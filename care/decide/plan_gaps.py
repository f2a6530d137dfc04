"""What a plan must be before anybody is asked to approve it."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from care.decide.context import household, scores
from care.model.case import CaseState
from care.model.plan import CarePlan, PlanAction
from care.model.refusal import Missing

SERIOUS = 2
"""From this score on a need has a goal or is parked on the household's wish."""


def plan_gaps(state: CaseState, plan: CarePlan, on: date) -> tuple[Missing, ...]:
    return (
        *_empty(state, plan),
        *_ids(plan),
        *_goals(plan),
        *_needs(state, plan),
        *(gap for action in plan.actions for gap in _action(state, plan, action, on)),
        *_at_work(state, plan),
        *_meeting(state),
    )


def _empty(state: CaseState, plan: CarePlan) -> Iterator[Missing]:
    if state.level is None:
        yield Missing(code="level")
    if not plan.goals:
        yield Missing(code="goal")
    if not plan.actions:
        yield Missing(code="action")


def _ids(plan: CarePlan) -> Iterator[Missing]:
    counted = Counter([*(g.item_id for g in plan.goals), *(a.item_id for a in plan.actions)])
    for item_id, times in counted.items():
        if times > 1:
            yield Missing(code="item_repeated", subject=item_id)


def _goals(plan: CarePlan) -> Iterator[Missing]:
    goals = {goal.item_id for goal in plan.goals}
    for goal in plan.goals:
        if goal.after is not None and (goal.after not in goals or goal.after == goal.item_id):
            yield Missing(code="goal_before_unknown", subject=goal.item_id)


def _needs(state: CaseState, plan: CarePlan) -> Iterator[Missing]:
    """Case-managed households: no serious need is passed over in silence."""
    rule = state.policy.level(state.level) if state.level else None
    if rule is None or not rule.case_managed:
        return
    met = {goal.need for goal in plan.goals} | set(plan.parked)
    for need, score in scores(state).items():
        if score >= SERIOUS and need not in met:
            yield Missing(code="need_without_goal", subject=need)


def _action(state: CaseState, plan: CarePlan, action: PlanAction, on: date) -> Iterator[Missing]:
    if action.goal_id not in {goal.item_id for goal in plan.goals}:
        yield Missing(code="action_without_goal", subject=action.item_id)
    if action.due_on < on and not _unchanged(state, action):
        yield Missing(code="due_date_past", subject=action.item_id)
    if action.money > 0 and action.source is None:
        yield Missing(code="money_without_source", subject=action.item_id)
    if action.agency_id is not None and action.agency_kind is None:
        yield Missing(code="agency_without_kind", subject=action.item_id)
    ours = {member.member_id for member in household(state)}
    if not action.members or not set(action.members) <= ours:
        yield Missing(code="action_members", subject=action.item_id)


def _unchanged(state: CaseState, action: PlanAction) -> bool:
    """A running plan may keep the dates of what was done already."""
    before = state.plan.actions if state.plan else ()
    return any(b.item_id == action.item_id and b.due_on == action.due_on for b in before)


def _at_work(state: CaseState, plan: CarePlan) -> Iterator[Missing]:
    """An action a body is working on cannot disappear from the plan; immediate help is of none."""
    kept = {action.item_id for action in plan.actions}
    for linkage in state.linkages:
        if linkage.status.is_open and linkage.action_id not in {"", *kept}:
            yield Missing(code="linkage_open", subject=linkage.linkage_id)


def _meeting(state: CaseState) -> Iterator[Missing]:
    """Returned as often as policy allows, a plan is talked over before it is sent again."""
    returned = state.last_returned
    if returned is None or state.plan_returns < state.policy.plan_approval.return_limit:
        return
    answered_at = returned.steps[-1].at if returned.steps else returned.requested_at
    if state.conference is None or state.conference.held_at < answered_at:
        yield Missing(code="conference_after_returns")
