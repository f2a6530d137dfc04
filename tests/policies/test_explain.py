"""What ``hamkke policy explain`` can say."""

import pytest

from policies.catalogue import CATALOGUE, GROUPS
from policies.explain import ExplainRow, explain
from policies.kinds import Start
from policies.resolve import districts
from policies.vocabulary import STARTS, STEPS

DISTRICTS = districts()


def row(district: str, key: str, locale: str = "ko") -> ExplainRow:
    return next(row for row in explain(district, locale) if row.key == key)


def test_a_clock_says_its_length_origin_and_what_turned_it() -> None:
    found = row("41570", "plan.due")
    assert found.value == "접수 뒤 30영업일 (첫날 빼고)"
    assert (found.origin, found.file, found.source) == ("전국", "national.yaml", "지침")
    assert found.turned_by == "날 세는 법"
    assert row("11215", "plan.due", "en").value.startswith("30 days from receipt (first day not")


def test_an_override_shows_what_stands_above() -> None:
    found = row("11140", "engagement.cadence")
    assert found.origin == "중구"
    assert not found.inherited
    assert found.above is not None
    assert "30일" in found.above


def test_a_statutory_limit_names_its_provision() -> None:
    found = row("52110", "ics.nextCheck")
    assert "6개월 이내" in found.value
    assert found.law is not None
    assert "제10조" in found.law


@pytest.mark.parametrize("locale", ["ko", "en"])
@pytest.mark.parametrize("district", DISTRICTS)
def test_every_row_has_words_an_origin_and_a_source(district: str, locale: str) -> None:
    rows = explain(district, locale)
    assert len(rows) >= len([key for key in CATALOGUE if not key.endswith("*")])
    for found in rows:
        assert found.label
        assert found.value
        assert found.origin
        assert found.source
        assert found.line > 0


def test_no_code_is_shown_where_a_word_belongs() -> None:
    for district in DISTRICTS:
        for found in explain(district, "ko"):
            assert "_" not in found.value, found.key


def test_every_key_has_korean_and_english_words_and_a_heading() -> None:
    for entry in CATALOGUE.values():
        assert entry.ko
        assert entry.en
        assert entry.group in GROUPS
    assert set(STARTS) == set(Start)


def test_every_step_of_every_ladder_is_worded() -> None:
    from policies.kinds import LadderValue
    from policies.resolve import resolve

    for district in DISTRICTS:
        for found in resolve(district).values:
            if isinstance(found.value, LadderValue):
                assert {step.code for step in found.value.steps} <= set(STEPS)
