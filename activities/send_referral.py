"""Sends a referral, or its withdrawal, with exactly what the asked body may know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr
from temporalio import activity
from temporalio.exceptions import ApplicationError

from care.decide.calendar import due, local_date
from care.messages.envelope import SYSTEM_PERSON, DeliveryResult, ReferralToSend
from care.model.codes import PartnerChannel, Role
from care.model.ids import HouseholdId
from care.model.linkage import Linkage
from care.model.work import CaseSnapshot
from partners.channel import Channel, Endpoint, Referral, ReferredPerson, TransportError
from policies.resolve import resolve
from store.agencies import agency, secrets
from store.cases import snapshot
from store.danger import hides
from store.database import Database, StoreError
from store.deliveries import note_attempt
from store.households import MemberDetails, household
from store.keyring import Keyring
from store.locations import is_protected
from store.scope import Scope
from workflows.effects import SEND_REFERRAL


class NotStoredYet(RuntimeError):
    """The step that ordered the effect is still being written; the engine asks again."""


@dataclass(frozen=True)
class Outgoing:
    channel: PartnerChannel
    endpoint: Endpoint
    referral: Referral


class ReferralSender:
    """``contact`` is how the body reaches the case manager: an address of ours, never a number."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        channels: Mapping[PartnerChannel, Channel],
        contact: str,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._channels = channels
        self._contact = contact

    @activity.defn(name=SEND_REFERRAL.name)
    async def send_referral(self, asked: ReferralToSend) -> DeliveryResult:
        async with self._database.of(asked.district).read() as session:
            outgoing = await self._gather(session, asked)
        channel = self._channels.get(outgoing.channel)
        if channel is None:
            raise for_good("channel_unavailable")
        try:
            result = await hand_over(channel, outgoing, asked)
        except TransportError as failed:
            await self._note(asked, outgoing, DeliveryResult(delivered=False, code=failed.code))
            raise ApplicationError(
                failed.code,
                type=failed.code,
                non_retryable=failed.permanent,
                next_retry_delay=failed.retry_after,
            ) from None
        await self._note(asked, outgoing, result)
        return result

    async def _note(
        self, asked: ReferralToSend, outgoing: Outgoing, result: DeliveryResult
    ) -> None:
        """For operators. What was handed over stays handed over if it cannot be noted."""
        agency_id, now = outgoing.endpoint.agency_id, datetime.now(UTC)
        try:
            async with self._database.of(asked.district).write() as session:
                await note_attempt(session, asked, agency_id, result, now)
        except StoreError as failure:
            activity.logger.warning("attempt not noted: %s", type(failure).__name__)

    async def _gather(self, session: Any, asked: ReferralToSend) -> Outgoing:
        case = await snapshot(session, self._keyring, whole_district(asked), asked.case_id)
        linkage = linkage_of(case, asked)
        if case is None or linkage is None:
            raise NotStoredYet
        if not asked.withdraw and not linkage.status.is_open:
            raise for_good("linkage_closed")
        endpoint = await self._endpoint(session, linkage, asked)
        people = () if asked.withdraw else await self._people(session, case, linkage)
        return Outgoing(linkage.channel, endpoint, self._referral(linkage, asked, people))

    async def _endpoint(self, session: Any, linkage: Linkage, asked: ReferralToSend) -> Endpoint:
        body = await agency(session, linkage.agency_id)
        if body is None or body.district != asked.district or not body.active:
            raise for_good("agency_unknown")
        if not asked.withdraw and await hides(session, body.agency_id, asked.case_id):
            raise for_good("agency_unknown")
        calendar = resolve(asked.district).case_policy.calendar
        if not asked.withdraw and not body.agreed_on(local_date(asked.now, calendar)):
            raise for_good("agreement_ended")
        sending = (await secrets(session, self._keyring, body.agency_id)).sending
        if sending is None or not body.endpoint:
            raise for_good("agency_not_connected")
        return Endpoint(agency_id=body.agency_id, url=body.endpoint, secrets=(SecretStr(sending),))

    async def _people(
        self, session: Any, case: CaseSnapshot, linkage: Linkage
    ) -> tuple[ReferredPerson, ...]:
        home = await household(session, self._keyring, HouseholdId(case.household_id))
        known = {member.member_id: member for member in home.members} if home else {}
        wanted = [m for m in linkage.members if m not in case.excluded_members]
        if not wanted or any(member not in known for member in wanted):
            raise for_good("household_erased")
        apart = case.address_protected or await is_protected(session, case.household_id)
        return tuple(referred(known[member], apart) for member in wanted)

    def _referral(
        self, linkage: Linkage, asked: ReferralToSend, people: tuple[ReferredPerson, ...]
    ) -> Referral:
        """The same for every repeat: nothing in it depends on when it is sent."""
        calendar = resolve(asked.district).case_policy.calendar
        answer_by = due(linkage.requested_at, linkage.answer_term, calendar)
        return Referral(
            effect_id=asked.effect_id,
            linkage_id=linkage.linkage_id,
            agency_id=linkage.agency_id,
            service=linkage.service,
            need=linkage.need.area,
            urgent=linkage.urgent,
            requested_at=linkage.requested_at,
            answer_by=local_date(answer_by, calendar),
            people=people,
            contact=self._contact,
        )


async def hand_over(channel: Channel, outgoing: Outgoing, asked: ReferralToSend) -> DeliveryResult:
    if asked.withdraw:
        return await channel.withdraw(asked.linkage_id, asked.effect_id, outgoing.endpoint)
    return await channel.send(outgoing.referral, outgoing.endpoint)


def referred(member: MemberDetails, address_protected: bool) -> ReferredPerson:
    """A protected address stays with us: the body meets through the contact (SR-17)."""
    return ReferredPerson(
        name=member.name,
        birth_year=member.birth_date.year if member.birth_date else None,
        phone=None if address_protected else member.phone,
        address=None if address_protected else member.address,
    )


def linkage_of(case: CaseSnapshot | None, asked: ReferralToSend) -> Linkage | None:
    linkages = case.linkages if case else ()
    return next((k for k in linkages if k.linkage_id == asked.linkage_id), None)


def whole_district(asked: ReferralToSend) -> Scope:
    return Scope(
        district=asked.district,
        offices=None,
        agency=None,
        person=SYSTEM_PERSON,
        roles=frozenset({Role.SYSTEM}),
    )


def for_good(code: str) -> ApplicationError:
    """A refusal no repeat can change; the case records it and a person takes over."""
    return ApplicationError(code, type=code, non_retryable=True)
