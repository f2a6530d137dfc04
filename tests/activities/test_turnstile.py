"""A body that hangs, fails or is paused holds up nobody but itself (F08, F09, L12)."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from activities.turnstile import AT_ONCE, LONGEST_REST, NotNow, Turnstile
from care.model.codes import PartnerChannel
from care.model.ids import AgencyId, PersonId
from partners.channel import TransportError
from store import agencies, agency_health
from store.agencies import agency
from store.agency_health import Health, health
from store.database import Database
from store.keyring import Keyring
from tests.activities.conftest import DISTRICT, Remembering, body
from tests.activities.scene import CONTACT, NOW, Scene
from tests.workflows.acts import AGENCY, LINKAGE

BODY = Health(AgencyId("a-1"))
FAILING = Health(AgencyId("a-1"), failing_since=NOW, tries=2)
TIMEOUT = TransportError("timeout", permanent=False, unsure=True)


@pytest.fixture
def scene(database: Database, keyring: Keyring, channel: Remembering) -> Scene:
    return Scene(database, keyring, channel)


def gate() -> Turnstile:
    """Without chance."""
    return Turnstile(lambda low, high: (low + high) / 2)


async def fail(turnstile: Turnstile, of: Health = BODY, error: TransportError = TIMEOUT) -> None:
    with pytest.raises(TransportError):
        async with turnstile.through(of, NOW):
            raise error


@pytest.mark.parametrize(("known", "room"), [(BODY, AT_ONCE), (FAILING, 1)])
async def test_f08_few_are_under_way_to_one_body_and_one_while_it_fails(
    known: Health, room: int
) -> None:
    turnstile, hangs = gate(), asyncio.Event()

    async def hang() -> None:
        async with turnstile.through(known, NOW):
            await hangs.wait()

    inside = [asyncio.create_task(hang()) for _ in range(room)]
    await asyncio.sleep(0)
    with pytest.raises(NotNow) as turned_away:
        async with turnstile.through(known, NOW):
            raise AssertionError("one too many")
    assert turned_away.value.code == "body_busy"
    async with turnstile.through(Health(AgencyId("a-2")), NOW):
        hangs.set()
    await asyncio.gather(*inside)


async def test_f08_after_three_failures_nobody_tries_for_half_a_minute() -> None:
    turnstile = gate()
    for _ in range(2):
        await fail(turnstile)
        assert await turnstile.rest(BODY, TIMEOUT, NOW) is None
    await fail(turnstile)
    assert await turnstile.rest(FAILING, TIMEOUT, NOW) == NOW + timedelta(seconds=30)
    with pytest.raises(NotNow) as turned_away:
        async with turnstile.through(BODY, NOW):
            raise AssertionError("the breaker is open")
    assert turned_away.value.code == "body_resting"


async def test_what_a_body_refuses_for_good_says_that_it_is_well() -> None:
    turnstile = gate()
    for _ in range(5):
        await fail(turnstile, error=TransportError("http_400", permanent=True))
    async with turnstile.through(BODY, NOW):
        pass


@pytest.mark.parametrize(
    ("failing", "rest"),
    [
        (timedelta(minutes=1), timedelta(seconds=30)),
        (timedelta(minutes=50), timedelta(minutes=5)),
        (timedelta(days=3), LONGEST_REST),
    ],
)
async def test_the_longer_a_body_fails_the_longer_it_is_left_alone(
    failing: timedelta, rest: timedelta
) -> None:
    turnstile = gate()
    for _ in range(3):
        await fail(turnstile)
    since = Health(AgencyId("a-1"), failing_since=NOW - failing, tries=9)
    assert await turnstile.rest(since, TIMEOUT, NOW) == NOW + rest


@pytest.mark.parametrize(
    ("attempts", "tried_for", "pause"),
    [(1, 0, 5), (2, 5, 10), (3, 15, 20), (5, 75, 60), (9, 3600, 360), (40, 360_000, 3600)],
)
def test_f09_pauses_double_up_to_a_tenth_of_the_time_it_is_tried_already(
    attempts: int, tried_for: int, pause: int
) -> None:
    since = NOW - timedelta(seconds=tried_for)
    assert gate().pause(attempts, since, NOW) == timedelta(seconds=pause)


async def test_f09_all_wait_as_long_as_a_body_asks_for(scene: Scene) -> None:
    await scene.stand()
    later = timedelta(minutes=7)
    scene.channel.fails = [TransportError("http_429", permanent=False, retry_after=later)]
    assert (await scene.fails()).next_retry_delay == later
    other = await scene.fails("linkage-1:2")
    assert other.type == "body_resting"
    assert other.next_retry_delay is not None
    assert timedelta(minutes=6) < other.next_retry_delay < timedelta(minutes=9)
    assert scene.channel.sent == []


async def test_f08_another_worker_sees_in_the_store_that_a_body_rests(scene: Scene) -> None:
    await scene.stand()
    now = datetime.now(UTC)
    async with scene.database.write() as session:
        until = now + timedelta(minutes=3)
        await agency_health.note_failed(session, AGENCY, DISTRICT, "timeout", now, open_until=until)
    assert (await scene.fails()).type == "body_resting"
    async with scene.database.write() as session:
        await agency_health.note_reached(session, AGENCY, DISTRICT, now)
    assert (await scene.send()).delivered


async def test_f08_what_fails_and_heals_is_told_with_since_when_and_how_often(
    scene: Scene,
) -> None:
    await scene.stand()
    scene.channel.fails = [TIMEOUT, TransportError("http_502", permanent=False)]
    await scene.fails()
    await scene.fails()
    async with scene.database.of(DISTRICT).read() as session:
        ill = await health(session, AGENCY)
        [queue] = (await agency_health.queues(session, DISTRICT)).values()
    assert (ill.tries, ill.code) == (2, "http_502")
    assert ill.failing_since is not None
    assert queue.length == 1
    assert queue.next_at is not None
    await scene.send()
    async with scene.database.of(DISTRICT).read() as session:
        well = await health(session, AGENCY)
        assert await agency_health.queues(session, DISTRICT) == {}
    assert (well.failing_since, well.tries) == (None, 0)


async def test_f09_an_endpoint_that_is_gone_gets_nothing_more_until_somebody_looks(
    scene: Scene,
) -> None:
    await scene.stand()
    scene.channel.fails = [TransportError("http_410", permanent=True)]
    assert (await scene.fails()).non_retryable
    assert (await scene.fails("linkage-1:2")).type == "endpoint_gone"
    async with scene.database.of(DISTRICT).read() as session:
        known = await agency(session, AGENCY)
    assert known is not None
    assert known.gone_at is not None
    await scene.keep(body())
    assert (await scene.send("linkage-1:3")).delivered


async def test_a_paused_body_waits_and_still_hears_what_is_taken_back(scene: Scene) -> None:
    await scene.stand()
    async with scene.database.write() as session:
        await agencies.pause(session, scene.keyring, AGENCY, PersonId("p-1"), "점검 중", NOW)
    waits = await scene.fails()
    assert (waits.type, waits.non_retryable) == ("agency_paused", False)
    assert (await scene.send("linkage-1:w", withdraw=True)).delivered
    assert scene.channel.withdrawn == [LINKAGE]
    async with scene.database.write() as session:
        await agencies.resume(session, AGENCY)
    assert (await scene.send()).delivered


async def test_a_reminder_names_nobody_and_goes_as_often_as_it_is_ordered(scene: Scene) -> None:
    await scene.stand()
    await scene.send("linkage-1:remind:1", remind=True)
    await scene.send("linkage-1:remind:2", remind=True, status=True)
    first, second = scene.channel.reminded
    assert (first.linkage_id, first.status, second.status) == (LINKAGE, False, True)
    assert scene.channel.sent == []


async def test_a_letter_carries_a_link_that_is_the_same_in_every_repeat(scene: Scene) -> None:
    scene.sender._channels = {PartnerChannel.MAIL: scene.channel}
    await scene.stand(channel=PartnerChannel.MAIL)
    assert (await scene.fails()).type == "agency_not_connected"
    await scene.keep(body(mail="desk@agency.example"))
    scene.channel.lost = 1
    await scene.fails()
    await scene.send()
    first, second = scene.channel.endpoints
    assert first.link is not None
    assert first == second
    assert first.link.get_secret_value().startswith(f"{CONTACT}/r/")


async def test_l12_half_of_the_bodies_black_holed_take_no_place_from_the_others() -> None:
    """Twenty bodies, ten of them silent, thirty referrals each, and a worker of 120 places."""
    turnstile, places = gate(), asyncio.Semaphore(120)
    loop, waited, turned_away = asyncio.get_running_loop(), [], []

    async def refer(body: Health, *, silent: bool) -> None:
        begun = loop.time()
        async with places:
            try:
                async with turnstile.through(body, NOW):
                    await asyncio.sleep(0.5 if silent else 0.001)
                    if silent:
                        raise TIMEOUT
                    waited.append(loop.time() - begun)
            except (NotNow, TransportError) as no:
                turned_away.append(no)

    silent = [refer(Health(AgencyId(f"s-{n}")), silent=True) for n in range(10) for _ in range(30)]
    hanging = [asyncio.create_task(one) for one in silent]
    await asyncio.sleep(0.01)
    assert len(turned_away) == len(silent) - 10 * AT_ONCE
    for _ in range(30):
        good = [refer(Health(AgencyId(f"g-{n}")), silent=False) for n in range(10)]
        await asyncio.gather(*good)
    assert len(waited) == 300
    assert sorted(waited)[285] < 0.2
    await asyncio.gather(*hanging)
