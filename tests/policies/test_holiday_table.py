"""The holiday table is data with a date, and agrees with what it was made from."""

from datetime import date

from policies.regenerate_calendar import CALENDARS, table
from policies.resolve import resolve

CLOSED = set(resolve("41570").case_policy.calendar.closed)


def test_seollal_and_the_substitute_of_liberation_day_are_closed() -> None:
    assert {date(2026, 2, 16), date(2026, 2, 17), date(2026, 2, 18), date(2026, 8, 17)} <= CLOSED
    assert date(2026, 2, 19) not in CLOSED


def test_a_case_does_not_carry_holidays_on_weekends() -> None:
    assert all(day.weekday() < 5 for day in CLOSED)


def test_the_table_covers_every_year_of_the_stories_and_says_when_it_was_published() -> None:
    assert {day.year for day in CLOSED} == set(range(2019, 2032))
    assert resolve("41570").holidays_published >= date(2026, 11, 1)


def test_the_committed_table_has_the_shape_the_script_writes() -> None:
    committed = (CALENDARS / "kr-2019-2031.yaml").read_text(encoding="utf-8")
    written = table(2019, 2031, resolve("41570").holidays_published)
    assert written.split("source:")[0] == committed.split("source:")[0]
    assert {line.split("day:")[0] for line in written.split("closed:")[1].split("\n") if line} == {
        line.split("day:")[0] for line in committed.split("closed:")[1].split("\n") if line
    }


def test_what_must_still_be_compared_with_the_gazette_is_marked() -> None:
    committed = (CALENDARS / "kr-2019-2031.yaml").read_text(encoding="utf-8")
    assert '{day: 2026-07-17, name: "제헌절", verify: true}' in committed
