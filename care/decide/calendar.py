"""When a term ends: days count on local dates, closed days are data (domain guide §1.10).

All moments come in and go out aware, in UTC; only here do they turn into local dates.
"""

from bisect import bisect_right
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from care.model.policy import Calendar
from care.model.term import FirstDay, Rollover, Term, Unit


class _Days:
    """A calendar made countable: days are ordinals, and ordinal 1 was a Monday."""

    def __init__(self, calendar: Calendar) -> None:
        self.zone = ZoneInfo(calendar.tz)
        self.closes = timedelta(hours=calendar.closes)
        closed = (day.toordinal() for day in calendar.closed if day.weekday() < 5)
        self.closed = sorted(set(closed))
        self.closed_set = frozenset(self.closed)

    def is_open(self, ordinal: int) -> bool:
        return (ordinal - 1) % 7 < 5 and ordinal not in self.closed_set

    def count(self, ordinal: int) -> int:
        """Business days from the beginning of the calendar through this day."""
        weeks, rest = divmod(ordinal, 7)
        return 5 * weeks + min(rest, 5) - bisect_right(self.closed, ordinal)

    def nth(self, count: int) -> int:
        """The business day that ``count`` counts to: the inverse of ``count``."""
        skipped = 0
        while True:
            weeks, rest = divmod(count + skipped - 1, 5)
            ordinal = 7 * weeks + rest + 1
            passed = bisect_right(self.closed, ordinal)
            if passed == skipped:
                return ordinal
            skipped = passed

    def next_open(self, ordinal: int) -> int:
        return self.nth(self.count(ordinal - 1) + 1)

    def previous_open(self, ordinal: int) -> int:
        return self.nth(self.count(ordinal))


@lru_cache(maxsize=64)
def _days_of(calendar: Calendar) -> _Days:
    return _Days(calendar)


_RECENT: dict[int, tuple[Calendar, _Days]] = {}
"""Calendars by identity: a decision asks the same one a hundred times, and hashing a table of a
dozen years each time cost as much as the decision. A pure cache; it never changes an answer."""


def _days(calendar: Calendar) -> _Days:
    kept = _RECENT.get(id(calendar))
    if kept is not None and kept[0] is calendar:
        return kept[1]
    if len(_RECENT) >= 64:
        _RECENT.clear()
    days = _days_of(calendar)
    _RECENT[id(calendar)] = (calendar, days)
    return days


def due(start: datetime, term: Term, calendar: Calendar) -> datetime:
    """The moment a term that began at ``start`` ends; never before it began.

    Hours are exact. Days, business days and months end at the closing hour of the due date.
    """
    if term.unit is Unit.HOURS:
        return start + timedelta(hours=term.n)
    days = _days(calendar)
    first = start.astimezone(days.zone).date()
    ended = _closing(date.fromordinal(_due_ordinal(first, term, days)), days)
    return max(start, ended)


def _due_ordinal(first: date, term: Term, days: _Days) -> int:
    if term.unit is Unit.BUSINESS_DAYS and term.n > 0:
        return _business_day(first.toordinal(), term, days)
    start = first.toordinal()
    counted = 1 if term.first_day is FirstDay.INCLUDED and term.n > 0 else 0
    if term.unit is Unit.MONTHS:
        return _rolled(_months_after(first, term.n).toordinal() - counted, start, term, days)
    return _rolled(start + term.n - counted, start, term, days)


def _business_day(start: int, term: Term, days: _Days) -> int:
    """A term that begins on a closed day counts from the first open one either way."""
    before = start - 1 if term.first_day is FirstDay.INCLUDED else start
    return days.nth(days.count(before) + term.n)


def _months_after(first: date, months: int) -> date:
    """The same day of a later month, or its last day where it has no such day (민법 제160조)."""
    years, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))


def _rolled(ordinal: int, start: int, term: Term, days: _Days) -> int:
    if term.rollover is Rollover.NONE or days.is_open(ordinal):
        return ordinal
    if term.rollover is Rollover.NEXT:
        return days.next_open(ordinal)
    earlier = days.previous_open(ordinal)
    # A maximum as short as the closed days themselves has no open day: it stays where it is.
    return earlier if earlier >= start else ordinal


def _closing(day: date, days: _Days) -> datetime:
    midnight = datetime.combine(day, time(0), tzinfo=days.zone)
    return (midnight + days.closes).astimezone(UTC)


def later_by(moment: datetime, count: int, calendar: Calendar) -> datetime:
    """The closing hour of the first business day ``count`` days on; with none the same moment."""
    if count <= 0:
        return moment
    days = _days(calendar)
    ordinal = moment.astimezone(days.zone).date().toordinal() + count
    return _closing(date.fromordinal(days.next_open(ordinal)), days)


def closing(day: date, calendar: Calendar) -> datetime:
    """The moment a plain date means when something is due on it."""
    return _closing(day, _days(calendar))


def at_hour(day: date, hour: int, calendar: Calendar) -> datetime:
    """A local hour of a local date."""
    midnight = datetime.combine(day, time(0), tzinfo=_days(calendar).zone)
    return (midnight + timedelta(hours=hour)).astimezone(UTC)


def local_date(moment: datetime, calendar: Calendar) -> date:
    return moment.astimezone(_days(calendar).zone).date()


def local_hour(moment: datetime, calendar: Calendar) -> int:
    return moment.astimezone(_days(calendar).zone).hour


def is_business_day(day: date, calendar: Calendar) -> bool:
    return _days(calendar).is_open(day.toordinal())


def business_days_between(a: date, b: date, calendar: Calendar) -> int:
    """Business days after ``a`` through ``b``; negative when ``b`` comes first."""
    days = _days(calendar)
    return days.count(b.toordinal()) - days.count(a.toordinal())
