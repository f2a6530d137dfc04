"""The next fourteen business days: due dates and escalations, day by day, each with its case.

Worked out by the heart from the cases' own events, so it says what will happen if nobody acts. A
case whose clock was moved stands where its own days fall: its third day on the third day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import Response

from care.decide.calendar import closing, local_date
from care.decide.forecast import Coming, ComingDay, coming_days
from care.model.case import CaseState
from care.model.codes import Role
from care.model.ids import CaseId, PersonId
from care.model.policy import Calendar
from store import people
from store.cases import CaseRow
from store.coming import AheadFilters, cases_ahead
from store.scope import Page
from web.access import Access, Area, Here
from web.coming.words import to_whom, what
from web.districts import calendar_of, office_name, policy_of
from web.filters import clock_time
from web.known_cases import known_cases
from web.render import page
from web.stalled.routes import offices_asked
from web.visitor import NO_TIME, Visit

area = Area()
PATH = "/coming"
OWN = "me"
EVERYBODY = "all"


@dataclass(frozen=True)
class Asked:
    """Whose days: a worker's, an office's, a zone's; ``all``: everything in scope."""

    worker: str = ""
    office: str = ""
    zone: str = ""

    def address(self, **changed: str) -> str:
        values = {"worker": self.worker, "office": self.office, "zone": self.zone} | changed
        said = {name: one for name, one in values.items() if one}
        return f"{PATH}?{urlencode(said)}" if said else PATH


@dataclass(frozen=True)
class Line:
    row: CaseRow
    office: str
    time: str
    what: str
    whom: str
    kind: str
    late: bool
    moved: int


@dataclass(frozen=True)
class Day:
    on: date
    lines: list[Line] = field(default_factory=list)
    today: bool = False


@area.get(PATH, access=Access("ViewComing", record="list"))
async def coming(visit: Here) -> Response:
    asked = _asked(visit)
    calendar = calendar_of(visit.visitor.district)
    today = local_date(visit.at, calendar)
    empty = coming_days((), today, calendar)
    end = closing(empty[-1].on, calendar)
    found = await _found(visit, asked, end)
    visit.saw([row.case_id for row in found.items])
    days = await _days(visit, found.items, today, calendar)
    policy = policy_of(visit.visitor.district)
    whole = visit.scope.offices is None
    return page(
        visit.request,
        "coming/days.html",
        block="content",
        asked=asked,
        days=days,
        found=found,
        count=sum(len(day.lines) for day in days),
        workers=await _workers(visit),
        zones=list(policy.case_policy.zones) if policy and whole else [],
        offices=policy.offices if policy and whole else {},
        own=OWN,
        everybody=EVERYBODY,
    )


def _asked(visit: Visit) -> Asked:
    """Whoever carries cases sees their own first; everybody else what they may see."""
    given = visit.request.query_params
    asked = Asked(
        worker=given.get("worker", "")[:80],
        office=given.get("office", "")[:60],
        zone=given.get("zone", "")[:60],
    )
    if asked == Asked() and visit.visitor.may_act_as(Role.CASE_MANAGER):
        return replace(asked, worker=OWN)
    return asked


async def _found(visit: Visit, asked: Asked, end: datetime) -> Page[CaseRow]:
    worker = visit.visitor.person if asked.worker == OWN else PersonId(asked.worker)
    filters = AheadFilters(
        end=end,
        leads=visit.leads,
        worker=worker if asked.worker not in ("", EVERYBODY) else None,
        offices=offices_asked(visit.visitor.district, asked.zone, asked.office),
    )
    return await cases_ahead(visit.session, visit.dependencies.keyring, visit.scope, filters)


async def _workers(visit: Visit) -> list[tuple[str, str]]:
    managers = await people.people(visit.session, visit.visitor.district, role=Role.CASE_MANAGER)
    ids = [one.person_id for one in managers if one.person_id != visit.visitor.person]
    names = await people.display_names(visit.session, visit.dependencies.keyring, ids)
    return sorted(((str(one), names.get(one, "")) for one in ids), key=lambda one: one[1])


async def _days(
    visit: Visit, rows: Sequence[CaseRow], today: date, calendar: Calendar
) -> list[Day]:
    states = await _states(visit, rows)
    by_lead: dict[Any, list[CaseState]] = {}
    for state in states:
        by_lead.setdefault(visit.leads.get(state.case_id, NO_TIME), []).append(state)
    lists = [
        coming_days(some, local_date(visit.at + lead, calendar), calendar)
        for lead, some in by_lead.items()
    ]
    names = await _names(visit, lists)
    known = {row.case_id: row for row in rows}
    days = [Day(one.on, today=one.on == today) for one in coming_days((), today, calendar)]
    for several in lists:
        for day, one in zip(days, several, strict=True):
            day.lines.extend(_line(visit, each, known[each.case_id], names) for each in one.coming)
    for day in days:
        day.lines.sort(key=lambda line: (not line.late, line.time))
    return days


async def _states(visit: Visit, rows: Sequence[CaseRow]) -> list[CaseState]:
    known = known_cases(visit)
    found = [await known.state(visit.session, row.case_id) for row in rows]
    return [state for state in found if state is not None]


async def _names(visit: Visit, lists: Sequence[tuple[ComingDay, ...]]) -> Mapping[PersonId, str]:
    ids = {each.person for days in lists for day in days for each in day.coming}
    return await people.display_names(visit.session, visit.dependencies.keyring, ids)


def _line(visit: Visit, each: Coming, row: CaseRow, names: Mapping[PersonId, str]) -> Line:
    now = visit.now_of(CaseId(each.case_id))
    return Line(
        row=row,
        office=office_name(row.district, row.office),
        time=clock_time(each.at),
        what=what(each),
        whom=to_whom(each, names),
        kind=each.what,
        late=each.what == "due" and each.at < now,
        moved=visit.days_ahead(row.case_id),
    )
