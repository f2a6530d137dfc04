"""The door a body's FHIR server knocks at: it says that it is time to look, and nothing else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from care.messages.served import LOOK_HEADER
from care.model.codes import PartnerChannel
from store import agencies, fhir_subscriptions
from tests.web.acts.conftest import GIMPO
from tests.web.fhir.conftest import LIGHT, Reader


@pytest.fixture
def secret(reader: Reader) -> str:
    async def made() -> str:
        async with reader.flow.cases.database.of(GIMPO).write() as session:
            found = await fhir_subscriptions.new_secret(session, LIGHT, reader.flow.clock())
        return found.get_secret_value()

    return str(reader.flow._run(made))


def knock(reader: Reader, secret: str, agency: str = "repair", content: bytes = b"") -> Any:
    headers = {LOOK_HEADER: secret, "content-type": "application/fhir+json"}
    return reader.flow.client.post(f"/fhir/{agency}/look", headers=headers, content=content)


def told(reader: Reader) -> int:
    [[number]] = reader.sql("SELECT count(*) FROM fhir_subscriptions WHERE told_at IS NOT NULL")
    return int(number)


def test_by_our_secret_it_is_time_to_look_whatever_else_is_said(
    reader: Reader, secret: str
) -> None:
    before = reader.sql("SELECT count(*) FROM webhook_inbox")
    for content in (b"", b"{not json", b'{"resourceType":"Task","status":"completed"}'):
        answer = knock(reader, secret, content=content)
        assert (answer.status_code, answer.content) == (200, b"")
    assert told(reader) == 1
    assert reader.sql("SELECT count(*) FROM webhook_inbox") == before


def test_an_unknown_body_a_wrong_secret_and_the_bodys_own_key_are_answered_alike(
    reader: Reader, secret: str
) -> None:
    answers = [
        knock(reader, "wrong"),
        knock(reader, ""),
        knock(reader, reader.key),
        knock(reader, secret, "nobody"),
        knock(reader, secret, "welfare"),
    ]
    assert {(one.status_code, one.content) for one in answers} == {(401, answers[0].content)}
    assert told(reader) == 0


def test_a_body_that_works_another_way_now_is_not_heard(reader: Reader, secret: str) -> None:
    async def changed() -> None:
        async with reader.flow.cases.database.of(GIMPO).write() as session:
            await agencies.save_agency(session, replace(LIGHT, channel=PartnerChannel.REST))

    reader.flow._run(changed)
    assert knock(reader, secret).status_code == 401


def test_the_page_of_the_body_says_whether_it_tells_us_of_changes(
    reader: Reader, secret: str
) -> None:
    def shown() -> str:
        return str(reader.flow.get("coordinator", "/agencies/repair").text)

    assert "없음, 정해진 때마다 살핌" in shown()

    async def made() -> None:
        async with reader.flow.cases.database.of(GIMPO).write() as session:
            until = reader.flow.clock() + timedelta(days=30)
            await fhir_subscriptions.made(session, LIGHT.agency_id, "subscription-1", until)

    reader.flow._run(made)
    knock(reader, secret)
    assert "켜짐" in shown()
    assert "마지막 알림" in shown()
