"""The plan editor's rows, as a form sends them and as a plan has them.

A goal is ``goal_{n}_id/need/text/long_term/after``; an action ``action_{n}_id/goal/service/text/
members/agency_id/due_on/money/source/urgent``. Rows keep their ids over drafts and versions, so
that a difference can be drawn.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Annotated, Any

from pydantic import StringConstraints, create_model

from care.model.codes import ResourceSource, ServiceType, SubDomain
from care.model.ids import TextId
from care.model.plan import CarePlan, Goal, PlanAction
from web.acts.models import Code, Number
from web.forms import Form, Memo

Raw = Mapping[str, list[str]]
GOAL, ACTION = "goal", "action"
LIMITS = {GOAL: 15, ACTION: 24}
ItemCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,80}$")]

GOAL_FIELDS: dict[str, tuple[Any, Any]] = {
    "id": (ItemCode | None, None),
    "need": (SubDomain | None, None),
    "text": (Memo | None, None),
    "long_term": (bool, False),
    "after": (ItemCode | None, None),
}
ACTION_FIELDS: dict[str, tuple[Any, Any]] = {
    "id": (ItemCode | None, None),
    "goal": (ItemCode | None, None),
    "service": (ServiceType | None, None),
    "text": (Memo | None, None),
    "members": (tuple[Code, ...], ()),
    "agency_id": (Code | None, None),
    "due_on": (date | None, None),
    "money": (Number | None, None),
    "source": (ResourceSource | None, None),
    "urgent": (bool, False),
}
FIELDS = {GOAL: GOAL_FIELDS, ACTION: ACTION_FIELDS}


@cache
def plan_model() -> type[Form]:
    parts: dict[str, Any] = {
        "parked": (tuple[SubDomain, ...], ()),
        "note": (Memo | None, None),
        "version": (int | None, None),
        "step": (Code | None, None),
    }
    for kind, limit in LIMITS.items():
        for number in range(limit):
            parts |= {f"{kind}_{number}_{name}": part for name, part in FIELDS[kind].items()}
    return create_model("PlanAnswers", __base__=Form, **parts)


@dataclass
class Rows:
    """Goals and actions as text, in their order."""

    goals: list[dict[str, list[str]]] = field(default_factory=list)
    actions: list[dict[str, list[str]]] = field(default_factory=list)

    def of(self, kind: str) -> list[dict[str, list[str]]]:
        return self.goals if kind == GOAL else self.actions

    def raw(self) -> dict[str, list[str]]:
        """Numbered anew, as the form sends them."""
        return {
            f"{kind}_{number}_{name}": texts
            for kind in (GOAL, ACTION)
            for number, row in enumerate(self.of(kind))
            for name, texts in row.items()
        }


def sent_rows(raw: Raw, intent: str) -> Rows:
    """The rows that were shown; one without an id gets one that stays."""
    return Rows(_sent(GOAL, raw, intent), _sent(ACTION, raw, intent))


def _sent(kind: str, raw: Raw, intent: str) -> list[dict[str, list[str]]]:
    found = []
    for number in range(LIMITS[kind]):
        prefix = f"{kind}_{number}_"
        row = {name: raw[prefix + name] for name in FIELDS[kind] if prefix + name in raw}
        if row:
            row["id"] = [given] if (given := first(row, "id")) else [f"{kind}-{number}-{intent}"]
            found.append(row)
    return found


def first(row: Mapping[str, list[str]], name: str) -> str:
    return next(iter(row.get(name, [])), "").strip()


def changed(rows: Rows, step: str, intent: str) -> Rows:
    """After a button of the editor: a row added, removed or moved up."""
    for kind in (GOAL, ACTION):
        lines = rows.of(kind)
        if step == f"add_{kind}" and len(lines) < LIMITS[kind]:
            lines.append({"id": [f"{kind}-{len(lines)}-{intent}"]})
        number = _number(step, f"remove_{kind}_")
        if number is not None and number < len(lines):
            del lines[number]
        number = _number(step, f"up_{kind}_")
        if number is not None and 0 < number < len(lines):
            lines.insert(number - 1, lines.pop(number))
    return rows


def _number(step: str, prefix: str) -> int | None:
    rest = step.removeprefix(prefix)
    return int(rest) if rest != step and rest.isdigit() else None


def rows_of(plan: CarePlan, texts: Mapping[TextId, str]) -> Rows:
    return Rows(
        goals=[_goal_row(goal, texts) for goal in plan.goals],
        actions=[_action_row(action, texts) for action in plan.actions],
    )


def _goal_row(goal: Goal, texts: Mapping[TextId, str]) -> dict[str, list[str]]:
    return _row(
        id=goal.item_id,
        need=goal.need.value,
        text=texts.get(goal.text, ""),
        long_term="yes" if goal.long_term else "",
        after=goal.after or "",
    )


def _action_row(action: PlanAction, texts: Mapping[TextId, str]) -> dict[str, list[str]]:
    row = _row(
        id=action.item_id,
        goal=action.goal_id,
        service=action.service.value,
        text=texts.get(action.text, ""),
        agency_id=action.agency_id or "",
        due_on=action.due_on.isoformat(),
        money=f"{action.money:,}" if action.money else "",
        source=action.source.value if action.source else "",
        urgent="yes" if action.urgent else "",
    )
    return row | {"members": list(action.members)}


def _row(**values: str) -> dict[str, list[str]]:
    return {name: [text] for name, text in values.items()}


def rows_for_needs(needs: Iterable[SubDomain], intent: str) -> Rows:
    """A beginning: one goal for each serious need, still without words."""
    goals = [
        _row(id=f"{GOAL}-{number}-{intent}", need=need.value) for number, need in enumerate(needs)
    ]
    return Rows(goals=goals or [_row(id=f"{GOAL}-0-{intent}")])
