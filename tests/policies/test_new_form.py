"""A new version of a form adds to what it extends, whatever words people write into it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.model.codes import NeedArea, SubDomain
from policies.forms import AssessmentForm, form, form_of
from policies.new_form import NewForm, NewItem, NewSection, form_text, taken_codes
from policies.problems import PolicyError

NATIONAL = form("national-2024")
VERSION = "gimpo-2027"
HOSTILE = (
    'says "no"', "it's", "{code: x}", "[]", "a: b", "- a", "# not a comment", "&anchor *alias",
    "line\nbreak", "tab\there", "!!python/object", "%TAG", "back\\slash", "'", '"', "no", "null",
    "2027", "0o10", "next\x85line", "\u2028", "\ufeff", "\x00", "😀 %(n)s", "{{ 7 * 7 }}", "…",
)  # fmt: skip
words = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=40),
)
codes = st.from_regex(r"[a-z][a-z0-9_]{1,39}", fullmatch=True) | st.sampled_from(
    ("no", "on", "yes", "off", "null", "true", "false")
)
free = codes.filter(lambda code: code not in taken_codes(NATIONAL))


def read_back(new: NewForm) -> AssessmentForm:
    return form_of({f"forms/{new.version}.yaml": form_text(new)}, new.version)


def a_form(**changes: object) -> NewForm:
    item = NewItem(SubDomain.HEALTH_BODY, "no_winter_clothes", "겨울옷이 없음", "No winter clothes")
    values = {"version": VERSION, "extends": NATIONAL.version, "ko": "김포", "en": "Gimpo"}
    return NewForm(**{**values, "items": (item,), **changes})  # type: ignore[arg-type]


def said(found: AssessmentForm, sub_domain: SubDomain) -> dict[str, tuple[str, str]]:
    subs = (sub for area in found.areas for sub in area.sub_domains if sub.code is sub_domain)
    return {item.code: (item.ko, item.en) for sub in subs for item in sub.items}


@settings(deadline=None, max_examples=80)
@given(ko=words, en=words, title=words, code=free)
def test_whatever_is_written_is_read_back_letter_by_letter(
    ko: str, en: str, title: str, code: str
) -> None:
    item = NewItem(SubDomain.LIVING_INSIDE, code, ko, en)
    section = NewSection(NeedArea.SAFETY, "beside_it", title, en, (("inside_it", en, ko),))
    found = read_back(a_form(ko=title, en=ko, items=(item,), sections=(section,)))
    assert (found.ko, found.en) == (title, ko)
    assert said(found, SubDomain.LIVING_INSIDE)[code] == (ko, en)
    (added,) = found.sections_of(NeedArea.SAFETY)
    assert (added.ko, added.en) == (title, en)
    assert [(one.code, one.ko, one.en) for one in added.items] == [("inside_it", en, ko)]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_words(hostile: str) -> None:
    item = NewItem(SubDomain.HEALTH_BODY, "hostile_item", hostile, hostile)
    found = read_back(a_form(ko=hostile, en=hostile, items=(item,)))
    assert said(found, SubDomain.HEALTH_BODY)["hostile_item"] == (hostile, hostile)


@pytest.mark.parametrize("version", ["2027", "1e5", "0x1f", "null", "2027-01-01", "yes"])
def test_a_version_that_looks_like_something_else_is_still_a_name(version: str) -> None:
    assert read_back(a_form(version=version)).version == version


@settings(deadline=None, max_examples=30)
@given(places=st.lists(st.sampled_from(SubDomain), min_size=1, max_size=8))
def test_everything_the_extended_form_asks_is_still_asked(places: list[SubDomain]) -> None:
    items = tuple(
        NewItem(place, f"added_{n}", f"물음 {n}", f"Question {n}") for n, place in enumerate(places)
    )
    found = read_back(a_form(items=items))
    assert [area.code for area in found.areas] == [area.code for area in NATIONAL.areas]
    for sub in SubDomain:
        added = {one.code for one in items if one.sub_domain is sub}
        assert found.item_codes(sub) == NATIONAL.item_codes(sub) | added


def test_an_item_comes_behind_those_there_were() -> None:
    found = list(said(read_back(a_form()), SubDomain.HEALTH_BODY))
    assert found == [*said(NATIONAL, SubDomain.HEALTH_BODY), "no_winter_clothes"]


def test_a_version_can_extend_a_version_of_the_same_draft() -> None:
    first = a_form()
    second = a_form(
        version="gimpo-2028",
        extends=VERSION,
        items=(NewItem(SubDomain.HEALTH_MIND, "sleeps_badly", "잠을 못 잠", "Sleeps badly"),),
    )
    texts = {f"forms/{one.version}.yaml": form_text(one) for one in (first, second)}
    found = form_of(texts, "gimpo-2028")
    assert "no_winter_clothes" in found.item_codes(SubDomain.HEALTH_BODY)
    assert "sleeps_badly" in found.item_codes(SubDomain.HEALTH_MIND)


def test_codes_of_items_and_sections_are_taken() -> None:
    medical = taken_codes(form("gwangjin-medical-2024"))
    assert {"medical_access", "cannot_travel", "chronic_illness"} <= medical
    assert "medical_access" not in taken_codes(NATIONAL)


def test_a_form_whose_code_is_no_code_is_refused_at_its_line() -> None:
    wrong = a_form(items=(NewItem(SubDomain.HEALTH_BODY, "x: 1}", "말", "Words"),))
    with pytest.raises(PolicyError) as refused:
        read_back(wrong)
    assert {one.file for one in refused.value.problems} == {f"forms/{VERSION}.yaml"}
