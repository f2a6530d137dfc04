"""Bodies that are slow, broken, gone or forgetful, over real HTTP (F08, F09, F10, SR-42)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

import pytest
from pydantic import SecretStr

from care.model.ids import EffectId, LinkageId
from partners.channel import Endpoint, Known, Reminder, TransportError
from partners.rest.channel import RestChannel
from partners.rest.outward import is_public
from partners.rest.signing import SIGNATURE, signed_headers, verify
from runtime.sandbox import SCRIPTS, Sandbox, Script, create_sandbox_app
from tests.partners.test_rest_channel import AGENCY, SECRET, a_referral, agreed
from tests.serving import serving

LINKAGE = LinkageId("k-000001")
Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture
async def channel() -> AsyncIterator[RestChannel]:
    channel = RestChannel(allow_private=True)
    yield channel
    await channel.aclose()


@pytest.fixture
async def body() -> AsyncIterator[tuple[Sandbox, Endpoint]]:
    sandbox = Sandbox("http://127.0.0.1:1", agreed)
    async with serving(create_sandbox_app(sandbox)) as base:
        yield sandbox, endpoint(f"{base}/{AGENCY}")


def endpoint(url: str, **other: object) -> Endpoint:
    return Endpoint(agency_id=AGENCY, url=url, secrets=(SECRET,), **other)  # type: ignore[arg-type]


@asynccontextmanager
async def answering(how: Answering) -> AsyncIterator[Endpoint]:
    """A server of bytes, for answers no framework would give."""

    answers: set[asyncio.Task[None]] = set()

    async def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        answers.add(task)
        try:
            await reader.readuntil(b"\r\n\r\n")
            with contextlib.suppress(ConnectionError):
                await how(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(told, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield endpoint(f"http://127.0.0.1:{port}", timeout=timedelta(milliseconds=400))
    finally:
        server.close()
        for task in answers:
            task.cancel()
        await asyncio.gather(*answers, return_exceptions=True)
        await asyncio.sleep(0)


async def failing(channel: RestChannel, to: Endpoint) -> TransportError:
    with pytest.raises(TransportError) as failed:
        await channel.send(a_referral(), to)
    return failed.value


async def nothing(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    await asyncio.sleep(2)


async def closes(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Never silent for long, and never done."""
    writer.write(b"HTTP/1.1 500 Error\r\ncontent-length: 100000\r\n\r\n")
    for _ in range(40):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def floods(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 500 Error\r\ncontent-length: 100000000\r\n\r\n")
    for _ in range(100):
        writer.write(b"x" * 1_000_000)
        await writer.drain()


async def breaks_off(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 202 Accepted\r\ncontent-length: 100\r\n\r\nhalf")
    await writer.drain()


@pytest.mark.parametrize(
    ("how", "code", "unsure"),
    [(nothing, "timeout", True), (closes, "broken_off", True), (drips, "timeout", True)],
)
async def test_f08_a_caller_waits_as_long_as_agreed_and_then_does_not_know(
    channel: RestChannel, how: Answering, code: str, unsure: bool
) -> None:
    async with answering(how) as to:
        started = asyncio.get_running_loop().time()
        failed = await failing(channel, to)
        assert asyncio.get_running_loop().time() - started < 1.5
    assert (failed.code, failed.permanent, failed.unsure) == (code, False, unsure)


async def test_an_answer_without_end_is_cut_off(channel: RestChannel) -> None:
    async with answering(floods) as to:
        assert (await failing(channel, to)).code == "http_500"


async def test_f10_a_2xx_that_breaks_off_is_one(channel: RestChannel) -> None:
    async with answering(breaks_off) as to:
        assert (await channel.send(a_referral(), to)).code == "http_202"


@pytest.mark.parametrize(
    ("status", "permanent", "unsure"),
    [
        (400, True, False),
        (403, True, False),
        (409, False, False),
        (410, True, False),
        (429, False, False),
        (500, False, True),
        (502, False, True),
        (503, False, False),
    ],
)
async def test_f09_what_may_pass_is_tried_again_and_what_will_not_stops(
    channel: RestChannel, body: tuple[Sandbox, Endpoint], status: int, permanent: bool, unsure: bool
) -> None:
    sandbox, to = body
    sandbox.scripts[AGENCY] = Script(fail_first=1, fail_status=status)
    failed = await failing(channel, to)
    assert (failed.code, failed.permanent, failed.unsure) == (f"http_{status}", permanent, unsure)


async def test_f09_a_page_for_people_instead_of_json_changes_nothing(
    channel: RestChannel, body: tuple[Sandbox, Endpoint]
) -> None:
    sandbox, to = body
    sandbox.scripts[AGENCY] = Script(fail_first=1, fail_status=502)
    assert (await failing(channel, to)).code == "http_502"


async def test_f09_a_body_says_in_seconds_or_by_date_how_long_to_wait(
    channel: RestChannel, body: tuple[Sandbox, Endpoint]
) -> None:
    sandbox, to = body
    sandbox.scripts[AGENCY] = SCRIPTS["busy"]
    assert (await failing(channel, to)).retry_after == timedelta(seconds=20)

    async def by_date(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
        writer.write(
            f"HTTP/1.1 503 Later\r\nretry-after: {later}\r\ncontent-length: 0\r\n\r\n".encode()
        )
        await writer.drain()

    async with answering(by_date) as late:
        waits = (await failing(channel, late)).retry_after
    assert waits is not None
    assert timedelta(seconds=80) < waits <= timedelta(seconds=90)


@pytest.mark.parametrize(
    ("manners", "tries", "held"),
    [("loses_answers", 2, 1), ("forgetful", 2, 2), ("careless", 2, 2)],
)
async def test_f10_a_lost_answer_is_one_referral_only_where_keys_are_honoured(
    channel: RestChannel, body: tuple[Sandbox, Endpoint], manners: str, tries: int, held: int
) -> None:
    sandbox, to = body
    sandbox.scripts[AGENCY] = SCRIPTS[manners].model_copy(update={"answers": ()})
    assert (await failing(channel, to)).unsure
    for _ in range(tries - 1):
        await channel.send(a_referral(), to)
    assert sandbox.held(AGENCY, LINKAGE) == held


async def test_a_body_says_whether_it_holds_a_referral_or_that_it_cannot_be_asked(
    channel: RestChannel, body: tuple[Sandbox, Endpoint]
) -> None:
    sandbox, to = body
    sandbox.scripts[AGENCY] = SCRIPTS["silent"]
    assert await channel.find(LINKAGE, to) is Known.NOT_THERE
    await channel.send(a_referral(), to)
    assert await channel.find(LINKAGE, to) is Known.THERE
    sandbox.scripts[AGENCY] = SCRIPTS["careless"]
    assert await channel.find(LINKAGE, to) is Known.CANNOT_TELL


@pytest.mark.parametrize(
    "told",
    [
        "<html>Welcome</html>",
        "{}",
        '{"referral": "k-000002", "known": true}',
        '{"referral": "k-000001"}',
    ],
)
async def test_a_page_that_answers_everything_tells_nothing(
    channel: RestChannel, told: str
) -> None:
    async def page(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 200 OK\r\ncontent-length: {len(told)}\r\n\r\n{told}".encode())
        await writer.drain()

    async with answering(page) as to:
        assert await channel.find(LINKAGE, to) is Known.CANNOT_TELL


async def test_a_reminder_reaches_the_body_and_names_nobody(
    channel: RestChannel, body: tuple[Sandbox, Endpoint]
) -> None:
    sandbox, to = body
    reminder = Reminder(
        effect_id=EffectId("k-000001:remind:1"),
        linkage_id=LINKAGE,
        agency_id=AGENCY,
        status=True,
        answer_by=date(2026, 3, 9),
    )
    assert (await channel.remind(reminder, to)).delivered
    [got] = sandbox.received
    assert (got.path, got.referral) == ("reminder", LINKAGE)
    assert '"status":true' in got.body


def test_during_a_rotation_a_message_is_signed_with_both_keys() -> None:
    older, at = SecretStr("whsec_" + "o" * 32), datetime.now(UTC)
    headers = signed_headers("m-1", b"{}", SECRET, at, older)
    assert headers[SIGNATURE].count("v1,") == 2
    assert verify(b"{}", headers, (SECRET,)) == verify(b"{}", headers, (older,)) == "m-1"


INTERNAL = {
    "https://127.0.0.1/x": "127.0.0.1",
    "https://2130706433/x": "127.0.0.1",
    "https://0x7f.1/x": "127.0.0.1",
    "https://[::1]/x": "::1",
    "https://[::ffff:10.0.0.1]/x": "::ffff:10.0.0.1",
    "https://[64:ff9b::a00:1]/x": "64:ff9b::a00:1",
    "https://[fd00::1]/x": "fd00::1",
    "https://10.1.2.3/x": "10.1.2.3",
    "https://169.254.169.254/x": "169.254.169.254",
    "https://100.64.0.1/x": "100.64.0.1",
    "https://0.0.0.0/x": "0.0.0.0",
    "https://inside.example/x": "192.168.0.9",
}
"""Every way to write an address inside, and what a resolver makes of it."""


@pytest.mark.parametrize("url", INTERNAL)
async def test_sr_42_no_way_of_writing_an_inside_address_leads_there(url: str) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return [INTERNAL[url]]

    production = RestChannel(allow_private=False, resolve=resolve)
    failed = await failing(production, endpoint(url))
    await production.aclose()
    assert (failed.code, failed.permanent) == ("endpoint_not_public", True)


async def test_sr_42_an_address_no_standard_knows_is_not_guessed_at() -> None:
    production = RestChannel(allow_private=False)
    failed = await failing(production, endpoint("https://0177.0.0.1/x"))
    await production.aclose()
    assert (failed.code, failed.permanent) == ("endpoint_not_allowed", True)


async def test_sr_42_a_name_with_one_address_inside_is_refused_whole() -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["203.0.114.1", "10.0.0.1"]

    production = RestChannel(allow_private=False, resolve=resolve)
    failed = await failing(production, endpoint("https://both.example/x"))
    await production.aclose()
    assert failed.code == "endpoint_not_public"


async def test_sr_42_a_name_is_asked_once_and_the_connection_goes_to_that_answer() -> None:
    """Rebinding: outside when judged, inside when connected to, if anybody asked again."""
    asked = []

    async def flips(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["192.0.2.1"] if len(asked) > 1 else ["198.18.0.1"]

    production = RestChannel(allow_private=False, resolve=flips)
    to = endpoint("https://flips.example/x", timeout=timedelta(milliseconds=300))
    await failing(production, to)
    await production.aclose()
    assert asked == ["flips.example"]


@pytest.mark.parametrize(
    ("url", "hosts", "code"),
    [
        ("http://agency.example/x", (), "endpoint_not_https"),
        ("https://other.example/x", ("agency.example",), "endpoint_not_allowed"),
        ("https://agency.example@other.example/x", ("agency.example",), "endpoint_not_allowed"),
        ("https://agency.example.other.example/x", ("agency.example",), "endpoint_not_allowed"),
    ],
)
async def test_sr_42_only_hosts_that_were_agreed_on_are_written_to(
    url: str, hosts: tuple[str, ...], code: str
) -> None:
    production = RestChannel(allow_private=False)
    failed = await failing(production, endpoint(url, hosts=hosts))
    await production.aclose()
    assert (failed.code, failed.permanent) == (code, True)


async def test_sr_42_a_redirect_is_a_refusal_and_nobody_follows_it(channel: RestChannel) -> None:
    visited = []

    async def inside(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visited.append("inside")

    async with answering(inside) as secret:

        async def elsewhere(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = f"HTTP/1.1 302 Found\r\nlocation: {secret.url}\r\ncontent-length: 0\r\n\r\n"
            writer.write(head.encode())
            await writer.drain()

        async with answering(elsewhere) as to:
            failed = await failing(channel, to)
    assert (failed.code, failed.permanent) == ("http_302", True)
    assert visited == []


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_an_address_outside_is_one(address: str) -> None:
    assert is_public(address)
