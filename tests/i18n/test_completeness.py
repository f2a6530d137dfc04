"""Korean is complete by itself; every Korean sentence has an English one; every code has a word."""

import re
import string
import types
from enum import Enum
from pathlib import Path
from typing import Any, get_args

import pytest

from care.messages.events import Event
from care.model import codes, loop_codes, refusal, service_codes, term, work
from i18n import loader, phrases
from i18n.messages import used_messages
from i18n.wording import words
from i18n.wording.events import EVENTS
from i18n.wording.refusals import MISSING, REFUSALS
from i18n.wording.tables import TABLES
from policies.resolve import districts, resolve

ROOT = Path(__file__).parents[2]
PLACES = re.compile(r"%\((\w+)\)s")
ENUMS = sorted(
    {
        found
        for module in (codes, loop_codes, service_codes, work, term)
        for found in vars(module).values()
        if isinstance(found, type)
        and issubclass(found, Enum)
        and found.__module__ == module.__name__
    },
    key=lambda one: one.__name__,
)


def test_every_sentence_has_an_english_one() -> None:
    known = loader.english()
    missing = {one: where for one, where in used_messages(ROOT).items() if one not in known}
    assert not missing, f"{len(missing)} without English"


def test_nothing_in_the_catalogues_is_fuzzy() -> None:
    for area, catalogue in loader.english_catalogues().items():
        assert not [one.id for one in catalogue if one.id and one.fuzzy], area


def test_both_languages_have_the_same_places() -> None:
    for korean, english in loader.english().items():
        assert set(PLACES.findall(korean)) == set(PLACES.findall(english)), korean


def test_english_is_not_korean() -> None:
    hangul = re.compile(r"[가-힣]")
    assert not [one for one in loader.english().values() if hangul.search(one)]


@pytest.mark.parametrize("enum", ENUMS, ids=lambda one: one.__name__)
def test_every_member_of_every_enum_has_its_own_word(enum: type[Enum]) -> None:
    table: Any = TABLES[enum]
    assert set(table) == set(enum)
    assert len(set(table.values())) == len(enum)
    for member in enum:
        assert words(member) == table[member]
        with loader.speaking("en"):
            assert words(member) in loader.english().values()


@pytest.mark.parametrize("district", districts())
def test_every_rung_a_policy_may_fire_has_a_word(district: str) -> None:
    ladders = resolve(district).case_policy.ladders.values()
    codes = {step.code for ladder in ladders for step in ladder.steps}

    assert {code for code in codes if words(code) == code} == set()


def test_every_refusal_has_a_sentence() -> None:
    assert set(REFUSALS) == set(refusal.CODES)


def test_everything_a_case_can_miss_has_a_sentence() -> None:
    found = {
        code
        for path in (ROOT / "care" / "decide").glob("*.py")
        for code in re.findall(r'Missing\(code="(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert found
    assert found <= set(MISSING)


def test_every_event_has_a_sentence() -> None:
    union = get_args(Event)[0]
    assert isinstance(union, types.UnionType)
    assert {kind.__name__ for kind in get_args(union)} == set(EVENTS)


def test_a_sentence_never_breaks_on_a_missing_place() -> None:
    for code in (*REFUSALS, *MISSING):
        spoken = phrases.error_sentence(code, {})
        assert "%(" not in spoken


def test_sentences_are_formatted_only_where_they_have_places() -> None:
    for sentence in (*REFUSALS.values(), *EVENTS.values()):
        assert not [part for _, part, _, _ in string.Formatter().parse(sentence) if part], sentence


def test_korean_dates_read_as_koreans_write_them() -> None:
    from datetime import date

    assert phrases.long_day(date(2026, 11, 16)) == "2026. 11. 16.(월)"
    with loader.speaking("en"):
        assert phrases.long_day(date(2026, 11, 16)) == "Mon 16 Nov 2026"


def test_english_counts_one_thing_as_one() -> None:
    with loader.speaking("en"):
        assert loader.gettext("%(n)s일 남음", n=1) == "1 day left"
        assert loader.gettext("%(n)s일 남음", n=12) == "12 days left"


def test_a_number_form_names_a_place_of_its_sentence() -> None:
    for english in loader.english().values():
        for name, _, _ in loader.NUMBERED.findall(english):
            assert name in PLACES.findall(english), english


def test_no_two_areas_say_the_same_sentence_differently() -> None:
    said: dict[str, str] = {}
    for area, catalogue in loader.english_catalogues().items():
        for one in catalogue:
            if one.id and area != "webhooks":
                assert said.setdefault(str(one.id), str(one.string)) == one.string, one.id
