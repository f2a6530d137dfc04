"""``/partner/consents``: until when the body may know, and what it has to destroy (PW-09)."""

from dataclasses import dataclass
from datetime import date

from fastapi import Response

from care.messages.linking_commands import ConfirmDestruction
from care.model.ids import LinkageId
from store import partner_view
from store.partner_view import Drawer, Referral, TakenBack
from web import forms
from web.access import Access, Area, Here
from web.decisions import Declined, InDoubt, moved
from web.partner.desk import HOME, PAGE, desk_of, short, the_withdrawn, today_of
from web.partner.sending import case_of, in_doubt, tell
from web.refusals import Words
from web.render import page
from web.visitor import Visit
from web.words import Problem

area = Area(f"{HOME}/consents")
ADDRESS = f"{HOME}/consents"
SOON_DAYS = 30


@dataclass(frozen=True)
class Running:
    referral: Referral
    number: str
    until: date
    soon: bool


@dataclass(frozen=True)
class Gone:
    taken: TakenBack
    number: str

    @property
    def waits(self) -> bool:
        """Somebody at the body has to destroy and say so."""
        return self.taken.had_data and self.taken.linkage.destroyed_at is None


@area.get("", access=PAGE)
async def listed(visit: Here) -> Response:
    running, gone = await _running(visit), await _gone(visit)
    visit.saw([one.referral.case_id for one in running])
    visit.saw([one.taken.case_id for one in gone])
    return _page(visit, running, gone)


@area.post(
    "/{linkage_id}/destroyed",
    access=Access("ReportDestruction", resource=the_withdrawn, record="act"),
)
async def destroyed(visit: Here) -> Response:
    form = await forms.read(visit, forms.Form)
    if form.data is None:
        raise Problem(422, "FORM_INVALID")
    desk, linkage_id = desk_of(visit), LinkageId(str(visit.request.path_params["linkage_id"]))
    outcome = await tell(
        visit,
        case_of(visit),
        lambda ids: ConfirmDestruction(linkage_id=linkage_id, agency_id=desk.agency_id),
        form.intent,
    )
    if isinstance(outcome, InDoubt):
        return in_doubt(visit, ADDRESS)
    if isinstance(outcome, Declined):
        async with visit.read() as session:
            visit.open_session = session
            running, gone = await _running(visit), await _gone(visit)
            visit.open_session = None
        return _page(visit, running, gone, outcome.words, outcome.status)
    return moved(visit.request, f"{ADDRESS}?told=1")


async def _running(visit: Visit) -> list[Running]:
    desk, keyring = desk_of(visit), visit.dependencies.keyring
    found: list[Referral] = []
    for drawer in (Drawer.NEW, Drawer.GOING):
        shown = await partner_view.referrals(visit.session, keyring, desk, drawer, today_of(visit))
        found.extend(shown.items)
    rows = [
        Running(one, short(one.linkage.linkage_id), one.consent_until, _soon(visit, one))
        for one in found
        if one.consent_until is not None
    ]
    return sorted(rows, key=lambda row: row.until)


def _soon(visit: Visit, one: Referral) -> bool:
    left = (one.consent_until or date.max) - today_of(visit, one.case_id)
    return left.days <= SOON_DAYS


async def _gone(visit: Visit) -> list[Gone]:
    keyring = visit.dependencies.keyring
    found = await partner_view.taken_back(visit.session, keyring, desk_of(visit))
    return [Gone(one, short(one.linkage.linkage_id)) for one in found]


def _page(
    visit: Visit,
    running: list[Running],
    gone: list[Gone],
    refusal: Words | None = None,
    status: int = 200,
) -> Response:
    return page(
        visit.request,
        "partner/consents.html",
        status=status,
        running=running,
        gone=gone,
        waiting=sum(one.waits for one in gone),
        refusal=refusal,
        told=bool(visit.request.query_params.get("told")),
    )
