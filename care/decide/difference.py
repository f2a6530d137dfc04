"""What changed between two plans, item by item, and between two assessments, need by need."""

from typing import Literal

from care.model.assessment import Assessment
from care.model.codes import SubDomain
from care.model.ids import PlanItemId
from care.model.plan import CarePlan, Goal, PlanAction
from care.model.value import Value

Item = Goal | PlanAction


class PlanChange(Value):
    """``fields`` names what changed of a changed item."""

    kind: Literal["added", "removed", "changed", "same"]
    item_id: PlanItemId
    before: Goal | PlanAction | None
    after: Goal | PlanAction | None
    fields: tuple[str, ...] = ()


def plan_difference(before: CarePlan | None, after: CarePlan) -> tuple[PlanChange, ...]:
    """In the order of the new plan, goals first; what was removed follows."""
    old, new = _items(before), _items(after)
    kept = tuple(_change(item_id, old.get(item_id), item) for item_id, item in new.items())
    gone = (item_id for item_id in old if item_id not in new)
    return kept + tuple(
        PlanChange(kind="removed", item_id=item_id, before=old[item_id], after=None)
        for item_id in gone
    )


def _items(plan: CarePlan | None) -> dict[PlanItemId, Item]:
    if plan is None:
        return {}
    items: tuple[Item, ...] = (*plan.goals, *plan.actions)
    return {item.item_id: item for item in items}


def _change(item_id: PlanItemId, before: Item | None, after: Item) -> PlanChange:
    if before is None:
        return PlanChange(kind="added", item_id=item_id, before=None, after=after)
    if before == after:
        return PlanChange(kind="same", item_id=item_id, before=before, after=after)
    return PlanChange(
        kind="changed",
        item_id=item_id,
        before=before,
        after=after,
        fields=changed_fields(before, after),
    )


def changed_fields(before: Item, after: Item) -> tuple[str, ...]:
    """An id that turned from a goal into an action counts as changed in everything."""
    return tuple(
        name
        for name in type(after).model_fields
        if getattr(before, name, None) != getattr(after, name)
    )


class NeedChange(Value):
    """``up`` is worse: a higher score means more need. None: not scored on that form."""

    need: SubDomain
    before: int | None
    after: int | None
    kind: Literal["up", "down", "same", "new", "open"]
    """``new`` was not scored before; ``open`` is not scored yet this time."""


def need_difference(before: Assessment | None, after: Assessment) -> tuple[NeedChange, ...]:
    """All sub-domains in the order of the form; a form half filled in leaves the rest open."""
    former = before.scores if before is not None else {}
    return tuple(_moved(need, former.get(need), after.scores.get(need)) for need in SubDomain)


def _moved(need: SubDomain, before: int | None, after: int | None) -> NeedChange:
    kind: Literal["up", "down", "same", "new", "open"]
    if after is None:
        kind = "open"
    elif before is None:
        kind = "new"
    else:
        kind = "same" if after == before else "up" if after > before else "down"
    return NeedChange(need=need, before=before, after=after, kind=kind)
