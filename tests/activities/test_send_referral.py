"""What leaves the house with a referral, and what never does."""

from datetime import date, timedelta

import pytest
from temporalio.exceptions import ApplicationError

from activities.outgoing import NotStoredYet
from care.model.codes import AgencyKind, ServiceType
from care.model.ids import PersonId
from care.model.service_codes import DataGroup
from partners.channel import TransportError
from store import danger, locations, people
from store.agencies import save_agency
from store.agreements import Agreement, DataClause, keep
from store.danger import Identity, NewDanger
from store.database import Database
from store.deliveries import Delivery, deliveries
from store.keyring import Keyring
from store.people import Person
from tests.activities.conftest import ADDRESS, DISTRICT, NAME, PHONE, Remembering, body
from tests.activities.scene import CONTACT, GIVEN, NOW, Scene
from tests.workflows.acts import AGENCY, LINKAGE


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
    scene.channel.lost = 1
    await scene.fails()
    await scene.send(now=NOW + timedelta(days=3))
    first, second = scene.channel.sent
    assert first == second


async def test_what_is_noted_as_delivered_is_not_sent_again(scene: Scene) -> None:
    await scene.stand()
    first = await scene.send()
    assert await scene.send() == first
    assert len(scene.channel.sent) == 1


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
    assert failed.value.next_retry_delay == (None if permanent else later)
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


async def test_nothing_goes_without_a_consent_that_holds_at_the_moment_of_sending(
    scene: Scene,
) -> None:
    await scene.stand(consent=GIVEN.model_copy(update={"withdrawn_at": NOW}))
    failed = await scene.fails()
    assert (failed.type, failed.non_retryable) == ("consent_missing", True)
    assert scene.channel.sent == []


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ((DataGroup.IDENTITY, DataGroup.NEED), (NAME, None, None)),
        ((DataGroup.PHONE, DataGroup.NEED), (None, PHONE, None)),
        ((DataGroup.NEED,), (None, None, None)),
    ],
)
async def test_only_the_groups_consented_to_leave(
    scene: Scene, groups: tuple[DataGroup, ...], told: tuple[str | None, ...]
) -> None:
    await scene.stand(consent=GIVEN.model_copy(update={"groups": groups}))
    await scene.send()
    [person] = scene.channel.sent[0].people
    assert (person.name, person.phone, person.address) == told
    assert (person.birth_year is None) is (told[0] is None)


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        (None, (NAME, PHONE, None)),
        (DataClause.NONE, (None, None, None)),
        (DataClause.REFERRAL, (NAME, PHONE, ADDRESS)),
    ],
)
async def test_gp_03_a_body_without_an_agreement_gets_less_and_one_by_its_data_clause(
    scene: Scene, clause: DataClause | None, told: tuple[str | None, ...]
) -> None:
    await scene.stand(kind=AgencyKind.WELFARE_CENTRE, service=ServiceType.MEALS)
    await scene.keep(body(kind=AgencyKind.WELFARE_CENTRE))
    if clause is not None:
        async with scene.database.write() as session:
            await keep(session, scene.keyring, agreement(clause))
    await scene.send()
    [person] = scene.channel.sent[0].people
    assert (person.name, person.phone, person.address) == told


def agreement(clause: DataClause) -> Agreement:
    first = date(2026, 1, 1)
    by = PersonId("p-1")
    return Agreement("a-1", DISTRICT, AGENCY, "협약-1", clause, "돌봄", first, None, by, NOW)
