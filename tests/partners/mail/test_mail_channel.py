"""A letter names nobody, carries the signed link, is the same each time, and fails in codes."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import httpx2
import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP, Envelope, Session
from fastapi import FastAPI
from pydantic import SecretStr

from care.model.codes import NeedArea, ServiceType
from care.model.ids import AgencyId, EffectId, LinkageId
from partners.channel import (
    Endpoint,
    Known,
    Referral,
    ReferredPerson,
    Reminder,
    TransportError,
)
from partners.mail.channel import MailChannel, MailServer
from partners.mail.letters import Letter, written
from runtime.mail_sink import MailSink, listening, show_letters
from tests.serving import serving

BODY = AgencyId("dodam-clinic")
SITE = "http://127.0.0.1:8460"
LINK = SecretStr(f"{SITE}/r/abcdefghijklmnopqrstuvwx.AAAAAAAAAAAAAAAAAAAAAA")
ENDPOINT = Endpoint(agency_id=BODY, url="", secrets=(), mail="front@dodam.example", link=LINK)
REFERRAL = Referral(
    effect_id=EffectId("linkage-000001:1"),
    linkage_id=LinkageId("linkage-000001"),
    agency_id=BODY,
    service=ServiceType.HOME_VISIT_DOCTOR,
    need=NeedArea.HEALTH,
    urgent=True,
    requested_at=datetime(2026, 3, 2, 1, tzinfo=UTC),
    answer_by=date(2026, 3, 9),
    people=(ReferredPerson(name="윤다온", birth_year=1950, phone="010-1234-5678", address="길 7"),),
    contact="http://127.0.0.1:8460",
)
PERSONAL = ("윤다온", "1950", "010-1234-5678", "길 7", "HOME_VISIT", "왕진", "linkage-000001")


@pytest_asyncio.fixture
async def sink() -> AsyncIterator[tuple[MailSink, int]]:
    sink = MailSink()
    async with listening(sink, 0) as port:
        yield sink, port


def channel(port: int, **changed: str) -> MailChannel:
    server = MailServer("127.0.0.1", port, "noreply@hamkke.example", "none")
    return MailChannel(replace(server, **changed))  # type: ignore[arg-type]


async def test_a_letter_names_nobody_and_carries_the_link(sink: tuple[MailSink, int]) -> None:
    box, port = sink
    result = await channel(port).send(REFERRAL, ENDPOINT)
    assert (result.delivered, result.code) == (True, "mail_taken")
    [letter] = box.letters
    assert letter.to == "front@dodam.example"
    assert LINK.get_secret_value() in letter.text
    assert "2026-03-09" in letter.text
    whole = letter.model_dump_json()
    assert [word for word in PERSONAL if word in whole.replace("2026-03", "")] == []


async def test_sent_again_it_is_the_same_letter(sink: tuple[MailSink, int]) -> None:
    box, port = sink
    for _ in range(2):
        await channel(port).send(REFERRAL, ENDPOINT)
    first, second = box.letters
    assert first.model_dump(exclude={"at"}) == second.model_dump(exclude={"at"})
    letter = Letter(
        "asked", REFERRAL.effect_id, "a@b.example", "c@d.example", dated=datetime.now(UTC)
    )
    assert written(letter).as_bytes() == written(letter).as_bytes()


@pytest.mark.parametrize(
    ("status", "words"), [(False, "아직 답이 없습니다"), (True, "어떻게 되고")]
)
async def test_a_reminder_brings_the_link_again(
    sink: tuple[MailSink, int], status: bool, words: str
) -> None:
    box, port = sink
    reminder = Reminder(
        effect_id=EffectId("linkage-000001:2"),
        linkage_id=REFERRAL.linkage_id,
        agency_id=BODY,
        status=status,
        answer_by=date(2026, 3, 9),
    )
    assert (await channel(port).remind(reminder, ENDPOINT)).delivered
    [letter] = box.letters
    assert words in letter.text
    assert LINK.get_secret_value() in letter.text


async def test_a_withdrawal_asks_to_destroy_and_opens_nothing(sink: tuple[MailSink, int]) -> None:
    box, port = sink
    without = ENDPOINT.model_copy(update={"link": None})
    done = await channel(port).withdraw(REFERRAL.linkage_id, EffectId("linkage-000001:3"), without)
    assert done.delivered
    [letter] = box.letters
    assert "없애 주세요" in letter.text
    assert "/r/" not in letter.text


async def test_a_mailbox_cannot_be_asked_what_it_holds() -> None:
    assert await channel(1).find(REFERRAL.linkage_id, ENDPOINT) is Known.CANNOT_TELL


async def failure(letters: MailChannel, endpoint: Endpoint = ENDPOINT) -> TransportError:
    with pytest.raises(TransportError) as raised:
        await letters.send(REFERRAL, endpoint)
    return raised.value


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"link": None}, "link_missing"),
        ({"mail": ""}, "address_missing"),
        ({"mail": "no address"}, "address_invalid"),
        ({"mail": "a@b.example\nBcc: x@y.example"}, "address_invalid"),
    ],
)
async def test_what_can_never_be_sent_is_refused_for_good(
    sink: tuple[MailSink, int], changed: dict[str, object], code: str
) -> None:
    box, port = sink
    failed = await failure(channel(port), ENDPOINT.model_copy(update=changed))
    assert (failed.code, failed.permanent) == (code, True)
    assert not box.letters


async def test_without_a_mail_server_a_person_takes_over() -> None:
    failed = await failure(channel(25, host=""))
    assert (failed.code, failed.permanent) == ("mail_not_set_up", True)


async def test_a_server_that_is_away_is_tried_again() -> None:
    failed = await failure(channel(1))
    assert (failed.code, failed.permanent) == ("unreachable", False)


def cut_off(server: SMTP) -> None:
    assert server.transport is not None
    server.transport.close()


class Refusing(MailSink):
    def __init__(self, rcpt: str = "", data: str = "", wait: bool = False) -> None:
        super().__init__()
        self.rcpt, self.data, self.wait = rcpt, data, wait

    async def handle_RCPT(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.wait:
            cut_off(server)
        return self.data or "250 OK"


@pytest.mark.parametrize(
    ("server", "code", "permanent", "unsure"),
    [
        (Refusing(rcpt="550 nobody here"), "address_refused", True, False),
        (Refusing(rcpt="450 try later"), "address_refused", False, False),
        (Refusing(data="554 no"), "smtp_554", True, False),
        (Refusing(data="451 later"), "smtp_451", False, False),
        (Refusing(wait=True), "broken_off", False, True),
    ],
    ids=["no-such-address", "greylisted", "refused", "busy", "broken-off"],
)
async def test_every_way_of_not_being_taken_has_its_code(
    server: Refusing, code: str, permanent: bool, unsure: bool
) -> None:
    async with listening(server, 0) as port:
        failed = await failure(channel(port))
    assert (failed.code, failed.permanent, failed.unsure) == (code, permanent, unsure)


async def test_a_server_that_says_nothing_is_given_up_in_time() -> None:
    class Silent(MailSink):
        async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
            await asyncio.sleep(1)
            return "250 OK"

    async with listening(Silent(), 0) as port:
        soon = ENDPOINT.model_copy(update={"timeout": timedelta(seconds=0.2)})
        failed = await failure(channel(port), soon)
    assert (failed.code, failed.permanent, failed.unsure) == ("timeout", False, True)


async def test_the_sandbox_shows_letters_with_links_to_press(sink: tuple[MailSink, int]) -> None:
    box, port = sink
    app = FastAPI()
    show_letters(app, box)
    await channel(port).send(REFERRAL, ENDPOINT)
    async with serving(app) as base, httpx2.AsyncClient(base_url=base) as outside:
        page = (await outside.get("/letters")).text
        assert re.search(rf'<a href="{SITE}/r/[a-z.A-Z]+"', page)
        assert len((await outside.get("/letters.json")).json()) == 1
