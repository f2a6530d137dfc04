"""Cases that stand still: since when, waiting for whom, last real contact, who is told next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Request, Response

from care.decide.calendar import local_date
from care.model.codes import Role
from care.model.ids import AgencyId, CaseId, OfficeCode, PersonId
from care.model.policy import Calendar
from i18n.loader import gettext
from i18n.marks import N_
from i18n.wording import words
from store import agencies, people
from store import standing as store
from store.cases import CaseRow
from store.standing import Reason, StandingFilters
from web.access import Access, Area, Here
from web.clocks import waited
from web.districts import calendar_of, office_name, policy_of
from web.filters import clock_time, short_day
from web.narrowing import Count, address_of
from web.render import page
from web.visitor import Visit

area = Area()
PATH = "/stalled"
REASONS: dict[Reason, str] = {
    Reason.OVERDUE: N_("기한 지남"),
    Reason.CONTACT: N_("접촉 주기 지남"),
    Reason.STALL: N_("오래 움직임 없음"),
}
SIGNS = {
    Reason.OVERDUE: ("danger", "over"),
    Reason.CONTACT: ("warning", "phone"),
    Reason.STALL: ("warning", "wait"),
}
MOVERS = (
    Role.LOCAL_OFFICE,
    Role.CASE_MANAGER,
    Role.TEAM_LEAD,
    Role.COORDINATOR,
    Role.SECTION_HEAD,
    Role.PARTNER_WORKER,
)
NOBODY = "none"


@dataclass(frozen=True)
class Asked:
    """The list as its address says it; unknown words are left out, not errors."""

    reason: Reason | None = None
    zone: str = ""
    office: str = ""
    owner: str = ""
    role: Role | None = None
    page: int = 1

    def address(self, **changed: object) -> str:
        values: dict[str, object] = {
            "reason": self.reason.value if self.reason else "",
            "zone": self.zone,
            "office": self.office,
            "owner": self.owner,
            "role": self.role.value if self.role else "",
            "page": self.page,
        }
        return address_of(PATH, values | changed)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.reason or self.zone or self.office or self.owner or self.role)


@dataclass(frozen=True)
class Line:
    """One case in words. ``whom`` is a person, a role or a body, by name."""

    row: CaseRow
    reasons: list[tuple[str, str, str]]
    since: str
    days: int
    whom: str
    what: str
    waited: str
    met: str
    owner: str
    cover: str
    office: str
    following: str
    about: str
    moved: int


@area.get(PATH, access=Access("ViewStalled", record="list"))
async def stalled(visit: Here) -> Response:
    session, keyring = visit.session, visit.dependencies.keyring
    given = asked(visit.request)
    filters = _filters(visit, given)
    counts = await store.standing_counts(session, visit.scope, replace(filters, reason=None))
    found = await store.standing(session, keyring, visit.scope, filters, given.page)
    visit.saw([row.case_id for row in found.items])
    policy = policy_of(visit.visitor.district)
    whole = visit.scope.offices is None
    return page(
        visit.request,
        "stalled/list.html",
        block="content",
        asked=given,
        found=found,
        counts=_counts(given, counts),
        lines=await _lines(visit, session, found.items),
        zones=list(policy.case_policy.zones) if policy and whole else [],
        offices=policy.offices if policy and whole else {},
        owners=await _owners(visit, session),
        movers=MOVERS,
        nobody=NOBODY,
        pages=lambda number: given.address(page=number),
    )


def asked(request: Request) -> Asked:
    given = request.query_params
    number = given.get("page", "1")
    return Asked(
        reason=next((one for one in Reason if one.value == given.get("reason")), None),
        zone=given.get("zone", "")[:60],
        office=given.get("office", "")[:60],
        owner=given.get("owner", "")[:80],
        role=next((one for one in MOVERS if one.value == given.get("role")), None),
        page=max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1,
    )


def _filters(visit: Visit, given: Asked) -> StandingFilters:
    named = given.owner not in ("", NOBODY)
    return StandingFilters(
        now=visit.at,
        leads=visit.leads,
        reason=given.reason,
        offices=offices_asked(visit.visitor.district, given.zone, given.office),
        owner=PersonId(given.owner) if named else None,
        unassigned=given.owner == NOBODY,
        role=given.role,
    )


def offices_asked(district: str, zone: str, office: str) -> frozenset[OfficeCode] | None:
    """One office, or all of a zone; None when neither was asked for."""
    if office:
        return frozenset({OfficeCode(office)})
    policy = policy_of(district)
    if not zone or policy is None:
        return None
    return policy.case_policy.zone_offices(zone)


def _counts(given: Asked, counts: Mapping[Reason | None, int]) -> list[Count]:
    named = [(None, gettext("모두")), *((one, gettext(label)) for one, label in REASONS.items())]
    return [
        Count(
            label,
            counts[reason],
            given.address(reason=reason.value if reason else "", page=1),
            reason is given.reason,
        )
        for reason, label in named
    ]


async def _owners(visit: Visit, session: Any) -> list[tuple[str, str]]:
    managers = await people.people(session, visit.visitor.district, role=Role.CASE_MANAGER)
    ids = [one.person_id for one in managers]
    names = await people.display_names(session, visit.dependencies.keyring, ids)
    return sorted(((str(one), names.get(one, "")) for one in ids), key=lambda one: one[1])


async def _lines(visit: Visit, session: Any, rows: Sequence[CaseRow]) -> list[Line]:
    ids = {one for row in rows for one in (row.owner, row.waiting_person, row.cover)}
    names = await people.display_names(session, visit.dependencies.keyring, ids)
    waited_for = await store.bodies_waited_for(session, rows)
    known = await agencies.agencies(session, visit.visitor.district) if waited_for else ()
    bodies = {one.agency_id: one.name for one in known}
    calendar = calendar_of(visit.visitor.district)
    return [_line(row, visit, names, waited_for, bodies, calendar) for row in rows]


def _line(
    row: CaseRow,
    visit: Visit,
    names: Mapping[PersonId, str],
    waited_for: Mapping[CaseId, AgencyId],
    bodies: Mapping[AgencyId, str],
    calendar: Calendar,
) -> Line:
    now = visit.now_of(row.case_id)
    since = row.stalls_at or row.waiting_since
    body = bodies.get(waited_for.get(row.case_id, AgencyId("")), "")
    person = names.get(row.waiting_person, "") if row.waiting_person else ""
    return Line(
        row=row,
        reasons=[(gettext(REASONS[one]), *SIGNS[one]) for one in store.reasons_of(row, now)],
        since=short_day(since),
        days=max(0, (local_date(now, calendar) - local_date(since, calendar)).days),
        whom=body or person or words(row.waiting_role),
        what=words(row.waiting_code),
        waited=waited(row.waiting_since, now, calendar),
        met=short_day(row.last_met_at),
        owner=names.get(row.owner, "") if row.owner else "",
        cover=names.get(row.cover, "") if row.cover else "",
        office=office_name(row.district, row.office),
        following=_following(row),
        about=gettext("%(what)s 기한", what=words(row.rung_kind)) if row.rung_kind else "",
        moved=visit.days_ahead(row.case_id),
    )


def _following(row: CaseRow) -> str:
    if row.rung_at is None or row.rung_to is None:
        return ""
    at = f"{short_day(row.rung_at)} {clock_time(row.rung_at)}"
    return gettext("%(at)s %(role)s에게 알림", at=at, role=words(row.rung_to))
