"""Terms end where the field counts them to end."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.decide.calendar import (
    business_days_between,
    closing,
    due,
    is_business_day,
    local_date,
)
from care.model.policy import Calendar
from care.model.term import FirstDay, Rollover, Term, Unit

SEOUL = ZoneInfo("Asia/Seoul")
CLOSED_2026 = (
    date(2026, 1, 1),
    date(2026, 2, 16),
    date(2026, 2, 17),
    date(2026, 2, 18),
    date(2026, 3, 2),
    date(2026, 5, 5),
    date(2026, 5, 25),
    date(2026, 9, 24),
    date(2026, 9, 25),
    date(2026, 10, 5),
    date(2026, 10, 9),
    date(2026, 12, 25),
)
CALENDAR = Calendar(closed=CLOSED_2026)

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
starts = st.integers(0, 365 * 24 * 60).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes))
terms = st.builds(
    Term,
    n=st.integers(0, 200),
    unit=st.sampled_from(Unit),
    first_day=st.sampled_from(FirstDay),
    rollover=st.sampled_from(Rollover),
)


def at(text: str, hour: int = 10) -> datetime:
    return datetime.combine(date.fromisoformat(text), time(hour), tzinfo=SEOUL).astimezone(UTC)


def due_on(start: str, n: int, unit: Unit, **how: object) -> str:
    term = Term.model_validate({"n": n, "unit": unit, **how})
    return local_date(due(at(start), term, CALENDAR), CALENDAR).isoformat()


def test_thirty_calendar_days_ending_on_a_sunday_end_on_monday() -> None:
    assert due_on("2026-01-09", 30, Unit.DAYS) == "2026-02-09"
    assert due_on("2026-01-09", 30, Unit.DAYS, rollover=Rollover.NONE) == "2026-02-08"
    assert due_on("2026-01-09", 30, Unit.DAYS, rollover=Rollover.PREVIOUS) == "2026-02-06"


def test_thirty_business_days_leave_out_seollal_and_weekends() -> None:
    assert due_on("2026-01-09", 30, Unit.BUSINESS_DAYS) == "2026-02-25"
    included = due_on("2026-01-09", 30, Unit.BUSINESS_DAYS, first_day=FirstDay.INCLUDED)
    assert included == "2026-02-24"


def test_the_plan_of_the_gwangjin_story_is_due_thirty_days_from_receipt() -> None:
    assert due_on("2026-03-10", 30, Unit.DAYS) == "2026-04-09"


def test_the_first_statutory_check_is_due_three_months_later_at_the_latest() -> None:
    assert due_on("2026-09-30", 3, Unit.MONTHS, rollover=Rollover.PREVIOUS) == "2026-12-30"
    assert due_on("2026-09-25", 3, Unit.MONTHS, rollover=Rollover.PREVIOUS) == "2026-12-24"


def test_a_month_without_the_day_ends_on_its_last_day() -> None:
    assert due_on("2026-08-31", 1, Unit.MONTHS) == "2026-09-30"
    assert due_on("2026-11-30", 3, Unit.MONTHS, rollover=Rollover.NONE) == "2027-02-28"


def test_a_first_day_that_counts_makes_a_term_of_days_one_shorter() -> None:
    assert due_on("2026-03-10", 30, Unit.DAYS, first_day=FirstDay.INCLUDED) == "2026-04-08"


def test_a_due_date_means_the_closing_hour_of_the_office() -> None:
    assert due(at("2026-03-10"), Term(n=30, unit=Unit.DAYS), CALENDAR) == at("2026-04-09", 18)
    late = Calendar(closes=24)
    assert closing(date(2026, 4, 9), late) == at("2026-04-10", 0)


def test_the_date_is_the_local_one_even_when_it_is_still_yesterday_in_utc() -> None:
    before_dawn = at("2026-03-10", 3)
    assert before_dawn.date() == date(2026, 3, 9)
    assert due(before_dawn, Term(n=1, unit=Unit.DAYS), CALENDAR) == at("2026-03-11", 18)


def test_hours_are_exact_over_weekends_and_nights() -> None:
    friday_night = at("2026-01-09", 22)
    assert due(friday_night, Term(n=24, unit=Unit.HOURS), CALENDAR) == at("2026-01-10", 22)


def test_a_term_shorter_than_the_closed_days_around_it_never_ends_before_it_began() -> None:
    saturday = at("2026-01-10")
    term = Term(n=1, unit=Unit.DAYS, rollover=Rollover.PREVIOUS)
    assert due(saturday, term, CALENDAR) == at("2026-01-11", 18)


@pytest.mark.parametrize("first_day", FirstDay)
def test_a_term_that_begins_on_a_closed_day_counts_from_the_first_open_one(
    first_day: FirstDay,
) -> None:
    assert due_on("2026-02-16", 1, Unit.BUSINESS_DAYS, first_day=first_day) == "2026-02-19"


@given(starts, terms)
def test_no_clock_is_negative(start: datetime, term: Term) -> None:
    assert due(start, term, CALENDAR) >= start


@given(starts, terms)
def test_a_longer_term_never_ends_earlier(start: datetime, term: Term) -> None:
    longer = term.model_copy(update={"n": term.n + 1})
    assert due(start, longer, CALENDAR) >= due(start, term, CALENDAR)


@given(starts, starts, terms)
def test_what_begins_later_never_ends_earlier(a: datetime, b: datetime, term: Term) -> None:
    first, second = sorted((a, b))
    if term.rollover is Rollover.PREVIOUS:
        term = term.model_copy(update={"n": max(term.n, 15)})
    assert due(first, term, CALENDAR) <= due(second, term, CALENDAR)


@given(starts, terms.filter(lambda term: term.unit is not Unit.HOURS and term.n > 14))
def test_with_a_rollover_nothing_is_due_on_a_closed_day(start: datetime, term: Term) -> None:
    if term.rollover is Rollover.NONE:
        term = term.model_copy(update={"rollover": Rollover.NEXT})
    assert is_business_day(local_date(due(start, term, CALENDAR), CALENDAR), CALENDAR)


@given(starts, st.integers(1, 300))
def test_counting_business_days_back_gives_the_term(start: datetime, n: int) -> None:
    end = due(start, Term(n=n, unit=Unit.BUSINESS_DAYS), CALENDAR)
    counted = business_days_between(
        local_date(start, CALENDAR), local_date(end, CALENDAR), CALENDAR
    )
    assert counted == n


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 60))
def test_business_days_between_two_dates_are_those_a_person_would_count(
    a: date, length: int
) -> None:
    b = a + timedelta(days=length)
    days = (a + timedelta(days=k) for k in range(1, length + 1))
    by_hand = sum(day.weekday() < 5 and day not in CLOSED_2026 for day in days)
    assert business_days_between(a, b, CALENDAR) == by_hand
    assert business_days_between(b, a, CALENDAR) == -by_hand
