"""``/linkages``: every referral that is not over, the longest wait first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from fastapi import Request, Response

from care.decide.calendar import local_date
from care.model.codes import LinkageStatus
from care.model.ids import AgencyId
from care.model.policy import Calendar
from i18n.loader import gettext
from i18n.marks import N_
from i18n.wording import words
from store import agencies, ended_answers, open_linkages, people
from store.cases import CaseRow
from store.linkages import LinkageRow
from store.open_linkages import OpenFilters
from web.access import Access, Area, Here
from web.cases.linkage_words import state_words
from web.districts import calendar_of, office_name, policy_of
from web.filters import short_day
from web.narrowing import Count, address_of
from web.render import page
from web.stalled.routes import offices_asked
from web.visitor import Visit

area = Area()
PATH = "/linkages"
WAITS: tuple[tuple[int, str], ...] = (
    (7, N_("7일 넘게")),
    (14, N_("14일 넘게")),
    (30, N_("30일 넘게")),
)
"""Calendar days since the first body of the chain was asked."""
MINE = "me"


@dataclass(frozen=True)
class Asked:
    """The list as its address says it; unknown words are left out, not errors."""

    status: LinkageStatus | None = None
    agency: str = ""
    zone: str = ""
    office: str = ""
    whose: str = ""
    waited: int = 0
    page: int = 1

    def address(self, **changed: object) -> str:
        values: dict[str, object] = {
            "status": self.status.value if self.status else "",
            "agency": self.agency,
            "zone": self.zone,
            "office": self.office,
            "whose": self.whose,
            "waited": self.waited or "",
            "page": self.page,
        }
        return address_of(PATH, values | changed)

    @property
    def is_narrowed(self) -> bool:
        return self != Asked(page=self.page)


@dataclass(frozen=True)
class Line:
    """One referral in words; nothing of a household that is out of reach."""

    row: LinkageRow
    case: CaseRow
    body: str
    status: str
    kind: str
    sign: str
    days: int
    """Waited since the first body was asked: until today, or until the service began."""
    office: str
    owner: str
    about: str


@area.get(PATH, access=Access("ViewLinkages", record="list"))
async def linkages(visit: Here) -> Response:
    session, given = visit.session, asked(visit.request)
    filters = _filters(visit, given)
    counts = await open_linkages.open_counts(session, visit.scope, replace(filters, status=None))
    found = await open_linkages.open_linkages(session, visit.scope, filters, given.page)
    visit.saw(list(dict.fromkeys(row.case_id for row in found.items)))
    bodies = await agencies.agencies(session, visit.visitor.district)
    policy, whole = policy_of(visit.visitor.district), visit.scope.offices is None
    return page(
        visit.request,
        "serving/linkages.html",
        block="content",
        asked=given,
        found=found,
        counts=_counts(given, counts),
        lines=await _lines(visit, session, found.items, {b.agency_id: b.name for b in bodies}),
        bodies=bodies,
        zones=list(policy.case_policy.zones) if policy and whole else [],
        offices=policy.offices if policy and whole else {},
        waits=WAITS,
        mine=MINE,
        after_end=(await ended_answers.waiting(session, visit.scope)).total,
        pages=lambda number: given.address(page=number),
    )


def asked(request: Request) -> Asked:
    given = request.query_params
    number, waited = given.get("page", "1"), given.get("waited", "")
    known = {str(days) for days, _ in WAITS}
    status = next((one for one in LinkageStatus if one.value == given.get("status")), None)
    return Asked(
        status=status if status and status.is_open else None,
        agency=given.get("agency", "")[:80],
        zone=given.get("zone", "")[:60],
        office=given.get("office", "")[:60],
        whose=MINE if given.get("whose") == MINE else "",
        waited=int(waited) if waited in known else 0,
        page=max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1,
    )


def _filters(visit: Visit, given: Asked) -> OpenFilters:
    before: datetime | None = visit.now - timedelta(days=given.waited) if given.waited else None
    return OpenFilters(
        status=given.status,
        agency_id=AgencyId(given.agency) if given.agency else None,
        offices=offices_asked(visit.visitor.district, given.zone, given.office),
        owner=visit.visitor.person if given.whose else None,
        asked_before=before,
    )


def _counts(given: Asked, counts: Mapping[LinkageStatus, int]) -> list[Count]:
    everything = Count(
        gettext("모두"), sum(counts.values()), given.address(status="", page=1), not given.status
    )
    of_status = [
        Count(words(one), number, given.address(status=one.value, page=1), one is given.status)
        for one, number in counts.items()
    ]
    return [everything, *of_status]


async def _lines(
    visit: Visit, session: Any, rows: Sequence[LinkageRow], bodies: Mapping[AgencyId, str]
) -> list[Line]:
    keyring = visit.dependencies.keyring
    ids = [row.case_id for row in rows]
    cases = await open_linkages.cases_of(session, keyring, visit.scope, ids)
    names = await people.display_names(session, keyring, {one.owner for one in cases.values()})
    calendar = calendar_of(visit.visitor.district)
    return [
        _line(row, cases[row.case_id], visit, bodies, names, calendar)
        for row in rows
        if row.case_id in cases
    ]


def _line(
    row: LinkageRow,
    case: CaseRow,
    visit: Visit,
    bodies: Mapping[AgencyId, str],
    names: Mapping[Any, str],
    calendar: Calendar,
) -> Line:
    status, kind, sign = state_words(
        row.status, sent=row.delivered_at is not None, failed=row.delivery_failed
    )
    begun = row.status is LinkageStatus.STARTED
    today = local_date(row.status_at if begun else visit.now_of(row.case_id), calendar)
    return Line(
        row=row,
        case=case,
        body=bodies.get(row.agency_id, gettext("목록에 없는 기관")),
        status=status,
        kind=kind,
        sign=sign,
        days=max(0, (today - local_date(row.chain_since, calendar)).days),
        office=office_name(case.district, case.office),
        owner=names.get(case.owner, "") if case.owner else "",
        about=" · ".join(_about(row)),
    )


def _about(row: LinkageRow) -> list[str]:
    parts = [gettext("%(day)s 부탁", day=short_day(row.requested_at))]
    if row.attempt > 1:
        parts.append(gettext("%(n)s번째 기관", n=row.attempt))
    if row.scheduled_on is not None and row.status is not LinkageStatus.STARTED:
        parts.append(gettext("%(day)s 시작 예정", day=short_day(row.scheduled_on)))
    if row.sessions:
        parts.append(gettext("%(n)s번 받음", n=row.sessions))
    if row.told_at is not None:
        parts.append(gettext("마지막 소식 %(day)s", day=short_day(row.told_at)))
    return parts
