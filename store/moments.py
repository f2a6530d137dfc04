"""The day people mean: Korea's, nine hours ahead of UTC all year; and whose now it is."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta, timezone
from types import MappingProxyType
from typing import Any

from sqlalchemy import case, literal

from care.model.ids import CaseId
from store.tables.columns import Moment

KOREA = timezone(timedelta(hours=9))
NONE = timedelta(0)
Leads = Mapping[CaseId, timedelta]
"""How far the clock of a case is ahead of the wall's; cases that are not named go by the wall's."""
NO_LEADS: Leads = MappingProxyType({})


def end_of_day(now: datetime) -> datetime:
    """Midnight after ``now`` in Korea."""
    tomorrow = now.astimezone(KOREA).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), KOREA)


def by_case(
    case_id: Any,
    now: datetime,
    leads: Leads,
    of: Callable[[datetime], datetime] = lambda moment: moment,
) -> Any:
    """``of`` the present moment, for a condition on lines of which some have a clock of their own.

    A plain moment where no clock was moved, so that indexes serve as ever.
    """
    if not leads:
        return of(now)
    moved = [
        (case_id == one, literal(of(now + lead), Moment())) for one, lead in sorted(leads.items())
    ]
    return case(*moved, else_=literal(of(now), Moment()))
