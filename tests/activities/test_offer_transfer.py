"""What goes to another district with an offered case, and what stays."""

from datetime import UTC, datetime

import pytest
from temporalio.testing import ActivityEnvironment

from activities.offer_transfer import NotStoredYet, TransferOffice
from activities.store_step import StepStore
from care.decide.evolve import blank
from care.decide.snapshot import snapshot
from care.decide.step import Stepped, step
from care.messages import commands as c
from care.messages import kin_commands as kc
from care.messages.envelope import DeliveryResult, Step, TransferToOffer
from care.model.case import CaseState
from care.model.codes import (
    CommunicationNeed,
    ConsentMethod,
    ConsentPurpose,
    ContactMode,
    ContactResult,
    IntakeOutcome,
    Relation,
    Role,
)
from care.model.household import Member
from care.model.ids import ConsentId, DistrictCode, EffectId, HouseholdId, MemberId, TextId
from care.model.loop_codes import TransferAnswer
from policies.resolve import resolve
from store import transfers
from store.database import Database
from store.households import MemberDetails, add_member
from store.keyring import Keyring
from store.timeline import keep_policy
from store.transfers import OfferStatus, Packet
from tests.activities.conftest import ADDRESS, DISTRICT, NAME, settle_in
from tests.workflows.acts import MEMBER, PEOPLE, Desk
from tests.workflows.loops import ELSEWHERE, TEXT, TRANSFER

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
AUNT, AUNTS_NAME = MemberId("m-aunt"), "표본나래"


class Sender:
    """A received case that is offered to another district, stored as the worker stores it."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self.database, self.keyring = database, keyring
        self.desk = Desk(None, resolve(DISTRICT).case_policy)  # type: ignore[arg-type]
        self.office = TransferOffice(database, keyring)
        self.state: CaseState = blank(self.desk.start)

    async def act(self, command: c.Command, role: Role) -> None:
        envelope = self.desk.envelope(command, role)
        stepped = step(self.state, envelope, NOW)
        assert isinstance(stepped, Stepped), stepped
        self.state = stepped.state
        written = Step(
            case_id=self.state.case_id,
            intent=envelope.intent,
            events=stepped.recorded,
            snapshot=snapshot(self.state),
        )
        await StepStore(self.database, self.keyring).store_step(written)

    async def stand(self, *, protected: bool = False) -> None:
        opening = self.desk.opening()
        aunt = Member(member_id=AUNT, relation=Relation.OTHER)
        everybody = {"members": (*opening.members, aunt), "address_protected": protected}
        await settle_in(self.database, self.keyring, HouseholdId(opening.household_id))
        async with self.database.of(DISTRICT).write() as session:
            aunts = MemberDetails(AUNT, AUNTS_NAME)
            await add_member(session, self.keyring, opening.household_id, aunts)
            await keep_policy(session, self.desk.policy)
        await self.act(opening.model_copy(update=everybody), Role.LOCAL_OFFICE)
        met = c.RecordContact(mode=ContactMode.VISIT, result=ContactResult.MET, members=(MEMBER,))
        await self.act(met, Role.LOCAL_OFFICE)
        for purpose in (ConsentPurpose.COLLECT_USE, ConsentPurpose.PROVIDE_TO):
            given = c.RecordConsent(
                consent_id=ConsentId(f"consent-{purpose}"),
                member_id=MEMBER,
                purpose=purpose,
                method=ConsentMethod.WRITTEN,
            )
            await self.act(given, Role.LOCAL_OFFICE)
        intake = c.RecordIntake(
            outcome=IntakeOutcome.RECEIVE,
            communication=(CommunicationNeed.LOW_LITERACY,),
            note=TextId("text-secret"),
        )
        await self.act(intake, Role.LOCAL_OFFICE)
        await self.act(c.ReceiveCase(), Role.LOCAL_OFFICE)
        await self.act(c.AssignOwner(owner=PEOPLE[Role.CASE_MANAGER]), Role.TEAM_LEAD)

    async def offer(self, to: DistrictCode = ELSEWHERE) -> DeliveryResult:
        asked = kc.ProposeTransfer(
            transfer_id=TRANSFER, to_district=to, members=(MEMBER,), note=TEXT
        )
        await self.act(asked, Role.CASE_MANAGER)
        decided = kc.DecideTransfer(transfer_id=TRANSFER, approved=True)
        await self.act(decided, Role.COORDINATOR)
        return await self.carry_out()

    async def carry_out(self, withdraw: TransferAnswer | None = None) -> DeliveryResult:
        asked = TransferToOffer(
            case_id=self.desk.case_id,
            district=DISTRICT,
            effect_id=EffectId("transfer-1:1"),
            transfer_id=TRANSFER,
            withdraw=withdraw,
            now=NOW,
        )
        return await ActivityEnvironment().run(self.office.offer_transfer, asked)

    async def packet(self) -> Packet | None:
        async with self.database.of(ELSEWHERE).read() as session:
            found = await transfers.offer(session, TRANSFER)
            assert found is not None
            return await transfers.packet_of(session, self.keyring, found)


@pytest.fixture
def sender(database: Database, keyring: Keyring) -> Sender:
    return Sender(database, keyring)


async def test_the_packet_holds_those_who_consented_and_no_note(sender: Sender) -> None:
    await sender.stand()
    assert (await sender.offer()).delivered
    packet = await sender.packet()
    assert packet is not None
    assert [(one.name, one.address) for one in packet.members] == [(NAME, ADDRESS)]
    assert packet.communication == (CommunicationNeed.LOW_LITERACY,)
    assert {one.member_id for one in packet.consents} == {MEMBER}
    told = packet.model_dump_json()
    assert AUNTS_NAME not in told
    assert "text-" not in told


async def test_a_protected_address_is_not_in_the_packet(sender: Sender) -> None:
    await sender.stand(protected=True)
    await sender.offer()
    packet = await sender.packet()
    assert packet is not None
    assert packet.address_protected
    assert ADDRESS not in packet.model_dump_json()


async def test_a_repeated_effect_lays_the_offer_once(sender: Sender) -> None:
    await sender.stand()
    await sender.offer()
    first = await sender.packet()
    assert (await sender.carry_out()).delivered
    assert await sender.packet() == first


async def test_an_offer_taken_back_cannot_be_read_any_more(sender: Sender) -> None:
    await sender.stand()
    await sender.offer()
    assert (await sender.carry_out(TransferAnswer.WITHDRAWN)).delivered
    assert await sender.packet() is None


async def test_an_offer_accepted_meanwhile_stays_so(sender: Sender) -> None:
    await sender.stand()
    await sender.offer()
    async with sender.database.of(ELSEWHERE).write() as session:
        by = PEOPLE[Role.COORDINATOR]
        assert await transfers.accept_offer(session, TRANSFER, sender.desk.case_id, by, NOW)
    result = await sender.carry_out(TransferAnswer.EXPIRED)
    assert (result.delivered, result.code) == (False, "transfer_accepted")
    async with sender.database.of(ELSEWHERE).read() as session:
        found = await transfers.offer(session, TRANSFER)
    assert found is not None
    assert found.status is OfferStatus.ACCEPTED


async def test_a_district_nobody_knows_is_never_offered_anything(sender: Sender) -> None:
    await sender.stand()
    result = await sender.offer(DistrictCode("99999"))
    assert (result.delivered, result.code) == (False, "district_unknown")


async def test_an_offer_ahead_of_its_step_waits_for_it(sender: Sender) -> None:
    with pytest.raises(NotStoredYet):
        await sender.carry_out()
