"""A referral reaches a body over real HTTP, with one key over all attempts and identical bytes."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
import pytest_asyncio
from pydantic import SecretStr

from care.model.codes import NeedArea, ServiceType
from care.model.ids import AgencyId, EffectId, LinkageId
from partners.channel import Endpoint, Referral, ReferredPerson, TransportError
from partners.rest.channel import RestChannel
from runtime.sandbox import SCRIPTS, Sandbox, Script, Shared, create_sandbox_app
from tests.serving import serving

SECRET = SecretStr("whsec_" + "s" * 32)
AGENCY = AgencyId("haengbok-centre")


def a_referral() -> Referral:
    return Referral(
        effect_id=EffectId("k-000001:1"),
        linkage_id=LinkageId("k-000001"),
        agency_id=AGENCY,
        service=ServiceType.MEALS,
        need=NeedArea.DAILY_LIVING,
        urgent=False,
        requested_at=datetime(2026, 3, 2, 1, tzinfo=UTC),
        answer_by=date(2026, 3, 9),
        people=(ReferredPerson(name="가상인", birth_year=1950, address=None),),
        contact="031-000-0000",
    )


async def agreed(agency: str) -> Shared | None:
    return Shared(hears=SECRET, speaks=SECRET) if agency == AGENCY else None


@pytest_asyncio.fixture
async def sandbox() -> AsyncIterator[tuple[Sandbox, str]]:
    sandbox = Sandbox("http://127.0.0.1:1", agreed)
    sandbox.scripts[AGENCY] = SCRIPTS["silent"]
    async with serving(create_sandbox_app(sandbox)) as base:
        yield sandbox, f"{base}/{AGENCY}"


@pytest_asyncio.fixture
async def channel() -> AsyncIterator[RestChannel]:
    channel = RestChannel(allow_private=True)
    yield channel
    await channel.aclose()


def endpoint(url: str, secret: SecretStr = SECRET) -> Endpoint:
    return Endpoint(agency_id=AGENCY, url=url, secrets=(secret,))


async def test_a_referral_arrives_signed_and_with_only_what_is_shared(
    sandbox: tuple[Sandbox, str], channel: RestChannel
) -> None:
    body, url = sandbox

    result = await channel.send(a_referral(), endpoint(url))

    assert result.delivered
    message = json.loads(body.received[0].body)
    assert message["people"] == [{"name": "가상인", "birth_year": 1950}]
    assert body.received[0].message_id == "k-000001:1"


async def test_every_attempt_carries_the_same_key_and_the_same_bytes(
    sandbox: tuple[Sandbox, str], channel: RestChannel
) -> None:
    body, url = sandbox
    body.scripts[AGENCY] = Script(fail_first=2, answers=())
    for _ in range(2):
        with pytest.raises(TransportError) as failure:
            await channel.send(a_referral(), endpoint(url))
        assert not failure.value.permanent
    assert (await channel.send(a_referral(), endpoint(url))).delivered

    assert {(r.message_id, r.body) for r in body.received} == {
        ("k-000001:1", body.received[0].body)
    }
    assert [r.kept for r in body.received] == [False, False, True]


async def test_a_body_that_gets_the_same_referral_twice_keeps_one(
    sandbox: tuple[Sandbox, str], channel: RestChannel
) -> None:
    body, url = sandbox
    await channel.send(a_referral(), endpoint(url))
    await channel.send(a_referral(), endpoint(url))

    assert sum(r.kept for r in body.received) == 1


async def test_a_refusal_by_the_body_is_permanent(
    sandbox: tuple[Sandbox, str], channel: RestChannel
) -> None:
    _, url = sandbox

    with pytest.raises(TransportError) as failure:
        await channel.send(a_referral(), endpoint(url, SecretStr("whsec_" + "x" * 32)))

    assert (failure.value.code, failure.value.permanent) == ("http_401", True)


async def test_a_body_that_is_away_may_be_tried_again(channel: RestChannel) -> None:
    with pytest.raises(TransportError) as failure:
        await channel.send(a_referral(), endpoint("http://127.0.0.1:1/x"))

    assert (failure.value.code, failure.value.permanent) == ("unreachable", False)


@pytest.mark.parametrize(
    "url",
    [
        "http://agency.example/x",
        "https://127.0.0.1/x",
        "https://2130706433/x",
        "https://[::1]/x",
        "https://10.1.2.3/x",
        "https://169.254.169.254/x",
    ],
)
async def test_production_sends_nothing_to_an_inside_or_plain_address(url: str) -> None:
    production = RestChannel(allow_private=False)

    with pytest.raises(TransportError) as failure:
        await production.send(a_referral(), endpoint(url))

    await production.aclose()
    assert failure.value.permanent
