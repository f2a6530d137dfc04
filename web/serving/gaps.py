"""``/gaps``: services nobody could give, counted by service, need and place; and what was reached.

The numbers go into the district's yearly plan; each one opens the list it was counted from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from fastapi import Request, Response

from care.decide.calendar import at_hour, local_date
from care.model.codes import ServiceType, SubDomain
from care.model.ids import CaseId
from care.model.policy import Calendar
from i18n.loader import gettext
from i18n.wording import words
from store import gaps as store
from store import open_linkages
from store.cases import CaseRow
from store.gaps import By, GapFilters, GapRow
from web.access import Access, Area, Here
from web.districts import calendar_of, office_name, policy_of
from web.narrowing import Count, address_of
from web.render import page
from web.stalled.routes import offices_asked
from web.visitor import Visit

area = Area()
PATH = "/gaps"
YEARS_BACK = 5
POSSIBLE = range(2000, 2100)
"""Years an address may ask for."""


@dataclass(frozen=True)
class Asked:
    """A period of one year or of days, and what narrows it; unknown words are left out."""

    first: date
    last: date
    service: ServiceType | None = None
    need: SubDomain | None = None
    zone: str = ""
    office: str = ""
    only_open: bool = False
    page: int = 1

    def address(self, **changed: object) -> str:
        values: dict[str, object] = {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "service": self.service.value if self.service else "",
            "need": self.need.value if self.need else "",
            "zone": self.zone,
            "office": self.office,
            "open": "yes" if self.only_open else "",
            "page": self.page,
        }
        return address_of(PATH, values | changed)


@dataclass(frozen=True)
class Line:
    row: GapRow
    case: CaseRow
    office: str
    days: int


@area.get(PATH, access=Access("ViewGaps", record="list"))
async def gaps(visit: Here) -> Response:
    session, calendar = visit.session, calendar_of(visit.visitor.district)
    given = asked(visit.request, local_date(visit.now, calendar))
    filters = _filters(visit, given, calendar)
    found = await store.gap_list(session, visit.scope, filters, given.page)
    cases = await _cases(visit, session, found.items)
    visit.saw(list(cases))
    policy, whole = policy_of(visit.visitor.district), visit.scope.offices is None
    reached = await store.milestone_counts(session, visit.scope, given.first, given.last)
    return page(
        visit.request,
        "serving/gaps.html",
        block="content",
        asked=given,
        found=found,
        lines=_lines(visit, found.items, cases, calendar),
        counted=await _counted(visit, session, given, filters),
        reached=[(words(one), number) for one, number in reached.items()],
        years=_years(given, local_date(visit.now, calendar)),
        zones=list(policy.case_policy.zones) if policy and whole else [],
        offices=policy.offices if policy and whole else {},
        pages=lambda number: given.address(page=number),
    )


def asked(request: Request, today: date) -> Asked:
    given, number = request.query_params, request.query_params.get("page", "1")
    first = _day(given.get("first", "")) or today.replace(month=1, day=1)
    last = _day(given.get("last", "")) or first.replace(month=12, day=31)
    return Asked(
        first=min(first, last),
        last=max(first, last),
        service=next((one for one in ServiceType if one.value == given.get("service")), None),
        need=next((one for one in SubDomain if one.value == given.get("need")), None),
        zone=given.get("zone", "")[:60],
        office=given.get("office", "")[:60],
        only_open=given.get("open") == "yes",
        page=max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1,
    )


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if day.year in POSSIBLE else None


def _filters(visit: Visit, given: Asked, calendar: Calendar) -> GapFilters:
    return GapFilters(
        first=at_hour(given.first, 0, calendar),
        end=at_hour(given.last + timedelta(days=1), 0, calendar),
        service=given.service,
        need=given.need,
        offices=offices_asked(visit.visitor.district, given.zone, given.office),
        open_only=given.only_open,
    )


def _years(given: Asked, today: date) -> list[Count]:
    found = []
    for year in range(today.year, today.year - YEARS_BACK, -1):
        first, last = date(year, 1, 1), date(year, 12, 31)
        href = given.address(first=first.isoformat(), last=last.isoformat(), page=1)
        on = (given.first, given.last) == (first, last)
        found.append(Count(gettext("%(n)s년", n=year), 0, href, on))
    return found


async def _counted(
    visit: Visit, session: Any, given: Asked, filters: GapFilters
) -> list[tuple[str, list[Count]]]:
    """Each by itself: a number says how long its list gets when one presses it."""
    scope = visit.scope
    services = await store.gap_counts(session, scope, replace(filters, service=None), By.SERVICE)
    needs = await store.gap_counts(session, scope, replace(filters, need=None), By.NEED)
    here = offices_asked(visit.visitor.district, given.zone, "")
    places = await store.gap_counts(session, scope, replace(filters, offices=here), By.OFFICE)
    district = visit.visitor.district
    return [
        (
            gettext("서비스별"),
            [
                _count(given, "service", code, words(ServiceType(code)), n)
                for code, n in services.items()
            ],
        ),
        (
            gettext("욕구별"),
            [_count(given, "need", code, words(SubDomain(code)), n) for code, n in needs.items()],
        ),
        (
            gettext("읍면동별"),
            [
                _count(given, "office", code, office_name(district, code), n)
                for code, n in places.items()
            ],
        ),
    ]


def _count(given: Asked, name: str, code: str, label: str, number: int) -> Count:
    on = str(getattr(given, name) or "") == code
    return Count(label, number, given.address(**{name: "" if on else code, "page": 1}), on)


async def _cases(visit: Visit, session: Any, rows: Sequence[GapRow]) -> dict[CaseId, CaseRow]:
    keyring, ids = visit.dependencies.keyring, [row.case_id for row in rows]
    return await open_linkages.cases_of(session, keyring, visit.scope, ids)


def _lines(
    visit: Visit, rows: Sequence[GapRow], cases: Mapping[CaseId, CaseRow], calendar: Calendar
) -> list[Line]:
    return [
        Line(
            row=row,
            case=cases[row.case_id],
            office=office_name(visit.visitor.district, row.office),
            days=_days(row, visit, calendar),
        )
        for row in rows
        if row.case_id in cases
    ]


def _days(row: GapRow, visit: Visit, calendar: Calendar) -> int:
    """How long the household waited, from the first request until the gap was settled."""
    until = row.ended_at or visit.now_of(row.case_id)
    begun = local_date(row.waiting_since, calendar)
    return max(0, (local_date(until, calendar) - begun).days)
