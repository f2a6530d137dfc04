"""Closed days of a district's year, each with its name and who says so."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from policies.closed_days import Closing, closed_days, table_of
from policies.edition import Edition
from policies.resolve import districts, edition_in_force
from tests.editions import published

GIMPO = "41570"
TEMPORARY = {
    "days": [
        {"day": date(2027, 3, 2), "name": '임시: "휴일" {1}', "announced": date(2027, 2, 20)},
        {"day": date(2026, 8, 17), "name": "임시", "announced": date(2026, 8, 1), "law": "제2조"},
    ],
    "source": "district",
}
OWN = {
    "dates": [date(2027, 10, 11), date(2027, 1, 4)],
    "note": "시민의 날",
    "law": "조례 제5조",
    "source": "district",
}


def with_values(changes: Mapping[str, Mapping[str, Any]]) -> Edition:
    return Edition.of(published(GIMPO, 99, changes))


@pytest.fixture(scope="module")
def changed() -> Edition:
    return with_values({"calendar.temporary": TEMPORARY, "calendar.closures": OWN})


def of_kind(edition: Edition, year: int, closing: Closing) -> dict[date, tuple[str, str]]:
    found = closed_days(edition, edition.resolved, year)
    return {one.day: (one.name, one.law) for one in found if one.closing is closing}


def test_public_holidays_carry_the_names_of_their_table() -> None:
    edition = edition_in_force(GIMPO)
    found = of_kind(edition, 2026, Closing.PUBLIC)
    assert found[date(2026, 1, 1)][0]
    table = table_of(edition, edition.resolved)
    assert set(found) == {row.day for row in table.closed if row.day.year == 2026}


def test_temporary_holidays_and_own_closures_are_told_apart(changed: Edition) -> None:
    assert of_kind(changed, 2027, Closing.TEMPORARY) == {date(2027, 3, 2): ('임시: "휴일" {1}', "")}
    assert of_kind(changed, 2026, Closing.TEMPORARY) == {date(2026, 8, 17): ("임시", "제2조")}
    assert of_kind(changed, 2027, Closing.OWN) == {
        date(2027, 1, 4): ("시민의 날", "조례 제5조"),
        date(2027, 10, 11): ("시민의 날", "조례 제5조"),
    }


def test_a_year_is_in_the_order_of_its_days_and_holds_no_other_year(changed: Edition) -> None:
    days = [one.day for one in closed_days(changed, changed.resolved, 2027)]
    assert days == sorted(days)
    assert {one.year for one in days} == {2027}
    assert closed_days(changed, changed.resolved, 1999) == ()


def test_a_day_closed_for_two_reasons_is_there_twice() -> None:
    new_year = date(2027, 1, 1)
    edition = with_values({"calendar.closures": {**OWN, "dates": [new_year]}})
    kinds = [
        one.closing for one in closed_days(edition, edition.resolved, 2027) if one.day == new_year
    ]
    assert kinds == [Closing.OWN, Closing.PUBLIC]
    assert edition.case_policy.calendar.closed.count(new_year) == 1


@pytest.mark.parametrize("district", districts())
def test_the_calendar_cases_count_by_closes_every_weekday_shown(district: str) -> None:
    edition = edition_in_force(district)
    counted = set(edition.case_policy.calendar.closed)
    for year in (2026, 2027):
        shown = {one.day for one in closed_days(edition, edition.resolved, year)}
        assert {day for day in shown if day.weekday() < 5} == {
            day for day in counted if day.year == year and day.weekday() < 5
        }


def test_an_added_day_closes_it_for_the_cases_too(changed: Edition) -> None:
    closed = changed.case_policy.calendar.closed
    assert {date(2027, 3, 2), date(2026, 8, 17), date(2027, 1, 4), date(2027, 10, 11)} <= set(
        closed
    )
