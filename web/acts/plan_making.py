"""From the rows of the editor to a plan, and from what is missing to the field it is missing in."""

from collections.abc import Mapping
from typing import Any

from care.decide.planning import next_version
from care.messages.commands import SubmitPlan
from care.model.ids import AgencyId, TextId
from care.model.plan import CarePlan
from care.model.refusal import Missing
from web.acts.around import Around, items_of
from web.acts.making import Making, built
from web.acts.plan_rows import ACTION, GOAL, LIMITS

_GAP_FIELDS = {
    "due_date_past": "due_on",
    "money_without_source": "source",
    "action_members": "members",
    "action_without_goal": "goal",
    "goal_before_unknown": "after",
    "item_repeated": "id",
}


def plan_of(making: Making) -> CarePlan | None:
    """The plan as posted, or None with the faults beside their fields."""
    goals = [_goal(making, n) for n in _used(making, GOAL)]
    ids = {n: goal["item_id"] for n, goal in zip(_used(making, GOAL), goals, strict=True)}
    if not goals:
        making.refuse("goal_0_text", "GOAL_NEEDED")
    actions = [_action(making, n, ids) for n in _used(making, ACTION)]
    if not making.sound:
        return None
    making.values = {
        "version": making.filled.value.version or next_version(making.around.case),
        "goals": goals,
        "actions": actions,
        "parked": making.filled.value.parked,
    }
    return built(CarePlan, making)


def command_of(making: Making, plan: CarePlan) -> SubmitPlan:
    note = making.text("note", making.filled.value.note or "")
    return SubmitPlan(plan=plan, note=note)


def _used(making: Making, kind: str) -> list[int]:
    """Rows with words; an empty row costs nothing."""
    told = making.filled.value
    return [n for n in range(LIMITS[kind]) if getattr(told, f"{kind}_{n}_text")]


def _told(making: Making, kind: str, number: int, name: str) -> Any:
    return getattr(making.filled.value, f"{kind}_{number}_{name}")


def _words(making: Making, kind: str, number: int, item_id: str) -> TextId | None:
    """Unchanged words keep their id, so that the difference shows only what changed."""
    words = _told(making, kind, number, "text")
    return same_text(making.around, item_id, words) or making.text(f"{kind}_{number}_text", words)


def same_text(around: Around, item_id: str, words: str) -> TextId | None:
    case = around.case
    plans = [case.plan, case.last_returned.plan if case.last_returned else None]
    for plan in plans:
        for item in items_of(plan) if plan else ():
            if item.item_id == item_id and around.text(item.text) == words:
                return item.text
    return None


def _goal(making: Making, number: int) -> dict[str, Any]:
    item_id = _told(making, GOAL, number, "id") or f"{GOAL}-{number}-{making.intent}"
    need = _told(making, GOAL, number, "need")
    if need is None:
        making.refuse(f"goal_{number}_need", "CHOICE_INVALID")
    return {
        "item_id": item_id,
        "need": need,
        "long_term": _told(making, GOAL, number, "long_term"),
        "text": _words(making, GOAL, number, item_id),
        "after": _told(making, GOAL, number, "after"),
    }


def _action(making: Making, number: int, goals: dict[int, str]) -> dict[str, Any]:
    item_id = _told(making, ACTION, number, "id") or f"{ACTION}-{number}-{making.intent}"
    told = {
        name: _told(making, ACTION, number, name)
        for name in ("service", "due_on", "members", "source", "urgent")
    }
    for name in ("service", "due_on"):
        if told[name] is None:
            making.refuse(f"action_{number}_{name}", "FIELD_MISSING")
    return told | {
        "item_id": item_id,
        "goal_id": _goal_of(making, number, goals),
        "text": _words(making, ACTION, number, item_id),
        "money": _told(making, ACTION, number, "money") or 0,
        **_agency(making, number),
    }


def _goal_of(making: Making, number: int, goals: dict[int, str]) -> str | None:
    """A goal of this plan, by id or by the number of its row; the only one needs no choosing."""
    told: str | None = _told(making, ACTION, number, "goal")
    if told is None and len(goals) == 1:
        return next(iter(goals.values()))
    if told is not None and told.isdigit() and int(told) in goals:
        return goals[int(told)]
    if told not in goals.values():
        making.refuse(f"action_{number}_goal", "GOAL_OF_ACTION")
    return told


def _agency(making: Making, number: int) -> dict[str, Any]:
    told: str | None = _told(making, ACTION, number, "agency_id")
    if told is None:
        return {"agency_id": None, "agency_kind": None}
    agency = making.around.agencies.get(AgencyId(told))
    if agency is None:
        making.refuse(f"action_{number}_agency_id", "CHOICE_INVALID")
        return {}
    return {"agency_id": told, "agency_kind": agency.kind}


def titles_of(making: Making, plan: CarePlan) -> dict[str, str]:
    """The words of each row, for sentences about items the case does not have yet."""
    return {
        item.item_id: making.texts.get(item.text, making.around.text(item.text))
        for item in items_of(plan)
    }


def mark_gaps(
    making: Making, missing: tuple[Missing, ...], titles: Mapping[str, str]
) -> tuple[Missing, ...]:
    """Puts gaps of a row beside their field; what is left is about the whole plan."""
    rows, left = _rows_by_item(making), []
    for one in missing:
        name, row = _GAP_FIELDS.get(one.code), rows.get(one.subject)
        if name and row:
            making.refuse(f"{row}_{name}", one.code, who=titles.get(one.subject, ""))
        else:
            left.append(one)
    return tuple(left)


def _rows_by_item(making: Making) -> dict[str, str]:
    return {
        _told(making, kind, n, "id") or f"{kind}-{n}-{making.intent}": f"{kind}_{n}"
        for kind in (GOAL, ACTION)
        for n in _used(making, kind)
    }
