"""A form changes one value of a file and leaves comments, order and quotes as they were."""

import difflib
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.document import parse
from policies.editing import cloned, stated, with_head, with_value, without_value
from policies.kinds import ListValue, NumberValue, Source, TermValue
from policies.problems import PolicyError
from policies.sources import read_texts

TEXTS = read_texts()
GIMPO = TEXTS["districts/gimpo-si.yaml"]
NATION = TEXTS["national.yaml"]
CADENCE = {"n": 21, "unit": "d", "from": "hold", "firstDay": "EXCLUDED", "rollover": "NEXT",
           "source": "district"}  # fmt: skip


def lines_changed(before: str, after: str) -> list[str]:
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in found if line[0] in "+-" and line[:3] not in ("+++", "---")]


def test_one_number_changes_one_line_and_no_comment() -> None:
    before = stated(NATION, "engagement.cadence")
    assert before is not None
    after = with_value(NATION, "engagement.cadence", {**before, "n": 45})
    assert lines_changed(NATION, after) == [
        "-  cadence: {n: 30, unit: d, from: hold, firstDay: EXCLUDED, rollover: NEXT, "
        "source: proposed}",
        "+  cadence: {n: 45, unit: d, from: hold, firstDay: EXCLUDED, rollover: NEXT, "
        "source: proposed}",
    ]


def test_a_note_beside_the_value_stays() -> None:
    text = GIMPO.replace("value: STORYBOOK, source: district}", "value: STORYBOOK, "
                         "source: district}  # 해마다 다시 봅니다")  # fmt: skip
    after = with_value(text, "casebook.mode", {"value": "YEARLY", "source": "district"})
    assert "mode: {value: YEARLY, source: district}  # 해마다 다시 봅니다" in after
    assert len(lines_changed(text, after)) == 2


def test_an_override_the_file_did_not_have_is_added_at_its_end() -> None:
    after = with_value(GIMPO, "engagement.cadence", CADENCE)
    assert after.startswith(GIMPO.rstrip("\n"))
    assert after.endswith(
        "\n\nengagement:\n  cadence: {n: 21, unit: d, from: hold, firstDay: EXCLUDED, "
        "rollover: NEXT, source: district}\n"
    )
    assert without_value(after, "engagement.cadence") == GIMPO


def test_a_second_value_of_a_group_stands_beside_the_first() -> None:
    once = with_value(GIMPO, "engagement.cadence", CADENCE)
    twice = with_value(once, "engagement.remoteMode", {"value": False, "source": "district"})
    assert twice == f"{once}  remoteMode: {{value: false, source: district}}\n"
    assert without_value(twice, "engagement.remoteMode") == once


def test_taking_an_override_out_takes_its_comment_and_its_empty_group_along() -> None:
    after = without_value(GIMPO, "dayCount")
    assert "dayCount" not in after
    assert "지침의 30일 시계" not in after
    assert "casebook:" not in without_value(GIMPO, "casebook.mode")
    assert without_value(GIMPO, "workload.warn") == GIMPO


def test_rules_within_a_value_stay_when_the_value_changes_and_the_other_way_round() -> None:
    crisis = stated(NATION, "crisis")
    assert crisis is not None
    assert "rules" not in crisis
    after = with_value(NATION, "crisis", {**crisis, "sumHigh": 20})
    assert lines_changed(NATION, after) == ["-  sumHigh: 25", "+  sumHigh: 20"]
    rules = stated(after, "crisis.rules")
    assert rules == stated(NATION, "crisis.rules")
    gone = without_value(after, "crisis.rules")
    assert stated(gone, "crisis") == {**crisis, "sumHigh": 20}
    assert stated(without_value(NATION, "crisis"), "crisis.rules") == rules


def test_a_list_of_rules_grows_and_shrinks_item_by_item() -> None:
    rules = stated(NATION, "crisis.rules")
    assert rules is not None
    listed = rules["rules"]
    more = {**rules, "rules": [*listed, {"level": "REFERRED_OUT", "when": "sum < 0"}]}
    after = with_value(NATION, "crisis.rules", more)
    assert lines_changed(NATION, after) == ["+      - {level: REFERRED_OUT, when: sum < 0}"]
    assert with_value(after, "crisis.rules", rules) == NATION


def test_a_value_may_be_given_as_its_shape() -> None:
    term = parse(GIMPO, "districts/x.yaml").sayings.get("plan.due")
    assert term is None
    value = TermValue.model_validate(CADENCE)
    after = with_value(GIMPO, "engagement.cadence", value)
    assert stated(after, "engagement.cadence") == CADENCE
    number = NumberValue(value=30, source=Source.DISTRICT)
    after = with_value(GIMPO, "workload.warn", number)
    assert parse(after, "districts/x.yaml").sayings["workload.warn"].value == number


def test_the_head_takes_a_new_version_day_and_ground() -> None:
    after = with_head(GIMPO, version=9, effective_from=date(2026, 12, 1),
                      legal_basis=["조례 제3조, 제4조"])  # fmt: skip
    head = parse(after, "districts/gimpo-si.yaml").head
    assert (head.version, head.effective_from) == (9, date(2026, 12, 1))
    assert head.legal_basis == ("조례 제3조, 제4조",)
    assert len(lines_changed(GIMPO, after)) == 6
    assert "author" not in with_head(with_head(GIMPO, author="policy-admin"), author=None)


def test_another_districts_policy_comes_under_our_head_with_our_own_places() -> None:
    theirs = TEXTS["districts/nowon-gu.yaml"]
    document = parse(cloned(theirs, GIMPO), "districts/gimpo-si.yaml")
    ours, taken = (parse(text, "districts/x.yaml").sayings for text in (GIMPO, theirs))
    assert document.head == parse(GIMPO, "districts/gimpo-si.yaml").head
    for key in ("offices", "hubs"):
        assert document.sayings[key].value == ours[key].value
    assert "zones" not in document.sayings
    assert document.sayings["conference.jointCase"].value == taken["conference.jointCase"].value
    assert "dayCount" not in document.sayings


def test_a_text_that_cannot_be_read_is_refused_and_not_touched() -> None:
    with pytest.raises(PolicyError):
        with_value("policy: [", "workload.warn", {"value": 1, "source": "district"})


HEAD = GIMPO.partition("offices:")[0]
WRITTEN = {"dayCount"}
NATIONAL = {key: stated(NATION, key) for key in parse(NATION, "national.yaml").sayings}
values = st.sampled_from(sorted(NATIONAL))


@settings(max_examples=30, deadline=None)
@given(st.lists(values, max_size=4, unique=True), st.data())
def test_any_values_put_in_and_taken_out_leave_the_file_as_it_was(
    keys: list[str], data: st.DataObject
) -> None:
    text = HEAD
    new = [key for key in keys if key not in WRITTEN]
    for key in new:
        text = with_value(text, key, NATIONAL[key] or {})
    assert text.startswith(HEAD.rstrip("\n"))
    assert set(parse(text, "districts/x.yaml").sayings) == {*WRITTEN, *new}
    for key in data.draw(st.permutations(new)):
        text = without_value(text, key)
    assert text.rstrip("\n") == HEAD.rstrip("\n")


words = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), min_size=1,
    max_size=40,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(words, max_size=3), words)
def test_any_words_of_a_person_come_back_as_they_were_written(listed: list[str], note: str) -> None:
    value: dict[str, Any] = {"values": listed, "source": "district", "note": note}
    after = with_value(HEAD, "resource.types", value)
    found = parse(after, "districts/gimpo-si.yaml").sayings["resource.types"].value
    assert isinstance(found, ListValue)
    assert (found.values, found.note) == (tuple(listed), note)


def test_every_key_of_the_nation_can_be_overridden_as_the_nation_says_it() -> None:
    nation = parse(NATION, "national.yaml").sayings
    for key, value in NATIONAL.items():
        assert value is not None
        said = parse(with_value(HEAD, key, value), "districts/gimpo-si.yaml").sayings
        assert said[key].value == nation[key].value
