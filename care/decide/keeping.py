"""How long what never became a case is kept: until which day's matters a term has run out."""

from datetime import date, datetime, timedelta

from care.decide.calendar import at_hour, due, local_date
from care.model.policy import Calendar
from care.model.term import Term

NOON = 12


def over_since(term: Term, now: datetime, calendar: Calendar) -> date:
    """The latest day on which something may have been settled for its term to be over ``now``.

    Whatever was settled on that day or before may be destroyed, nothing settled later.
    """
    latest = local_date(now, calendar)
    earliest = latest
    while due(at_hour(earliest, NOON, calendar), term, calendar) > now:
        latest, earliest = earliest, earliest - 2 * max(latest - earliest, timedelta(days=1))
    while latest - earliest > timedelta(days=1):
        between = earliest + (latest - earliest) // 2
        over = due(at_hour(between, NOON, calendar), term, calendar) <= now
        latest, earliest = (latest, between) if over else (between, earliest)
    return earliest
