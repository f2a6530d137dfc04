"""``/partner/pledges``: what the body promised, month by month, and what came in (PW-10)."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Response
from pydantic import Field

from care.messages.commands import RecordPledge, RecordResource
from care.messages.linking_commands import RaiseConcern
from care.model.codes import AgencyKind, ResourceSource
from care.model.ids import ConcernId, LinkageId, PledgeId
from care.model.service_codes import ConcernKind
from i18n.loader import gettext
from i18n.marks import N_
from store import agencies, partner_view, pledges
from store.partner_view import Referral
from store.pledges import PledgeMonth, PledgeRow
from web import forms
from web.access import Access, Area, Here
from web.decisions import Declined, InDoubt, Outcome, moved
from web.forms import Filled, Form, Line
from web.partner.desk import HOME, PAGE, desk_of, short, the_pledge, the_referral, today_of
from web.partner.sending import case_of, in_doubt, tell
from web.partner.ways import Note
from web.refusals import Words
from web.render import page
from web.visitor import Visit

area = Area(f"{HOME}/pledges")
ADDRESS = f"{HOME}/pledges"
SOURCES = {
    AgencyKind.COMPANY: ResourceSource.COMPANY,
    AgencyKind.FOUNDATION: ResourceSource.FOUNDATION,
    AgencyKind.VOLUNTEER: ResourceSource.VOLUNTEER,
    AgencyKind.PUBLIC_AGENCY: ResourceSource.LOCAL_SCHEME,
}
LABELS = {
    "amount": N_("한 달 금액(원)"),
    "first_month": N_("첫 달"),
    "months": N_("몇 달"),
    "day": N_("보내는 날"),
    "month": N_("어느 달"),
    "on": N_("보낸 날"),
    "note": N_("까닭"),
}


class Promised(Form):
    amount: Annotated[int, Field(ge=1, le=1_000_000_000)]
    first_month: date
    months: Annotated[int, Field(ge=1, le=120)]
    day: Annotated[int, Field(ge=1, le=28)]


class Paid(Form):
    month: date
    on: date


class Missing(Form):
    month: Line
    note: Note


@dataclass(frozen=True)
class Row:
    pledge: PledgeRow
    number: str
    next: PledgeMonth | None
    late: tuple[PledgeMonth, ...]


@area.get("", access=PAGE)
async def listed(visit: Here) -> Response:
    return await _page(visit, visit.session)


@area.post(
    "/of/{linkage_id}",
    access=Access("ReportSponsorship", resource=the_referral, record="act"),
)
async def promise(visit: Here) -> Response:
    """A schedule of the body's own, for a household it was asked about."""
    form, desk = await forms.read(visit, Promised), desk_of(visit)
    if form.data is None or form.errors or form.intent is None:
        return await _again(visit, "new", form)
    linkage_id = LinkageId(str(visit.request.path_params["linkage_id"]))
    keyring, said, intent = visit.dependencies.keyring, form.data, form.intent
    async with visit.read() as session:
        today = today_of(visit, case_of(visit))
        opened = await partner_view.referral(session, keyring, desk, linkage_id, today)
        body = await agencies.agency(session, desk.agency_id)
    if opened is None or body is None:
        form.refuse("", "NOT_FOUND")
        return await _again(visit, "new", form)
    need = opened.referral.linkage.need
    outcome = await tell(
        visit,
        case_of(visit),
        lambda ids: RecordPledge(
            pledge_id=PledgeId(f"pledge-{intent}"),
            agency_id=desk.agency_id,
            source=SOURCES.get(body.kind, ResourceSource.PRIVATE_OTHER),
            need=need,
            amount=said.amount,
            first_month=said.first_month.replace(day=1),
            months=said.months,
            day=said.day,
        ),
        intent,
    )
    return await _after(visit, "new", form, outcome)


@area.post(
    "/{pledge_id}/paid",
    access=Access("ReportSponsorship", resource=the_pledge, record="act"),
)
async def paid(visit: Here) -> Response:
    form, row = await forms.read(visit, Paid), _row_of(visit)
    if form.data is not None and form.data.on > today_of(visit, case_of(visit)):
        form.refuse("on", "DATE_FUTURE")
    if form.data is None or form.errors or form.intent is None:
        return await _again(visit, row.pledge.pledge_id, form)
    said, intent, pledge = form.data, form.intent, row.pledge
    outcome = await tell(
        visit,
        case_of(visit),
        lambda ids: RecordResource(
            entry_id=f"entry-{intent}",
            source=pledge.source,
            agency_id=pledge.agency_id,
            need=pledge.need,
            amount=pledge.amount,
            on=said.on,
            pledge_id=pledge.pledge_id,
            month=said.month.replace(day=1),
        ),
        intent,
    )
    return await _after(visit, pledge.pledge_id, form, outcome)


@area.post(
    "/{pledge_id}/missed",
    access=Access("ReportSponsorship", resource=the_pledge, record="act"),
)
async def missed(visit: Here) -> Response:
    """The body says itself that a month does not come; a person looks for who stands in."""
    form, row, desk = await forms.read(visit, Missing), _row_of(visit), desk_of(visit)
    linkage_id = await _asked_by(visit, row)
    if linkage_id is None:
        form.refuse("", "NOT_FOUND")
    if form.data is None or form.errors or form.intent is None or linkage_id is None:
        return await _again(visit, row.pledge.pledge_id, form)
    said, intent = form.data, form.intent
    outcome = await tell(
        visit,
        case_of(visit),
        lambda ids: RaiseConcern(
            concern_id=ConcernId(f"concern-{intent}"),
            linkage_id=linkage_id,
            agency_id=desk.agency_id,
            concern=ConcernKind.MONEY,
            note=ids.get("note"),
        ),
        intent,
        {"note": f"{gettext('%(month)s 후원을 보내지 못함', month=said.month)}: {said.note}"},
    )
    return await _after(visit, row.pledge.pledge_id, form, outcome)


def _row_of(visit: Visit) -> PledgeRow:
    found = visit.resource.row if visit.resource else None
    if not isinstance(found, PledgeRow):
        raise TypeError("the pledge was not resolved")
    return found


async def _asked_by(visit: Visit, row: PledgeRow) -> LinkageId | None:
    """A referral of this body in the case the pledge is of."""
    async with visit.read() as session:
        return await partner_view.latest_of_case(session, desk_of(visit), row.case_id)


async def _after(visit: Visit, about: str, form: Filled[Any], outcome: Outcome) -> Response:
    if isinstance(outcome, InDoubt):
        return in_doubt(visit, ADDRESS)
    if isinstance(outcome, Declined):
        return await _again(visit, about, form, outcome.words, outcome.status)
    return moved(visit.request, f"{ADDRESS}?told=1")


async def _again(
    visit: Visit,
    about: str,
    form: Filled[Any],
    refusal: Words | None = None,
    status: int = 422,
) -> Response:
    async with visit.read() as session:
        return await _page(visit, session, about, form, refusal, status)


async def _page(
    visit: Visit,
    session: Any,
    about: str = "",
    form: Filled[Any] | None = None,
    refusal: Words | None = None,
    status: int = 200,
) -> Response:
    desk = desk_of(visit)
    found = await pledges.pledge_list(session, desk.scope)
    wanted = await _wanted(visit, session)
    visit.saw([one.case_id for one in found.items])
    return page(
        visit.request,
        "partner/pledges.html",
        status=status,
        rows=[_row(visit, one) for one in found.items],
        about=about,
        form=form or forms.blank(day="5", months="12"),
        blank=forms.blank(on=today_of(visit).isoformat()),
        refusal=refusal,
        wanted=wanted,
        number=short(wanted.linkage.linkage_id) if wanted else "",
        labels={name: gettext(label) for name, label in LABELS.items()},
        told=bool(visit.request.query_params.get("told")),
    )


async def _wanted(visit: Visit, session: Any) -> Referral | None:
    """The open referral a new promise would be for; named by the address, or posted to."""
    given = visit.request.query_params.get("referral", "")
    linkage_id = LinkageId(str(visit.request.path_params.get("linkage_id", given)))
    if not linkage_id:
        return None
    keyring, desk = visit.dependencies.keyring, desk_of(visit)
    opened = await partner_view.referral(session, keyring, desk, linkage_id, today_of(visit))
    return opened.referral if opened is not None and opened.referral.is_open else None


def _row(visit: Visit, one: PledgeRow) -> Row:
    today = today_of(visit, one.case_id)
    open_months = [month for month in one.months if month.paid_on is None]
    return Row(
        pledge=one,
        number=short(one.pledge.pledge_id),
        next=next(iter(open_months), None),
        late=one.missed(today),
    )
