"""Gathers, at the moment of sending, what the asked body may know; nothing is taken from before."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import SecretStr
from temporalio.exceptions import ApplicationError

from care.decide.calendar import due, local_date
from care.messages.envelope import SYSTEM_PERSON, ReferralToSend
from care.model.codes import PartnerChannel, Role
from care.model.ids import HouseholdId
from care.model.linkage import Linkage
from care.model.policy import CasePolicy
from care.model.service_codes import DataGroup
from care.model.work import CaseSnapshot
from partners.channel import Endpoint, Referral, ReferredPerson, Reminder
from policies.resolve import resolve
from store.agencies import Agency, agency, secrets
from store.agency_health import Health, health
from store.agreed_groups import told_groups
from store.cases import snapshot
from store.danger import hides
from store.deliveries import Delivery, delivery
from store.households import MemberDetails, household
from store.keyring import Keyring
from store.locations import is_protected
from store.scope import Scope

SIGNED = frozenset({PartnerChannel.REST, PartnerChannel.FHIR})
"""Channels that need an address and a secret."""


class NotStoredYet(RuntimeError):
    """The step that ordered the effect is still being written; the engine asks again."""


@dataclass(frozen=True)
class Outgoing:
    body: Agency
    linkage: Linkage
    channel: PartnerChannel
    endpoint: Endpoint
    policy: CasePolicy
    health: Health
    before: Delivery | None
    """What earlier tries came to."""
    referral: Referral | None = None
    reminder: Reminder | None = None


@dataclass(frozen=True)
class Gathering:
    """One effect, its case and the store it is read from."""

    session: Any
    keyring: Keyring
    contact: str
    asked: ReferralToSend
    case: CaseSnapshot
    linkage: Linkage
    policy: CasePolicy

    @property
    def today(self) -> date:
        return local_date(self.asked.now, self.policy.calendar)

    @property
    def repeats_nothing(self) -> bool:
        """Neither withdrawn nor reminded of: the referral itself."""
        return not self.asked.withdraw and not self.asked.remind

    async def all(self) -> Outgoing:
        body = await self._body()
        return Outgoing(
            body=body,
            linkage=self.linkage,
            channel=self.linkage.channel,
            endpoint=await self._endpoint(body),
            policy=self.policy,
            health=await health(self.session, body.agency_id),
            before=await delivery(self.session, self.asked),
            referral=await self._referral(body) if self.repeats_nothing else None,
            reminder=self._reminder() if self.asked.remind else None,
        )

    async def _body(self) -> Agency:
        """A withdrawal goes to whoever was told once, whatever became of the agreement since."""
        body = await agency(self.session, self.linkage.agency_id)
        if body is None or body.district != self.asked.district or not body.active:
            raise for_good("agency_unknown")
        if self.asked.withdraw:
            return body
        if await hides(self.session, body.agency_id, self.asked.case_id):
            raise for_good("agency_unknown")
        if not body.agreed_on(self.today):
            raise for_good("agreement_ended")
        return body

    async def _endpoint(self, body: Agency) -> Endpoint:
        keys = (await secrets(self.session, self.keyring, body.agency_id)).signing
        connected = bool(body.mail) if self.linkage.channel is PartnerChannel.MAIL else True
        if self.linkage.channel in SIGNED:
            connected = bool(keys and body.endpoint) or self._fetches(body)
        if not connected:
            raise for_good("agency_not_connected")
        if body.gone_at is not None and self.linkage.channel in SIGNED:
            raise for_good("endpoint_gone")
        return Endpoint(
            agency_id=body.agency_id,
            url=body.endpoint,
            secrets=tuple(SecretStr(key) for key in keys),
            hosts=body.hosts,
            timeout=body.timeout,
            mail=body.mail,
        )

    def _fetches(self, body: Agency) -> bool:
        """A body without a FHIR server of its own comes for its referrals to our pages."""
        return self.linkage.channel is PartnerChannel.FHIR and not body.endpoint

    async def _referral(self, body: Agency) -> Referral:
        """The same for every repeat: nothing in it depends on when it is sent."""
        linkage, calendar = self.linkage, self.policy.calendar
        return Referral(
            effect_id=self.asked.effect_id,
            linkage_id=linkage.linkage_id,
            agency_id=linkage.agency_id,
            service=linkage.service,
            need=linkage.need.area,
            urgent=linkage.urgent,
            requested_at=linkage.requested_at,
            answer_by=self._answer_by(calendar),
            people=await self._people(body),
            contact=self.contact,
        )

    def _reminder(self) -> Reminder:
        return Reminder(
            effect_id=self.asked.effect_id,
            linkage_id=self.linkage.linkage_id,
            agency_id=self.linkage.agency_id,
            status=self.asked.status,
            answer_by=self._answer_by(self.policy.calendar),
        )

    def _answer_by(self, calendar: Any) -> date:
        return local_date(
            due(self.linkage.requested_at, self.linkage.answer_term, calendar), calendar
        )

    async def _people(self, body: Agency) -> tuple[ReferredPerson, ...]:
        case = self.case
        home = await household(self.session, self.keyring, HouseholdId(case.household_id))
        known = {member.member_id: member for member in home.members} if home else {}
        groups = await told_groups(self.session, body, case, self.linkage, self.today, self.policy)
        if not groups or any(member not in known for member in groups):
            raise for_good("household_erased")
        apart = case.address_protected or await is_protected(self.session, case.household_id)
        told = [member for member in groups if groups[member]]
        if not told:
            raise for_good("consent_missing")
        return tuple(referred(known[member], groups[member], apart) for member in told)


async def gather(session: Any, keyring: Keyring, contact: str, asked: ReferralToSend) -> Outgoing:
    case = await snapshot(session, keyring, whole_district(asked), asked.case_id)
    linkage = linkage_of(case, asked)
    if case is None or linkage is None:
        raise NotStoredYet
    if not asked.withdraw and not linkage.status.is_open:
        raise for_good("linkage_closed")
    policy = resolve(asked.district).case_policy
    return await Gathering(session, keyring, contact, asked, case, linkage, policy).all()


def referred(
    member: MemberDetails, groups: frozenset[DataGroup], address_protected: bool
) -> ReferredPerson:
    """A protected address stays with us: the body meets through the contact (SR-17)."""
    named = DataGroup.IDENTITY in groups
    born = member.birth_date.year if member.birth_date else None
    phone = DataGroup.PHONE in groups and not address_protected
    address = DataGroup.ADDRESS in groups and not address_protected
    return ReferredPerson(
        name=member.name if named else None,
        birth_year=born if named else None,
        phone=member.phone if phone else None,
        address=member.address if address else None,
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
