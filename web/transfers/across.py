"""The one narrow door between two districts: records and answers that belong to the sender.

The database shows one district at a time; a transaction walks over, does its line, and comes back.
"""

from typing import Any

from fastapi import Request

from care.messages.envelope import Envelope
from care.model.ids import TextId
from store import access_records, outbox, texts, transfers
from store.access_records import AccessRecord
from store.database import enter
from store.transfers import Offer
from web.records import NO_PERMIT, origin_of
from web.visitor import Resource, Visit, Visitor
from web.words import unwritten


async def the_offer(request: Request, session: Any, visitor: Visitor) -> Resource | None:
    """``{transfer_id}`` of the path; None unless it was laid before the visitor's district."""
    found = await transfers.offer(session, str(request.path_params["transfer_id"]))
    if found is None or found.to_district != visitor.district:
        return None
    request.state.visit.saw([found.transfer_id])
    district = visitor.district
    return Resource(kind="District", id=district, district=district, row=found)


def offer_of(visit: Visit) -> Offer:
    row = visit.resource.row if visit.resource else None
    if not isinstance(row, Offer):
        raise TypeError("the route resolves no offer")
    return row


async def tell_sender_who_looked(session: Any, visit: Visit, offer: Offer, purpose: str) -> None:
    """접속기록 in the sender's chain as well: it is still responsible for these people."""
    visitor, ruling = visit.visitor, visit.ruling
    entry = AccessRecord(
        district=offer.from_district,
        at=visit.now,
        person=visitor.person,
        subject=offer.from_case,
        task="ViewTransfers" if purpose == "view" else "AnswerTransferOffer",
        outcome="allowed",
        policy_id=ruling.policy if ruling else NO_PERMIT,
        policy_version=visit.dependencies.authority.policies.version,
        purpose=purpose,
        origin=origin_of(visit),
        request_id=visit.request_id,
    )
    try:
        await enter(session, offer.from_district)
        await access_records.record(session, entry)
        await enter(session, visitor.district)
    except Exception as failure:
        raise unwritten(failure) from failure


async def leave_answer(
    session: Any, visit: Visit, offer: Offer, envelope: Envelope, reason: str
) -> None:
    """The sender's case gets our word even if nobody answers now: the relay brings it."""
    keyring = visit.dependencies.keyring
    text_id = TextId(f"{envelope.intent}.reason")
    author = envelope.actor.person
    await enter(session, offer.from_district)
    await texts.save_text(session, keyring, offer.from_case, text_id, reason, author, visit.now)
    kept = outbox.Kept(envelope=envelope)
    await outbox.keep_unknown(session, keyring, offer.from_case, kept, visit.now)
    await enter(session, visit.visitor.district)
