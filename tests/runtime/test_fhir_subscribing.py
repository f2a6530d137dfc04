"""We subscribe at a body's FHIR server; its notification makes the next look come at once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from fastapi import FastAPI, Request, Response
from fhir.resources.R4B.subscription import Subscription
from pydantic import SecretStr

from care.messages.served import LOOK_HEADER
from care.model.codes import PartnerAnswer
from partners.channel import Endpoint, TransportError
from partners.fhir.channel import FhirChannel
from runtime.fhir_subscribing import EVERY, LIFE, Subscribing
from runtime.fhir_watch import FhirWatch
from store import fhir_subscriptions
from store.fhir_polls import PAUSE
from tests.runtime.test_fhir_watch import BODY, House, house, says
from tests.serving import serving

__all__ = ["house"]
AGENCY = BODY.agency_id


class Door:
    """Our door as the body's server finds it, believing by the store."""

    def __init__(self, house: House) -> None:
        self.house, self.secrets, self.bodies = house, [], []  # type: ignore[var-annotated]
        self.app = FastAPI()

        @self.app.post("/fhir/{agency}/look")
        async def look(agency: str, request: Request) -> Response:
            self.secrets.append(request.headers.get(LOOK_HEADER, ""))
            self.bodies.append(await request.body())
            async with house.database.write() as session:
                if await self.believed(self.secrets[-1]):
                    await fhir_subscriptions.told(session, BODY.agency_id, house.now)
            return Response()

    async def believed(self, secret: str) -> bool:
        async with self.house.database.read() as session:
            return await fhir_subscriptions.believes(session, AGENCY, secret, self.house.now)

    async def heard(self) -> str:
        """Waits for what the body's server is about to say."""
        for one in tuple(self.house.bodies._working):
            await one
        return str(self.secrets[-1])


@pytest_asyncio.fixture
async def door(house: House) -> AsyncIterator[Door]:
    made = Door(house)
    async with serving(made.app) as base:
        subscribing = Subscribing(house.database, base, lambda: house.now)
        every = timedelta(hours=12)
        clock = lambda: house.now  # noqa: E731 — read anew each time
        house.watch = FhirWatch(
            house.database, house.keyring, house.channel, every, clock, subscribing
        )
        await house.settle()
        yield made


def there(house: House) -> list[dict[str, Any]]:
    return list(house.bodies.of(AGENCY, "Subscription").values())


async def known(house: House) -> fhir_subscriptions.Subscription:
    async with house.database.read() as session:
        found = await fhir_subscriptions.subscription_of(session, AGENCY)
    assert found is not None
    return found


async def test_the_first_look_subscribes_for_our_tasks_without_any_content(
    house: House, door: Door
) -> None:
    await house.look()
    [made] = there(house)
    Subscription.model_validate(made)
    assert made["criteria"] == "Task?identifier=https://hamkke.example.kr/fhir/referral|"
    assert (made["channel"]["type"], "payload" in made["channel"]) == ("rest-hook", False)
    assert made["channel"]["endpoint"].endswith(f"/fhir/{AGENCY}/look")
    assert (await known(house)).is_on
    await house.look()
    assert len(there(house)) == 1


async def test_a_notification_brings_the_answer_at_the_next_look(house: House, door: Door) -> None:
    task = await house.asked("000001")
    await house.look()
    house.now += timedelta(minutes=5)
    assert await house.watch.look() == 0
    house.bodies.answer(AGENCY, task, says(PartnerAnswer.ACCEPTED))
    assert await house.watch.look() == 0
    assert await door.believed(await door.heard())
    assert door.bodies == [b""]
    assert [await house.watch.look() for _ in range(2)] == [1, 0]


async def test_however_often_a_body_says_so_it_is_looked_at_no_more_than_that(
    house: House, door: Door
) -> None:
    task = await house.asked("000001")
    await house.look()
    house.bodies.answer(AGENCY, task, says(PartnerAnswer.ACCEPTED))
    await door.heard()
    house.now += PAUSE - timedelta(seconds=1)
    assert await house.watch.look() == 0
    house.now += timedelta(seconds=1)
    assert await house.watch.look() == 1


@pytest.mark.parametrize("state", ["off", "error", "gone", "expiring"])
async def test_one_that_was_switched_off_or_ends_is_renewed_with_a_new_secret(
    house: House, door: Door, state: str
) -> None:
    task = await house.asked("000001")
    await house.look()
    [before] = there(house)
    kept = house.bodies.of(AGENCY, "Subscription")
    if state == "gone":
        kept.clear()
    elif state == "expiring":
        soon = datetime.now(UTC) + timedelta(days=2)
        kept[before["id"]] = before | {"end": soon.isoformat()}
    else:
        kept[before["id"]] = before | {"status": state}
    house.now += timedelta(hours=13)
    await house.watch.look()
    [after] = there(house)
    assert after["status"] == "active"
    assert after["channel"]["header"] != before["channel"]["header"]
    old = before["channel"]["header"][0].partition(": ")[2]
    assert await door.believed(old)
    house.bodies.answer(AGENCY, task, says(PartnerAnswer.ACCEPTED))
    assert await door.believed(await door.heard())
    house.now += timedelta(days=1)
    assert not await door.believed(old)


async def test_it_is_renewed_before_its_end_by_our_own_record(house: House, door: Door) -> None:
    await house.look()
    [before] = there(house)
    house.now += LIFE - timedelta(days=6)
    await house.watch.look()
    [after] = there(house)
    assert (after["id"], after["end"] > before["end"]) == (before["id"], True)


async def test_a_server_without_subscriptions_is_polled_and_asked_again_a_day_later(
    house: House, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    async def refused(*_given: object) -> str:
        tries.append(house.now)
        raise TransportError("http_404", permanent=True)

    monkeypatch.setattr("partners.fhir.channel.FhirServer.lay", refused)
    task = await house.asked("000001")
    await house.look()
    assert (await known(house)).code == "refused_http_404"
    house.bodies.answer(AGENCY, task, says(PartnerAnswer.ACCEPTED))
    house.now += timedelta(hours=12)
    assert await house.watch.look() == 1
    assert len(tries) == 1
    house.now += timedelta(hours=13)
    await house.watch.look()
    assert len(tries) == 2


async def test_a_body_that_moved_to_another_server_is_subscribed_there(
    house: House, door: Door
) -> None:
    await house.look()
    await house.settle(endpoint=f"{house.base}/{AGENCY}/fhir/")
    house.bodies.of(AGENCY, "Subscription").clear()
    house.now += EVERY
    await house.watch.look()
    assert len(there(house)) == 1
    assert (await known(house)).base.endswith("/fhir/")


async def test_sr_42_a_subscription_goes_nowhere_but_outside(house: House) -> None:
    """By the same pinned door as everything that leaves."""
    await house.settle()
    guarded = FhirChannel(allow_private=False)
    inside = replace(BODY, endpoint=f"https://127.0.0.1:1/{AGENCY}/fhir")
    secrets = (SecretStr("s" * 32),)
    to = Endpoint(agency_id=AGENCY, url=inside.endpoint, secrets=secrets)
    subscribing = Subscribing(house.database, "https://hamkke.example.kr", lambda: house.now)
    await subscribing.keep(inside, guarded.server(to))
    assert (await known(house)).code == "refused_endpoint_not_public"
    await guarded.aclose()
