"""Two versions of a form, item by item by their codes."""

from itertools import permutations

import pytest

from care.model.codes import NeedArea, SubDomain
from policies.form_differences import ItemChange, form_differences
from policies.forms import AssessmentForm, form, form_of, form_versions
from policies.new_form import NewForm, NewItem, form_text

NATIONAL = form("national-2024")


def with_item(code: str, ko: str = "물음", en: str = "Question") -> AssessmentForm:
    new = NewForm(
        "changed-2027", NATIONAL.version, "바뀐 조사표", "Changed",
        (NewItem(SubDomain.HEALTH_BODY, code, ko, en),),
    )  # fmt: skip
    return form_of({"forms/changed-2027.yaml": form_text(new)}, new.version)


@pytest.mark.parametrize("version", form_versions())
def test_a_form_differs_in_nothing_from_itself(version: str) -> None:
    assert form_differences(form(version), form(version)) == ()


@pytest.mark.parametrize("version", [one for one in form_versions() if one != "national-2024"])
def test_what_extends_the_national_form_only_adds(version: str) -> None:
    found = form_differences(NATIONAL, form(version))
    assert found
    assert {one.change for one in found} == {ItemChange.ADDED}
    assert all(one.before is None and one.after for one in found)


def test_an_added_item_is_named_by_where_it_is_asked() -> None:
    (found,) = form_differences(NATIONAL, with_item("cold_feet", "발이 시림", "Cold feet"))
    assert (found.code, found.area) == ("HEALTH_BODY.cold_feet", NeedArea.HEALTH)
    assert found.after is not None
    assert (found.after.word("ko"), found.after.word("en")) == ("발이 시림", "Cold feet")


def test_other_words_in_either_language_are_another_wording_of_the_same_item() -> None:
    before = with_item("cold_feet", "발이 시림", "Cold feet")
    for after in (with_item("cold_feet", "발이 참", "Cold feet"),
                  with_item("cold_feet", "발이 시림", "Feet are cold")):  # fmt: skip
        (found,) = form_differences(before, after)
        assert found.change is ItemChange.REWORDED
        assert (found.before, found.after) != (None, None)


def test_another_code_is_another_item_and_what_is_gone_comes_last() -> None:
    found = form_differences(with_item("cold_feet"), with_item("cold_hands"))
    assert [(one.change, one.code) for one in found] == [
        (ItemChange.ADDED, "HEALTH_BODY.cold_hands"),
        (ItemChange.GONE, "HEALTH_BODY.cold_feet"),
    ]
    assert found[1].after is None


@pytest.mark.parametrize(("one", "other"), list(permutations(form_versions(), 2)))
def test_looking_from_the_other_side_turns_added_into_gone(one: str, other: str) -> None:
    there = form_differences(form(one), form(other))
    back = form_differences(form(other), form(one))
    turned = {ItemChange.ADDED: ItemChange.GONE, ItemChange.GONE: ItemChange.ADDED}
    assert {(x.code, turned.get(x.change, x.change), x.after, x.before) for x in there} == {
        (x.code, x.change, x.before, x.after) for x in back
    }
