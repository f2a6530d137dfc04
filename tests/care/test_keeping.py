"""When a term is over, counted backwards."""

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from care.decide.calendar import at_hour, due, local_date
from care.decide.keeping import NOON, over_since
from care.model.policy import Calendar
from care.model.term import Rollover, Term, Unit
from tests.care.builders import NOW

CALENDAR = Calendar(closed=(date(2026, 3, 2), date(2026, 5, 5)))
TERMS = st.builds(
    Term,
    n=st.integers(0, 60),
    unit=st.sampled_from(Unit),
    rollover=st.sampled_from((Rollover.NONE, Rollover.PREVIOUS, Rollover.NEXT)),
)


def is_over(day: date, term: Term, now: datetime) -> bool:
    return due(at_hour(day, NOON, CALENDAR), term, CALENDAR) <= now


@settings(max_examples=150, deadline=None)
@given(TERMS, st.integers(0, 2000))
def test_the_term_is_over_on_that_day_and_on_no_later_one(term: Term, days: int) -> None:
    now = NOW + timedelta(days=days)
    latest = over_since(term, now, CALENDAR)
    assert is_over(latest, term, now)
    assert latest >= local_date(now, CALENDAR) or not is_over(latest + timedelta(days=1), term, now)


def test_a_year_is_counted_by_months() -> None:
    term = Term(n=12, unit=Unit.MONTHS, rollover=Rollover.NONE)
    evening = at_hour(date(2026, 4, 10), 20, CALENDAR)
    assert over_since(term, evening, CALENDAR) == date(2025, 4, 10)
