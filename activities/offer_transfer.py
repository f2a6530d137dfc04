"""Lays a case's consented packet before the district it moves to, or takes the offer back."""

from typing import Any

from temporalio import activity

from care.decide.calendar import due
from care.messages.envelope import DeliveryResult, TransferToOffer
from care.model.case import CaseState
from care.model.course import Transfer
from care.model.ids import CaseId, DistrictCode, HouseholdId, PersonId
from care.model.policy import CasePolicy
from policies.resolve import resolve
from store import people, transfers
from store.database import Database
from store.folded import stored_state
from store.households import HouseholdView, household
from store.keyring import Keyring
from store.transfers import ConsentFact, Offer, OfferStatus, Packet, PacketMember
from workflows.effects import OFFER_TRANSFER

DONE = DeliveryResult(delivered=True)


class NotStoredYet(RuntimeError):
    """The step that ordered the effect is still being written; the engine asks again."""


class TransferOffice:
    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    @activity.defn(name=OFFER_TRANSFER.name)
    async def offer_transfer(self, asked: TransferToOffer) -> DeliveryResult:
        if asked.withdraw is not None:
            return await self._take_back(asked)
        async with self._database.of(asked.district).read() as session:
            case = await stored_state(session, self._keyring, asked.case_id, policy_of)
            made = await self._packed(session, case, asked)
        if isinstance(made, str):
            return DeliveryResult(delivered=False, code=made)
        offer, packet = made
        async with self._database.of(offer.to_district).write() as session:
            await transfers.lay_offer(session, self._keyring, offer, packet)
        return DONE

    async def _take_back(self, asked: TransferToOffer) -> DeliveryResult:
        """An offer that was accepted meanwhile stays accepted; the new case tells us itself."""
        status = OfferStatus(str(asked.withdraw))
        async with self._database.of(asked.district).write() as session:
            if await transfers.end_offer(session, asked.transfer_id, status, asked.now):
                return DONE
            found = await transfers.offer(session, asked.transfer_id)
        accepted = found is not None and found.status is OfferStatus.ACCEPTED
        return DeliveryResult(delivered=False, code="transfer_accepted") if accepted else DONE

    async def _packed(
        self, session: Any, case: CaseState | None, asked: TransferToOffer
    ) -> tuple[Offer, Packet] | str:
        """The offer with its packet, or why it can never be laid."""
        transfer = case.transfer if case else None
        if case is None or transfer is None or transfer.transfer_id != asked.transfer_id:
            raise NotStoredYet
        if transfer.to_district is None or not _is_known(transfer.to_district):
            return "district_unknown"
        if transfer.to_district == case.district:
            return "own_district"
        home = await household(session, self._keyring, HouseholdId(case.household_id))
        if home is None or any(home.member(one) is None for one in transfer.members):
            return "household_erased"
        contact = await self._contact(session, case)
        return _offer(case, transfer, transfer.to_district, asked), _packet(
            case, transfer, home, contact
        )

    async def _contact(self, session: Any, case: CaseState) -> str:
        if case.owner is None:
            return ""
        names = await people.display_names(session, self._keyring, [case.owner])
        return names.get(PersonId(case.owner), "")


def policy_of(district: DistrictCode) -> CasePolicy:
    return resolve(district).case_policy


def _is_known(district: DistrictCode) -> bool:
    try:
        resolve(district)
    except KeyError:
        return False
    return True


def _offer(
    case: CaseState, transfer: Transfer, to_district: DistrictCode, asked: TransferToOffer
) -> Offer:
    """The term counts from the approval, as the sender's own clock does."""
    laid = transfer.approved_at or transfer.requested_at
    life = case.policy.life
    until = due(laid, life.transfer_accept, case.policy.calendar) if life else asked.now
    return Offer(
        transfer_id=transfer.transfer_id,
        from_district=case.district,
        to_district=to_district,
        from_case=case.case_id,
        lineage=CaseId(case.lineage or case.case_id),
        episode=case.episode + 1,
        status=OfferStatus.OFFERED,
        offered_at=laid,
        due=until,
        answered_at=None,
        answered_by=None,
        successor=None,
    )


def _packet(case: CaseState, transfer: Transfer, home: HouseholdView, contact: str) -> Packet:
    """Only those named in the transfer; consents of theirs alone."""
    today = transfer.requested_at.date()
    consents = (
        ConsentFact(
            member_id=one.member_id,
            purpose=one.purpose,
            agency_id=one.agency_id,
            valid_until=one.valid_until,
        )
        for one in case.consents
        if one.member_id in transfer.members
        and one.withdrawn_at is None
        and one.valid_until >= today
    )
    return Packet(
        case_number=case.case_number,
        contact=contact,
        members=tuple(_member(one, case, home) for one in transfer.members),
        communication=case.communication,
        red_flags=case.red_flags,
        # Another district knows no level of this one's own.
        level=case.policy.exported(case.level) if case.level else None,
        needs=tuple(dict.fromkeys(g.need for g in case.plan.goals)) if case.plan else (),
        consents=tuple(consents),
        address_protected=case.address_protected,
    )


def _member(member_id: str, case: CaseState, home: HouseholdView) -> PacketMember:
    known, details = case.member(member_id), home.member(member_id)
    if known is None or details is None:
        raise NotStoredYet
    return PacketMember(
        member_id=known.member_id,
        relation=known.relation,
        name=details.name,
        birth_date=details.birth_date,
        birth_year=known.birth_year,
        birth_month=known.birth_month,
        phone=details.phone,
        # A protected address goes by word of mouth between the two who need it (SR-17).
        address=None if case.address_protected else details.address,
    )
