"""Two districts, every role in each, cases at several stages; whatever is personal is a canary."""

import base64
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession

from care.messages import commands as c
from care.messages.envelope import Envelope, Receipt
from care.model import ids
from care.model.codes import (
    AgencyKind,
    ConferenceKind,
    ConsentMethod,
    ConsentPurpose,
    ContactMode,
    ContactResult,
    DiscoveryChannel,
    LawfulBasis,
    PartnerChannel,
    Relation,
    Role,
    SubDomain,
)
from care.model.household import Member
from care.model.loop_codes import AgendaPurpose
from care.model.plan import CarePlan
from policies.resolve import resolve
from runtime.sandbox import SCRIPTS, Shared
from store import (
    agencies,
    agendas,
    conferences,
    households,
    housing,
    people,
    sessions,
    texts,
    transfers,
)
from store.agencies import Direction
from store.conferences import Conference
from store.households import MemberDetails
from store.housing import HousingOffer, UnitState, Waiting, WaitStatus
from store.people import Person
from tests.security.canaries import Canaries
from tests.security.discovered import Discovered, Discovering
from tests.security.furnished import (
    Held,
    furnish,
    hold,
    linked_by_letter,
    listed,
    neighbour,
    take_back,
)
from tests.security.governance import Governed, Governing
from tests.security.stack import Stack
from tests.workflows.acts import ACTION, Desk

GIMPO, GWANGJIN = ids.DistrictCode("41570"), ids.DistrictCode("11215")
DISTRICTS = (GIMPO, GWANGJIN)
OFFICE, OTHER_OFFICE = ids.OfficeCode("sodam-dong"), ids.OfficeCode("handeul-eup")
ROLES = tuple(role for role in Role if role is not Role.SYSTEM)
IN_OFFICE = frozenset({Role.LOCAL_OFFICE, Role.TEAM_LEAD})
LIFETIME = timedelta(days=2)


class Household(Desk):
    """A desk whose household, people and body are those of its own district."""

    def __init__(self, stack: Stack, district: ids.DistrictCode, number: int) -> None:
        super().__init__(stack.cases, resolve(district).case_policy)
        self.stack, self.district = stack, district
        letters = "abcdefghijklmnopqrstuvwxyz234567"
        unique = "".join(secrets.choice(letters) for _ in range(16))
        self.case_id = ids.CaseId(f"{district}-{unique}")
        self.number, self.office = number, OFFICE
        self.canaries, self.strangers = Canaries.new(number), Canaries.new(number + 5000)
        self.linkage = ids.LinkageId(f"linkage-{unique}")
        self.member = ids.MemberId(f"member-{unique}")
        self.child = ids.MemberId(f"child-{unique}")
        self.body = agency_of(district)
        self.conference = ids.ConferenceId(f"conference-{unique}")
        self.transfer = ids.TransferId(f"transfer-{unique}")
        self.decision = 0
        self.unit, self.home_offer = str(100 + number), f"home-{unique}"
        self.withdrawn = ids.LinkageId(f"withdrawn-{unique}")
        self.pledge, self.support = ids.PledgeId(f"pledge-{unique}"), ids.SupportId(f"tie-{unique}")
        self.concern = ids.ConcernId(f"concern-{unique}")

    def envelope(self, command: c.Command, role: Role, intent: str = "") -> Envelope:
        made = super().envelope(command, role, intent)
        actor = made.actor.model_copy(update={"person": person_of(self.district, role)})
        return made.model_copy(update={"actor": actor})

    def opening(self) -> c.OpenCase:
        return c.OpenCase(
            case_number=ids.CaseNumber(f"{self.policy.number_prefix}-2026-{self.number:05d}"),
            office=self.office,
            household_id=ids.HouseholdId(f"home-{self.case_id}"),
            channel=DiscoveryChannel.REPORT,
            members=(
                Member(member_id=self.member, relation=Relation.CLIENT, birth_year=1958),
                Member(member_id=self.child, relation=Relation.CHILD, birth_year=2014),
            ),
            note=ids.TextId("text-1"),
        )

    async def consent(self, purpose: ConsentPurpose, consent_id: str) -> Receipt:
        command = c.RecordConsent(
            consent_id=ids.ConsentId(consent_id),
            member_id=self.member,
            purpose=purpose,
            method=ConsentMethod.WRITTEN,
        )
        return await self.act(command, Role.LOCAL_OFFICE)

    async def meet(self) -> Receipt:
        command = c.RecordContact(
            mode=ContactMode.VISIT,
            result=ContactResult.MET,
            members=(self.member,),
            note=ids.TextId("text-1"),
        )
        return await self.act(command, Role.LOCAL_OFFICE)

    async def assess(self) -> Receipt:
        scores = {sub: 1 for sub in SubDomain} | {SubDomain.HEALTH_BODY: 2}
        command = c.RecordAssessment(
            form=self.policy.assessment_form,
            scores=scores,
            members=(self.member, self.child),
            complete=True,
        )
        return await self.act(command, Role.CASE_MANAGER)

    async def assign(self) -> Receipt:
        owner = person_of(self.district, Role.CASE_MANAGER)
        return await self.act(c.AssignOwner(owner=owner), Role.TEAM_LEAD)

    def plan(self, version: int = 1) -> CarePlan:
        plan = super().plan(version)
        [action] = plan.actions
        own = action.model_copy(update={"members": (self.member,), "agency_id": self.body})
        return plan.model_copy(update={"actions": (own,)})

    async def agree(self) -> Receipt:
        command = c.RecordPlanAgreement(
            version=1, member_id=self.member, method=ConsentMethod.WRITTEN
        )
        return await self.act(command, Role.CASE_MANAGER)

    async def request(self, linkage: ids.LinkageId | None = None) -> Receipt:
        command = c.RequestLinkage(
            linkage_id=linkage or self.linkage,
            action_id=ACTION,
            agency_id=self.body,
            agency_kind=AgencyKind.PUBLIC_AGENCY,
            channel=PartnerChannel.REST,
            members=(self.member,),
            basis=LawfulBasis.PUBLIC_MINIMUM,
        )
        return await self.act(command, Role.CASE_MANAGER)

    async def keep(self) -> None:
        """Names and texts go to the store, sealed, before the case is told their ids."""
        canaries, home = self.canaries, ids.HouseholdId(f"home-{self.case_id}")
        now, keyring = datetime.now(UTC), self.stack.keyring
        author = person_of(self.district, Role.CASE_MANAGER)
        async with self.stack.database.for_all().write() as session:
            await households.new_household(session, home, self.district, self.office, now)
            for member_id, name in ((self.member, canaries.name), (self.child, canaries.child)):
                details = MemberDetails(
                    member_id=member_id,
                    name=name,
                    phone=canaries.phone,
                    address=canaries.address,
                )
                await households.add_member(session, keyring, home, details)
            written = (("text-1", canaries.text), ("text-minutes", canaries.minutes))
            for text_id, text in written:
                await texts.save_text(
                    session, keyring, self.case_id, ids.TextId(text_id), text, author, now
                )
            await self._confer(session, now)
            await self._be_offered(session, now)
            await self._be_housed(session, now)

    async def _confer(self, session: AsyncSession, now: datetime) -> None:
        """A conference of the office that will speak of this case."""
        meeting = self.meeting(now)
        await conferences.call_conference(session, self.stack.keyring, meeting)
        await agendas.put_on_agenda(session, meeting, self.agenda())

    def meeting(self, now: datetime) -> Conference:
        return Conference(
            conference_id=self.conference,
            district=self.district,
            kind=ConferenceKind.INTERNAL,
            held_on=now,
            called_by=person_of(self.district, Role.COORDINATOR),
            created_at=now,
            area=self.office,
        )

    def agenda(self) -> tuple[agendas.Proposed, ...]:
        return (agendas.Proposed(self.case_id, AgendaPurpose.SELECT),)

    async def _be_offered(self, session: AsyncSession, now: datetime) -> None:
        """A household of another district that somebody offers to hand over to this one."""
        away = GWANGJIN if self.district == GIMPO else GIMPO
        offer = transfers.Offer(
            transfer_id=self.transfer,
            from_district=away,
            to_district=self.district,
            from_case=ids.CaseId(f"{away}-offered{self.transfer[-8:]}"),
            lineage=ids.CaseId(f"{away}-offered{self.transfer[-8:]}"),
            episode=2,
            status=transfers.OfferStatus.OFFERED,
            offered_at=now,
            due=now + LIFETIME,
            answered_at=None,
            answered_by=None,
            successor=None,
        )
        member = transfers.PacketMember(
            member_id=self.member,
            relation=Relation.CLIENT,
            name=self.strangers.name,
            phone=self.strangers.phone,
            address=self.strangers.address,
        )
        packet = transfers.Packet(case_number="T-1", contact="", members=(member,))
        await transfers.lay_offer(session, self.stack.keyring, offer, packet)

    async def _be_housed(self, session: AsyncSession, now: datetime) -> None:
        """A care-safe home is offered to this household."""
        asked = Waiting(0, self.case_id, False, None, now, WaitStatus.WAITING)
        await housing.ask_for_home(session, self.district, asked)
        await housing.add_units(session, self.district, [self.unit], now)
        for state in (UnitState.REPAIRING, UnitState.READY):
            await housing.move_unit(session, self.district, self.unit, state, now)
        made = HousingOffer(
            offer_id=self.home_offer,
            district=self.district,
            unit=self.unit,
            case_id=self.case_id,
            offered_at=now,
            offered_by=person_of(self.district, Role.COORDINATOR),
            expires_at=now + LIFETIME,
        )
        await housing.offer_home(session, made)

    async def to_discovery(self) -> None:
        await self.keep()
        await self.open()

    async def to_submission(self) -> None:
        await self.to_discovery()
        for reach in (self.meet, self.receive, self.assign, self.assess, self.confer, self.submit):
            await reach()

    async def to_linked(self) -> None:
        await self.to_submission()
        self.decision = (await self.cases.state(self.case_id)).revision + 1
        await self.approve()
        await self.agree()
        await take_back(self)
        await self.request()
        await self.settled()
        await furnish(self)


def person_of(district: str, role: Role) -> ids.PersonId:
    return ids.PersonId(f"{district}-{role.lower()}")


def agency_of(district: str, name: str = "clinic") -> ids.AgencyId:
    return ids.AgencyId(f"{name}-{district}")


@dataclass
class Population:
    stack: Stack
    tokens: dict[tuple[str, Role], str] = field(default_factory=dict)
    homes: dict[tuple[str, str], Household] = field(default_factory=dict)
    governed: dict[str, Governed] = field(default_factory=dict)
    discovered: dict[str, Discovered] = field(default_factory=dict)
    held: dict[str, Held] = field(default_factory=dict)
    """By body."""
    letters: dict[str, str] = field(default_factory=dict)
    """By district: the link of the letter at its linked household."""
    neighbours: dict[str, str] = field(default_factory=dict)
    """By district: the session of who works at the body that was asked for nothing."""

    def token(self, district: str, role: Role) -> str:
        return self.tokens[district, role]

    def home(self, district: str, stage: str) -> Household:
        return self.homes[district, stage]

    @property
    def canaries(self) -> dict[str, Canaries]:
        """By what a record of being shown them names: a case, an offer of one, who was found."""
        own = {str(home.case_id): home.canaries for home in self.homes.values()}
        own |= {str(home.transfer): home.strangers for home in self.homes.values()}
        for one in self.discovered.values():
            own |= one.known | {one.named["receipt"]: one.reporter}
        return own

    async def settle(self) -> None:
        for district in DISTRICTS:
            await self._staff(district)
            await self._bodies(district)
            self.neighbours[district] = await neighbour(self.stack, district, LIFETIME)
        stages = (
            ("new", OFFICE),
            ("elsewhere", OTHER_OFFICE),
            ("plan", OFFICE),
            ("linked", OFFICE),
        )
        number = 0
        for district in DISTRICTS:
            for stage, office in stages:
                number += 1
                home = self.homes[district, stage] = Household(self.stack, district, number)
                home.office = office
                await REACH[stage](home)
        for district in DISTRICTS:
            home, until = self.homes[district, "linked"], datetime.now(UTC) + LIFETIME
            kept = listed(self.stack, home.body)
            self.letters[district] = await linked_by_letter(self.stack, home, kept, until)
        for number, district in enumerate(DISTRICTS):
            tag = Canaries.new(9000 + number).tag
            made = Governing(self.stack, agency_of(district), tag, person_of)
            self.governed[district] = await made.all()
            found = Discovering(self.stack, district, OFFICE, person_of)
            about = self.homes[district, "linked"].case_id
            self.discovered[district] = await found.all(about, tag)

    async def new_home(self, district: ids.DistrictCode, stage: str) -> Household:
        """One more, for a test that changes it."""
        home = Household(self.stack, district, len(self.homes) + 1)
        self.homes[district, f"{stage}-{home.case_id}"] = home
        await REACH[stage](home)
        return home

    async def _staff(self, district: ids.DistrictCode) -> None:
        now = datetime.now(UTC)
        async with self.stack.database.for_all().write() as session:
            for role in ROLES:
                person = Person(
                    person_id=person_of(district, role),
                    login=f"{district}.{role.lower()}",
                    district=district,
                    office=OFFICE if role in IN_OFFICE else None,
                    agency_id=agency_of(district) if role is Role.PARTNER_WORKER else None,
                    roles=frozenset({role}),
                )
                name = f"가온{role.name[:2]}"
                await people.create_person(
                    session, self.stack.keyring, person, name, "no password", now
                )
                self.tokens[district, role] = await sessions.create(
                    session, person.person_id, now, LIFETIME
                )

    async def _bodies(self, district: ids.DistrictCode) -> None:
        for name in ("clinic", "centre"):
            body = agency_of(district, name)
            self.stack.sandbox.scripts[body] = SCRIPTS["silent"]
            await self._body(district, body)

    async def _body(self, district: ids.DistrictCode, body: ids.AgencyId) -> None:
        now, keyring = datetime.now(UTC), self.stack.keyring
        hears, speaks = new_secret(), new_secret()
        self.stack.agreed[body] = Shared(hears=SecretStr(hears), speaks=SecretStr(speaks))
        kept = listed(self.stack, body)
        async with self.stack.database.for_all().write() as session:
            await agencies.save_agency(session, kept)
            for direction, secret in ((Direction.SENDING, hears), (Direction.RECEIVING, speaks)):
                await agencies.add_secret(session, keyring, body, direction, secret, now)
        by = person_of(district, Role.COORDINATOR)
        self.held[body] = await hold(self.stack, kept, by)


def new_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"


REACH = {
    "new": Household.to_discovery,
    "elsewhere": Household.to_discovery,
    "plan": Household.to_submission,
    "linked": Household.to_linked,
}
