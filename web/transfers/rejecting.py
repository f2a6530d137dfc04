"""Saying no: the offer is over at once, and the sender's case is told why."""

from care.messages.envelope import Envelope, system_actor
from care.messages.kin_commands import AnswerTransfer
from care.model.ids import TextId
from care.model.loop_codes import TransferAnswer
from store import outbox, transfers
from store.transfers import Offer, OfferStatus
from web.episodes import beginning
from web.transfers.across import leave_answer, tell_sender_who_looked
from web.visitor import Visit
from web.words import Problem
from workflows.client import NotFound, Refused, Unknown


async def reject(visit: Visit, offer: Offer, reason: str) -> None:
    """Raises Problem 409 when the offer is over already."""
    envelope = _answer(offer)
    by = visit.visitor.person
    async with visit.write() as session:
        said = await transfers.end_offer(
            session, offer.transfer_id, OfferStatus.REJECTED, visit.now, by
        )
        if not said:
            raise Problem(409, "TRANSFER_OVER")
        await leave_answer(session, visit, offer, envelope, reason)
        await tell_sender_who_looked(session, visit, offer, "act")
    await _tell_at_once(visit, offer, envelope)


def _answer(offer: Offer) -> Envelope:
    intent = beginning.same_each_time(offer.transfer_id, "rejected")
    return Envelope(
        intent=intent,
        actor=system_actor(offer.from_district),
        command=AnswerTransfer(
            transfer_id=offer.transfer_id,
            answer=TransferAnswer.REJECTED,
            reason=TextId(f"{intent}.reason"),
        ),
    )


async def _tell_at_once(visit: Visit, offer: Offer, envelope: Envelope) -> None:
    """What cannot be said now the relay says later; what the case knows already is done."""
    try:
        await visit.dependencies.cases.ask(offer.from_case, envelope)
    except (Unknown, NotFound):
        return
    except Refused:
        pass
    sender = visit.dependencies.database.of(offer.from_district)
    async with sender.write() as session:
        await outbox.mark_done(
            session, visit.dependencies.keyring, offer.from_case, envelope.intent, visit.now
        )
