"""``/transfers``: what other districts offer ours, for the coordinator."""

from typing import Any

from fastapi import Response

from care.model.ids import OfficeCode, PersonId
from i18n.loader import gettext
from store import people, transfers
from store.transfers import Offer, OfferStatus
from web import decisions, forms
from web.access import Access, Area, Here
from web.acts.models import Code
from web.acts.options import Option
from web.acts.words import fault_words
from web.clocks import clock_of
from web.districts import calendar_of, district_name, policy_of
from web.forms import Filled, Form, Memo
from web.refusals import Words
from web.render import page
from web.transfers.accepting import accept, new_case
from web.transfers.across import offer_of, tell_sender_who_looked, the_offer
from web.transfers.rejecting import reject
from web.visitor import Visit

area = Area("/transfers")
ANSWER = Access("AnswerTransferOffer", the_offer, record="act")


class AcceptForm(Form):
    office: Code


class RejectForm(Form):
    reason: Memo


@area.get("", access=Access("ViewTransfers", record=None))
async def listing(visit: Here) -> Response:
    """No names: from where, until when, what became of it."""
    found = await transfers.offers_to(visit.session, visit.visitor.district, visit.now)
    calendar = calendar_of(visit.visitor.district)
    return page(
        visit.request,
        "transfers/list.html",
        block="content",
        offers=[
            (one, clock_of(one.due, visit.now, calendar) if one.is_open(visit.now) else None)
            for one in found
        ],
    )


@area.get("/{transfer_id}", access=Access("ViewTransfers", the_offer, writes=True))
async def show(visit: Here) -> Response:
    offer = offer_of(visit)
    if offer.is_open(visit.now):
        await tell_sender_who_looked(visit.session, visit, offer, "view")
    return await _page(visit, visit.session, forms.blank())


@area.post("/{transfer_id}/accept", access=ANSWER)
async def take(visit: Here) -> Response:
    offer = offer_of(visit)
    filled = await forms.read(visit, AcceptForm)
    if filled.data is not None and filled.value.office not in _offices(visit):
        filled.refuse("office", "CHOICE_INVALID")
    if offer.status is OfferStatus.ACCEPTED and offer.successor:
        async with visit.read() as session:
            packet = await transfers.packet_of(session, visit.dependencies.keyring, offer)
        if packet is None:
            return decisions.moved(visit.request, f"/cases/{offer.successor}")
    if filled.errors or filled.intent is None:
        return await _again(visit, filled, 422)
    outcome = await accept(visit, offer, OfficeCode(filled.value.office))
    done = f"/cases/{new_case(offer).case_id}"
    if isinstance(outcome, decisions.Declined):
        if outcome.refusal.code == "already_open":
            return decisions.moved(visit.request, done)
        return await _again(visit, filled, outcome.status, outcome.words)
    if isinstance(outcome, decisions.InDoubt):
        return decisions.in_doubt(visit, outcome, done)
    return decisions.moved(visit.request, done)


@area.post("/{transfer_id}/reject", access=ANSWER)
async def refuse(visit: Here) -> Response:
    offer = offer_of(visit)
    filled = await forms.read(visit, RejectForm)
    if filled.errors or filled.intent is None:
        return await _again(visit, filled, 422)
    await reject(visit, offer, filled.value.reason)
    return decisions.moved(visit.request, "/transfers")


async def _again(
    visit: Visit, filled: Filled[Any], status: int, refusal: Words | None = None
) -> Response:
    async with visit.read() as session:
        return await _page(visit, session, filled, status, refusal)


async def _page(
    visit: Visit,
    session: Any,
    filled: Filled[Any],
    status: int = 200,
    refusal: Words | None = None,
) -> Response:
    offer = offer_of(visit)
    keyring = visit.dependencies.keyring
    is_open = offer.is_open(visit.now)
    packet = await transfers.packet_of(session, keyring, offer) if is_open else None
    calendar = calendar_of(visit.visitor.district)
    return page(
        visit.request,
        "transfers/offer.html",
        block="content",
        status=status,
        offer=offer,
        packet=packet,
        sender=district_name(offer.from_district),
        answered_by=await _name(visit, session, offer),
        clock=clock_of(offer.due, visit.now, calendar, offer.offered_at) if is_open else None,
        filled=filled,
        refusal=refusal,
        fault_words=fault_words,
        labels={"office": gettext("맡을 읍면동"), "reason": gettext("받지 않는 까닭")},
        offices=[Option(code, name) for code, name in _offices(visit).items()],
    )


async def _name(visit: Visit, session: Any, offer: Offer) -> str:
    if offer.answered_by is None:
        return ""
    found = await people.display_names(
        session, visit.dependencies.keyring, [PersonId(offer.answered_by)]
    )
    return found.get(PersonId(offer.answered_by), "")


def _offices(visit: Visit) -> dict[str, str]:
    policy = policy_of(visit.visitor.district)
    return {str(code): str(name) for code, name in policy.offices.items()} if policy else {}
