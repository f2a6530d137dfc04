"""A clock always says the same things in the same order: days left or over, until which date."""

from dataclasses import dataclass
from datetime import datetime

from care.decide.calendar import business_days_between, is_business_day, local_date
from care.model.policy import Calendar
from i18n import phrases
from i18n.loader import gettext


@dataclass(frozen=True)
class ClockWords:
    state: str
    """``over``, ``today``, ``soon`` (one day) or ``left``; always beside words, never alone."""
    left: str
    whole: str
    """Of how many days, when the start is known."""
    until: str
    days: int


def clock_of(
    due: datetime | None,
    now: datetime,
    calendar: Calendar,
    since: datetime | None = None,
) -> ClockWords | None:
    """Counted in business days, as all work is; a day that is over is said in business days too."""
    if due is None:
        return None
    last, today = local_date(due, calendar), local_date(now, calendar)
    left = -1 if due <= now and last == today else business_days_between(today, last, calendar)
    if left == 0 and last < today:
        left = -1
    whole = "" if since is None else _whole(since, due, calendar)
    words = phrases.days_left(max(left, 0) if last == today and due > now else left)
    until = gettext("%(day)s까지", day=phrases.short_day(last))
    return ClockWords(_state(left), words, whole, until, left)


def _whole(since: datetime, due: datetime, calendar: Calendar) -> str:
    start, last = local_date(since, calendar), local_date(due, calendar)
    days = business_days_between(start, last, calendar)
    return gettext("%(n)s일 중", n=days) if days > 0 else ""


def _state(left: int) -> str:
    if left < 0:
        return "over"
    return {0: "today", 1: "soon"}.get(left, "left")


def waited(since: datetime, now: datetime, calendar: Calendar) -> str:
    """``4영업일째``; the first day is day one."""
    start, today = local_date(since, calendar), local_date(now, calendar)
    days = business_days_between(start, today, calendar)
    first = 1 if is_business_day(start, calendar) else 0
    return gettext("%(n)s영업일째", n=max(1, days + first))
