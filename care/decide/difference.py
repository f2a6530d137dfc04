"""What changed between two versions of a plan, item by item, for whoever has to approve it."""

from typing import Literal

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
