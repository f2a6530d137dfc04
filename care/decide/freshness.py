"""How long a word in the resource directory is believed after it was given."""

from datetime import date, datetime, timedelta

from care.decide.calendar import closing, due, local_date
from care.model.policy import Calendar
from care.model.term import Term

ONE_DAY = timedelta(days=1)
LONGEST = timedelta(days=3660)
"""A policy that believes a word for longer believes it for ten years."""


def believed_until(said: date | datetime, term: Term, calendar: Calendar) -> date:
    """The last day on which the word still counts."""
    begun = said if isinstance(said, datetime) else closing(said, calendar)
    return local_date(due(begun, term, calendar), calendar)


def is_fresh(said: date | datetime | None, term: Term, calendar: Calendar, today: date) -> bool:
    """What nobody ever said is not fresh."""
    return said is not None and today <= believed_until(said, term, calendar)


def fresh_since(term: Term, calendar: Calendar, today: date) -> date:
    """The first day whose word still counts today: what was said before it is stale."""
    early, late = today - LONGEST, today
    while early < late:
        middle = early + (late - early) // 2
        if believed_until(middle, term, calendar) >= today:
            late = middle
        else:
            early = middle + ONE_DAY
    return late
