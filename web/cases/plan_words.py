"""A plan in words: needs, goals, services, money; and what changed since the approved version."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from care.decide.difference import PlanChange, plan_difference
from care.model.codes import SubDomain
from care.model.ids import PlanItemId
from care.model.plan import CarePlan, Goal, ItemResult, PlanAction, PlanSubmission
from i18n.loader import gettext
from i18n.marks import N_
from i18n.wording import words
from web.cases.sight import Sight
from web.filters import short_day, won

SERIOUS = 2
FIELD_WORDS = {
    "text": N_("내용"),
    "need": N_("욕구"),
    "long_term": N_("기간"),
    "after": N_("앞선 목표"),
    "goal_id": N_("목표"),
    "service": N_("서비스"),
    "members": N_("받는 사람"),
    "agency_id": N_("맡는 곳"),
    "due_on": N_("기한"),
    "money": N_("금액"),
    "source": N_("재원"),
    "urgent": N_("긴급"),
}
"""What may change of an item; the kind of a body changes with the body and is not said twice."""


@dataclass(frozen=True)
class ActionWords:
    item_id: PlanItemId
    text: str
    about: str
    money: int
    due_on: date
    remark: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class GoalWords:
    item_id: PlanItemId
    text: str
    need: SubDomain
    score: int | None
    long_term: bool
    remark: str
    after: str = ""
    """The goal to be reached before this one."""
    actions: list[ActionWords] = field(default_factory=list)


@dataclass(frozen=True)
class ChangeWords:
    kind: str
    item_id: PlanItemId
    title: str
    about: str
    before: str
    after: str


def goals(plan: CarePlan, sight: Sight, outcomes: Iterable[ItemResult] = ()) -> list[GoalWords]:
    """By goal in the plan's order; under each its services, public and private, urgent first."""
    remarks = _remarks(sight)
    ended = {one.item_id: words(one.outcome) for one in outcomes}
    scores = sight.state.assessment.scores if sight.state.assessment else {}
    ordered = sorted(plan.actions, key=lambda one: not one.urgent)
    texts = {goal.item_id: sight.text(goal.text) for goal in plan.goals}
    return [
        GoalWords(
            item_id=goal.item_id,
            text=sight.text(goal.text),
            need=goal.need,
            score=scores.get(goal.need),
            long_term=goal.long_term,
            remark=remarks.get(goal.item_id, ""),
            after=texts.get(goal.after, "") if goal.after else "",
            actions=[
                _action(action, sight, remarks, ended)
                for action in ordered
                if action.goal_id == goal.item_id
            ],
        )
        for goal in plan.goals
    ]


def _action(
    action: PlanAction, sight: Sight, remarks: Mapping[str, str], ended: Mapping[PlanItemId, str]
) -> ActionWords:
    return ActionWords(
        item_id=action.item_id,
        text=sight.text(action.text) or words(action.service),
        about=action_about(action, sight),
        money=action.money,
        due_on=action.due_on,
        remark=remarks.get(action.item_id, ""),
        outcome=ended.get(action.item_id, ""),
    )


def action_about(action: PlanAction, sight: Sight) -> str:
    """``정신건강 · 나루 센터 · 윤다온 · 사례관리사업비``."""
    parts = [words(action.service), sight.agency(action.agency_id)]
    parts += [", ".join(sight.member(one) for one in action.members)] if action.members else []
    parts += [words(action.source)] if action.source else []
    parts += [gettext("긴급")] if action.urgent else []
    return " · ".join(parts)


def _remarks(sight: Sight) -> dict[str, str]:
    """The points pinned to items when the plan was last sent back."""
    if sight.state.last_returned is None:
        return {}
    points = (point for step in sight.state.last_returned.steps for point in step.points)
    return {
        point.item_id: gettext("보완 요청: %(text)s", text=sight.text(point.text))
        for point in points
    }


def money(plan: CarePlan | None) -> int:
    return sum(action.money for action in plan.actions) if plan else 0


def uncovered(plan: CarePlan, sight: Sight) -> list[str]:
    """Serious needs no goal works on and nobody parked."""
    if sight.state.assessment is None:
        return []
    met = {goal.need for goal in plan.goals} | set(plan.parked)
    scores = sight.state.assessment.scores
    return [words(need) for need, score in scores.items() if score >= SERIOUS and need not in met]


def changes(before: CarePlan | None, submission: PlanSubmission, sight: Sight) -> list[ChangeWords]:
    found = plan_difference(before, submission.plan)
    return [_change(one, sight) for one in found if one.kind != "same" and _worth(one)]


def same_count(before: CarePlan | None, submission: PlanSubmission) -> int:
    return sum(one.kind == "same" for one in plan_difference(before, submission.plan))


def _worth(change: PlanChange) -> bool:
    return change.kind != "changed" or any(name in FIELD_WORDS for name in change.fields)


def _change(change: PlanChange, sight: Sight) -> ChangeWords:
    item = change.after or change.before
    if item is None:
        raise ValueError("a change has a before or an after")
    said = [name for name in change.fields if name in FIELD_WORDS]
    changed = change.kind == "changed"
    return ChangeWords(
        kind=change.kind,
        item_id=change.item_id,
        title=_title(item, sight),
        about=", ".join(gettext(FIELD_WORDS[name]) for name in said) if changed else _about(item),
        before=_side(change.before, said, changed, sight),
        after=_side(change.after, said, changed, sight),
    )


def _title(item: Goal | PlanAction, sight: Sight) -> str:
    text = sight.text(item.text)
    if isinstance(item, Goal):
        return gettext("목표: %(text)s", text=text)
    return text or words(item.service)


def _about(item: Goal | PlanAction) -> str:
    return words(item.need) if isinstance(item, Goal) else words(item.service)


def _side(item: Goal | PlanAction | None, said: list[str], changed: bool, sight: Sight) -> str:
    if item is None:
        return ""
    names = said if changed else _whole(item)
    return " · ".join(text for name in names if (text := value_words(item, name, sight)))


def _whole(item: Goal | PlanAction) -> list[str]:
    if isinstance(item, Goal):
        return ["need", "long_term"]
    return ["agency_id", "members", "money", "due_on"]


def value_words(item: Goal | PlanAction, name: str, sight: Sight) -> str:
    """One field of an item as a person reads it."""
    value: Any = getattr(item, name, None)
    return _WORDERS[name](value, sight) if name in _WORDERS else words(value) if value else ""


def _item_text(item_id: Any, sight: Sight) -> str:
    plans = (sight.state.plan, sight.state.submission.plan if sight.state.submission else None)
    for plan in plans:
        for goal in plan.goals if plan else ():
            if goal.item_id == item_id:
                return sight.text(goal.text)
    return ""


_WORDERS: dict[str, Callable[[Any, Sight], str]] = {
    "text": lambda value, sight: sight.text(value),
    "long_term": lambda value, sight: gettext("장기") if value else gettext("단기"),
    "after": _item_text,
    "goal_id": _item_text,
    "members": lambda value, sight: ", ".join(sight.member(one) for one in value),
    "agency_id": lambda value, sight: sight.agency(value),
    "due_on": lambda value, sight: gettext("%(day)s까지", day=short_day(value)),
    "money": lambda value, sight: won(value) if value else gettext("비용 없음"),
    "urgent": lambda value, sight: gettext("긴급") if value else gettext("긴급 아님"),
}
