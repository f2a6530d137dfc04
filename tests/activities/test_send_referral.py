"""What leaves the house with a referral, and what never does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.send_referral import NotStoredYet, ReferralSender
from activities.store_step import StepStore
from care.decide.evolve import blank
from care.decide.snapshot import snapshot
from care.decide.step import Stepped, step
from care.messages.envelope import DeliveryResult, Envelope, ReferralToSend, Step
from care.model.case import CaseState
from care.model.codes import PartnerChannel, Role, SubDomain
from care.model.ids import EffectId, HouseholdId, PersonId
from care.model.linkage import Linkage
from care.model.term import Term, Unit
from partners.channel import TransportError
from policies.resolve import resolve
from store import danger, locations, people
from store.agencies import save_agency
from store.danger import Identity, NewDanger
from store.database import Database
from store.deliveries import Delivery, deliveries
from store.keyring import Keyring
from store.people import Person
from tests.activities.conftest import ADDRESS, DISTRICT, NAME, PHONE, Remembering, body, settle_in
from tests.workflows.acts import ACTION, AGENCY, LINKAGE, MEMBER, Desk

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CONTACT = "http://127.0.0.1:8460"


class Scene:
    """One opened case with one linkage in the read model, stored as the worker stores it."""

    def __init__(self, database: Database, keyring: Keyring, channel: Remembering) -> None:
        self.database, self.keyring, self.channel = database, keyring, channel
        self.desk = Desk(None, resolve(DISTRICT).case_policy)  # type: ignore[arg-type]
        self.sender = ReferralSender(
            database, keyring, {PartnerChannel.REST: channel}, contact=CONTACT
        )

    async def stand(self, *, protected: bool = False) -> None:
        state, opened = self._opened(protected)
        household = self._home = state.household_id
        await settle_in(self.database, self.keyring, HouseholdId(household))
        state = state.model_copy(update={"linkages": (linkage(),)})
        written = Step(
            case_id=state.case_id,
            intent=opened.intent,
            events=self.events,
            snapshot=snapshot(state),
        )
        await StepStore(self.database, self.keyring).store_step(written)

    def home(self) -> HouseholdId:
        return self._home

    def _opened(self, protected: bool) -> tuple[CaseState, Envelope]:
        command = self.desk.opening().model_copy(update={"address_protected": protected})
        envelope = self.desk.envelope(command, Role.LOCAL_OFFICE)
        stepped = step(blank(self.desk.start), envelope, NOW)
        assert isinstance(stepped, Stepped)
        self.events = stepped.recorded
        return stepped.state, envelope

    async def send(self, *, withdraw: bool = False, now: datetime = NOW) -> DeliveryResult:
        asked = ReferralToSend(
            case_id=self.desk.case_id,
            district=DISTRICT,
            effect_id=EffectId("linkage-1:1"),
            linkage_id=LINKAGE,
            withdraw=withdraw,
            now=now,
        )
        return await ActivityEnvironment().run(self.sender.send_referral, asked)


def linkage() -> Linkage:
    return Linkage(
        linkage_id=LINKAGE,
        action_id=ACTION,
        agency_id=AGENCY,
        agency_kind=body().kind,
        channel=PartnerChannel.REST,
        service="HOME_VISIT_DOCTOR",  # type: ignore[arg-type]
        need=SubDomain.HEALTH_BODY,
        members=(MEMBER,),
        answer_term=Term(n=5, unit=Unit.BUSINESS_DAYS),
        requested_at=NOW,
        status_at=NOW,
    )


@pytest.fixture
def scene(database: Database, keyring: Keyring, channel: Remembering) -> Scene:
    return Scene(database, keyring, channel)


async def test_the_body_gets_the_person_it_is_asked_for_and_no_id_of_the_case(
    scene: Scene,
) -> None:
    await scene.stand()
    assert (await scene.send()).delivered
    [referral] = scene.channel.sent
    assert [(p.name, p.phone, p.address) for p in referral.people] == [(NAME, PHONE, ADDRESS)]
    assert scene.desk.case_id not in referral.model_dump_json()
    assert referral.answer_by.isoformat() == "2026-03-09"


async def test_a_protected_address_stays_with_us(scene: Scene) -> None:
    await scene.stand(protected=True)
    await scene.send()
    [referral] = scene.channel.sent
    told = referral.model_dump_json()
    assert ADDRESS not in told
    assert PHONE not in told
    assert referral.contact == CONTACT


async def test_a_household_kept_apart_is_protected_whatever_its_newer_case_says(
    scene: Scene,
) -> None:
    await scene.stand()
    async with scene.database.write() as session:
        home = scene.home()
        await locations.protect(session, scene.keyring, home, DISTRICT, NOW)
    await scene.send()
    [referral] = scene.channel.sent
    assert [(p.phone, p.address) for p in referral.people] == [(None, None)]


async def test_a_body_a_danger_person_works_at_is_as_good_as_unknown(scene: Scene) -> None:
    await scene.stand()
    somebody = Person(PersonId("p-there"), "there", DISTRICT, agency_id=AGENCY)
    identity = Identity("강제외", date(1980, 2, 3))
    async with scene.database.write() as session:
        keyring = scene.keyring
        await people.create_person(session, keyring, somebody, "가온", "none", NOW)
        await danger.identify(session, keyring, somebody.person_id, identity, NOW)
        new = NewDanger("d-1", scene.home(), DISTRICT, identity, PersonId("p-lead"), NOW)
        await danger.add_danger(session, keyring, new)
    with pytest.raises(ApplicationError) as refused:
        await scene.send()
    assert refused.value.type == "agency_unknown"
    assert scene.channel.sent == []
    await scene.send(withdraw=True)
    assert scene.channel.withdrawn == [LINKAGE]


async def test_a_repeat_sends_the_very_same_referral(scene: Scene) -> None:
    await scene.stand()
    await scene.send()
    await scene.send(now=NOW + timedelta(days=3))
    first, second = scene.channel.sent
    assert first == second


async def test_a_withdrawal_carries_nothing_of_anybody(scene: Scene) -> None:
    await scene.stand()
    await scene.send(withdraw=True)
    assert scene.channel.withdrawn == [LINKAGE]
    assert scene.channel.sent == []


async def test_a_body_that_left_is_not_asked(scene: Scene) -> None:
    await scene.stand()
    async with scene.database.write() as session:
        await save_agency(session, body(active=False))
    with pytest.raises(ApplicationError) as refused:
        await scene.send()
    assert (refused.value.type, refused.value.non_retryable) == ("agency_unknown", True)


@pytest.mark.parametrize("permanent", [True, False])
async def test_what_the_channel_says_decides_whether_to_try_again(
    scene: Scene, permanent: bool
) -> None:
    await scene.stand()
    later = timedelta(minutes=7)
    scene.channel.fails = [TransportError("http_503", permanent=permanent, retry_after=later)]
    with pytest.raises(ApplicationError) as failed:
        await scene.send()
    assert failed.value.type == "http_503"
    assert failed.value.non_retryable is permanent
    assert failed.value.next_retry_delay == later
    assert NAME not in str(failed.value)


async def test_an_effect_that_is_ahead_of_its_step_waits_for_it(scene: Scene) -> None:
    with pytest.raises(NotStoredYet):
        await scene.send()


async def test_every_attempt_is_noted_for_operators(scene: Scene) -> None:
    await scene.stand()
    scene.channel.fails = [TransportError("http_503", permanent=False, retry_after=None)]
    with pytest.raises(ApplicationError):
        await scene.send()
    [failed] = await noted(scene)
    assert (failed.attempts, failed.code, failed.delivered_at) == (1, "http_503", None)
    await scene.send()
    [sent] = await noted(scene)
    assert (sent.attempts, sent.code) == (2, "http_202")
    assert sent.delivered_at is not None


async def noted(scene: Scene) -> list[Delivery]:
    async with scene.database.of(DISTRICT).read() as session:
        return await deliveries(session, scene.desk.case_id)
