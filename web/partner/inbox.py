"""``/partner``: what the body was asked for, sorted by what is to be done next (PW-01)."""

from dataclasses import dataclass

from fastapi import Response

from i18n.loader import gettext
from i18n.marks import N_
from store import agencies, partner_view
from store.partner_view import DRAWERS, Drawer, Referral
from web.access import Area, Here
from web.clocks import ClockWords, clock_of
from web.districts import calendar_of
from web.partner.desk import HOME, PAGE, desk_of, short, today_of
from web.render import page
from web.visitor import Visit

area = Area(HOME)
NAMES: dict[Drawer, str] = {
    Drawer.NEW: N_("답할 것"),
    Drawer.GOING: N_("맡은 것"),
    Drawer.OVER: N_("끝난 것"),
}


@dataclass(frozen=True)
class Tab:
    href: str
    label: str
    count: int
    on: bool


@dataclass(frozen=True)
class Row:
    referral: Referral
    number: str
    who: str
    """Names as far as consent goes, covered as in every list; empty where none is told."""
    clock: ClockWords | None
    moved: int


@area.get("", access=PAGE)
async def listed(visit: Here) -> Response:
    desk, query = desk_of(visit), visit.request.query_params
    drawer = Drawer(query["show"]) if query.get("show") in set(Drawer) else Drawer.NEW
    asked = query.get("page", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    keyring = visit.dependencies.keyring
    found = await partner_view.referrals(
        visit.session, keyring, desk, drawer, today_of(visit), number
    )
    counts = await partner_view.counts(visit.session, desk)
    body = await agencies.agency(visit.session, desk.agency_id)
    visit.saw([one.case_id for one in found.items])
    return page(
        visit.request,
        "partner/inbox.html",
        drawers=[
            Tab(f"{HOME}?show={one}", gettext(NAMES[one]), counts[one], one is drawer)
            for one in DRAWERS
        ],
        drawer=drawer,
        body_name=body.name if body else "",
        found=found,
        rows=[_row(visit, one) for one in found.items],
        pages=lambda n: f"{HOME}?show={drawer}&page={n}",
    )


def _row(visit: Visit, one: Referral) -> Row:
    calendar, now = calendar_of(visit.visitor.district), visit.now_of(one.case_id)
    return Row(
        referral=one,
        number=short(one.linkage.linkage_id),
        who=", ".join(person.name for person in one.people if person.name),
        clock=clock_of(one.answer_by, now, calendar, one.linkage.requested_at),
        moved=visit.days_ahead(one.case_id),
    )
