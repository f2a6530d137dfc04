"""An approver sees what changed, item by item."""

from care.decide.difference import plan_difference
from care.model.ids import TextId
from tests.care.standing import GOAL, action, care_plan


def test_a_first_plan_is_all_new() -> None:
    changes = plan_difference(None, care_plan())
    assert [(c.kind, c.item_id) for c in changes] == [("added", GOAL), ("added", "a-1")]


def test_an_unchanged_plan_says_so_of_every_item() -> None:
    assert {c.kind for c in plan_difference(care_plan(), care_plan(2))} == {"same"}


def test_a_changed_item_names_the_fields_that_changed() -> None:
    after = care_plan(2, action(money=300_000, text=TextId("j.text")))
    change = plan_difference(care_plan(), after)[1]
    assert (change.kind, set(change.fields)) == ("changed", {"money", "text"})


def test_removed_items_come_after_those_that_stay() -> None:
    before = care_plan(1, action(), action("a-2"))
    changes = plan_difference(before, care_plan(2, action("a-3"), action("a-2")))
    assert [(c.kind, c.item_id) for c in changes] == [
        ("same", GOAL),
        ("added", "a-3"),
        ("same", "a-2"),
        ("removed", "a-1"),
    ]
