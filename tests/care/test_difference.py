"""An approver sees what changed, item by item."""

from care.decide.difference import need_difference, plan_difference
from care.model.codes import Stage, SubDomain
from care.model.ids import TextId
from tests.care import builders as b
from tests.care.standing import GOAL, action, assessment, care_plan


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


def test_every_need_says_whether_it_rose_or_fell() -> None:
    before = assessment("2026-03-19")
    scores = {**before.scores, SubDomain.HEALTH_BODY: 3, SubDomain.HEALTH_MIND: 0}
    after = before.model_copy(update={"scores": scores, "number": 2})
    moved = {change.need: change for change in need_difference(before, after)}
    assert list(moved) == list(SubDomain)
    body, mind = moved[SubDomain.HEALTH_BODY], moved[SubDomain.HEALTH_MIND]
    assert (body.kind, body.before, body.after) == ("up", 1, 3)
    assert (mind.kind, mind.before, mind.after) == ("down", 1, 0)
    assert {
        change.kind for need, change in moved.items() if need not in (body.need, mind.need)
    } == {"same"}


def test_a_first_form_is_new_and_one_half_filled_in_is_open() -> None:
    first = assessment("2026-03-19")
    assert {change.kind for change in need_difference(None, first)} == {"new"}
    part = first.model_copy(update={"scores": {SubDomain.HEALTH_BODY: 1}})
    found = {change.need: change.kind for change in need_difference(first, part)}
    assert found.pop(SubDomain.HEALTH_BODY) == "same"
    assert set(found.values()) == {"open"}


def test_a_reassessment_keeps_the_former_answers_beside_it() -> None:
    state = b.a_case(Stage.MONITORING)
    former = state.assessment
    lighter = b.an_assessment(scores=b.some_scores(HEALTH_BODY=2, ECONOMY_BASIC=2, FAMILY_CARE=3))
    state = b.done(state, lighter, on="2026-09-03")
    assert state.previous_assessment == former
    assert state.assessment is not None
    moved = need_difference(state.previous_assessment, state.assessment)
    found = {change.need: change.kind for change in moved}
    assert found[SubDomain.HEALTH_BODY] == "down"
    assert found[SubDomain.ECONOMY_BASIC] == "same"
    assert found[SubDomain.FAMILY_CARE] == "up"
