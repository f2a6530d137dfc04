"""What a body sends: believed when signed, taken once, never over another's referral (SR-41)."""

import asyncio
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from care.model.codes import LinkageStatus
from care.model.ids import AgencyId
from partners.rest.signing import signed_headers
from store import agencies
from store.agencies import Direction
from store.timeline import events
from tests.security.population import (
    GIMPO,
    GWANGJIN,
    Household,
    Population,
    agency_of,
    new_secret,
)

pytestmark = [pytest.mark.engine, pytest.mark.slow]
BODY, OTHER, AWAY = agency_of(GIMPO), agency_of(GIMPO, "centre"), agency_of(GWANGJIN)
_ids = count(1)
Headers = dict[str, str]


def message(home: Household, answer: str = "ACCEPTED", **more: Any) -> bytes:
    told = {"type": "referral.answered", "referral": home.linkage, "answer": answer, **more}
    return json.dumps(told).encode()


def signed(
    population: Population,
    body: bytes,
    agency: AgencyId = BODY,
    message_id: str = "",
    ago: float = 0,
) -> Headers:
    at = datetime.now(UTC) - timedelta(seconds=ago)
    secret = population.stack.agreed[agency].speaks
    return signed_headers(message_id or f"msg-{next(_ids)}", body, secret, at)


def send(
    population: Population, body: bytes, headers: Headers, agency: AgencyId = BODY
) -> httpx2.Response:
    with httpx2.Client(base_url=population.stack.base) as outside:
        return outside.post(f"/webhooks/partners/{agency}", content=body, headers=headers)


def status_of(population: Population, home: Household) -> LinkageStatus:
    state = population.stack.do(home.cases.state(home.case_id))
    found = state.linkage(home.linkage)
    assert found is not None
    return found.status


def revision(population: Population, home: Household) -> int:
    return population.stack.do(home.cases.state(home.case_id)).revision


def kinds(population: Population, home: Household) -> list[str]:
    stack = population.stack
    recorded = stack.read(lambda session: events(session, stack.keyring, home.case_id))
    return [one.event.kind for one in recorded]


def drained(population: Population) -> None:
    """Until the relay has brought every kept message to its case."""

    async def waiting(session: Any) -> int:
        query = text("SELECT count(*) FROM webhook_inbox WHERE done_at IS NULL")
        return int(await session.scalar(query))

    deadline = time.monotonic() + 30
    while population.stack.read(waiting):
        assert time.monotonic() < deadline, "the inbox does not drain"
        time.sleep(0.05)


@pytest.fixture
def home(population: Population) -> Household:
    return population.stack.do(population.new_home(GIMPO, "linked"))


def unsigned(population: Population, body: bytes) -> Headers:
    return {"content-type": "application/json"}


def short_signature(population: Population, body: bytes) -> Headers:
    headers = signed(population, body)
    return headers | {"webhook-signature": headers["webhook-signature"][:12]}


def of_another_body(population: Population, body: bytes) -> Headers:
    return signed(population, body, OTHER)


def by_what_we_sign_with(population: Population, body: bytes) -> Headers:
    secret = population.stack.agreed[BODY].hears
    return signed_headers("msg-ours", body, secret, datetime.now(UTC))


def over_other_bytes(population: Population, body: bytes) -> Headers:
    return signed(population, body.replace(b"ACCEPTED", b"DECLINED"))


def over_the_same_written_anew(population: Population, body: bytes) -> Headers:
    return signed(population, json.dumps(json.loads(body), indent=1).encode())


def with_another_id(population: Population, body: bytes) -> Headers:
    return signed(population, body) | {"webhook-id": "msg-other"}


def with_another_time(population: Population, body: bytes) -> Headers:
    headers = signed(population, body, ago=60)
    return headers | {"webhook-timestamp": str(int(time.time()))}


FORGED: tuple[Callable[[Population, bytes], Headers], ...] = (
    unsigned,
    short_signature,
    of_another_body,
    by_what_we_sign_with,
    over_other_bytes,
    over_the_same_written_anew,
    with_another_id,
    with_another_time,
)


@pytest.fixture(scope="module")
def waiting_home(population: Population) -> Household:
    return population.home(GIMPO, "linked")


@pytest.mark.parametrize("forge", FORGED, ids=lambda forge: forge.__name__)
def test_what_is_not_signed_by_the_body_is_not_believed(
    population: Population,
    waiting_home: Household,
    forge: Callable[[Population, bytes], Headers],
) -> None:
    body, before = message(waiting_home), revision(population, waiting_home)
    answer = send(population, body, forge(population, body))
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGNATURE_INVALID")
    drained(population)
    assert revision(population, waiting_home) == before


def test_all_forgeries_are_answered_alike(population: Population, waiting_home: Household) -> None:
    body = message(waiting_home)
    told = {send(population, body, forge(population, body)).content for forge in FORGED}
    unknown = send(population, body, signed(population, body), AgencyId("nobody-here"))
    assert told == {unknown.content}


@pytest.mark.parametrize("ago", [301, -330, 86_400])
def test_a_message_of_another_time_is_not_taken(
    population: Population, waiting_home: Household, ago: float
) -> None:
    body = message(waiting_home)
    answer = send(population, body, signed(population, body, ago=ago))
    assert (answer.status_code, answer.json()["code"]) == (401, "TIMESTAMP_OUT_OF_RANGE")


@pytest.mark.parametrize("agency", [OTHER, AWAY])
def test_another_bodys_referral_is_as_good_as_none(
    population: Population, waiting_home: Household, agency: AgencyId
) -> None:
    body, before = message(waiting_home), revision(population, waiting_home)
    answer = send(population, body, signed(population, body, agency), agency)
    nothing = message(waiting_home).replace(waiting_home.linkage.encode(), b"linkage-nowhere")
    missing = send(population, nothing, signed(population, nothing, agency), agency)
    assert (answer.status_code, answer.content) == (404, missing.content)
    assert revision(population, waiting_home) == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not json", 400),
        (b"[]", 400),
        (b'{"type":"referral.answered"}', 400),
        (b'{"referral":"linkage-1","referral":"linkage-2","answer":"ACCEPTED"}', 400),
        (b'{"referral":"linkage-1","answer":"PERHAPS"}', 400),
        (b'{"type":"referral.praised","referral":"linkage-1","answer":"ACCEPTED"}', 400),
        (b'{"referral":"linkage-1","answer":"ACCEPTED","note":1e999}', 400),
        (b'{"referral":"linkage-1","answer":"ACCEPTED","note":"\\ud800"}', 400),
        (b'{"referral":"linkage-1","answer":"ACCEPTED","x":' + b"[" * 100 + b"]" * 100 + b"}", 400),
        (b'{"referral":"../../etc","answer":"ACCEPTED"}', 400),
        (b" " * 70_000, 413),
    ],
    ids=lambda value: str(value)[:40],
)
def test_signed_nonsense_is_refused_with_its_place(
    population: Population, body: bytes, status: int
) -> None:
    answer = send(population, body, signed(population, body))
    assert answer.status_code == status


@pytest.mark.parametrize("note", ["번호 870402-2000008", "종료\x00문자", "뒤집힌 \u202e글"])
def test_a_note_with_what_is_refused_everywhere_is_refused_here(
    population: Population, waiting_home: Household, note: str
) -> None:
    body, before = message(waiting_home, note=note), revision(population, waiting_home)
    answer = send(population, body, signed(population, body))
    assert (answer.status_code, answer.json()["pointer"]) == (400, "/note")
    assert note not in answer.text
    assert revision(population, waiting_home) == before


def test_an_answer_reaches_the_case_once_with_its_note(
    population: Population, home: Household
) -> None:
    body = message(home, note="화요일에 방문합니다", scheduled_on="2027-01-05")
    assert send(population, body, signed(population, body)).status_code == 202
    drained(population)
    assert status_of(population, home) is LinkageStatus.SCHEDULED
    assert kinds(population, home).count("LinkageAnswered") == 1


def test_the_same_message_again_is_welcome_and_does_nothing(
    population: Population, home: Household
) -> None:
    body = message(home)
    first = send(population, body, signed(population, body, message_id="msg-same"))
    drained(population)
    before = revision(population, home)
    again = send(population, body, signed(population, body, message_id="msg-same"))
    drained(population)
    assert (first.status_code, again.status_code) == (202, 200)
    assert revision(population, home) == before


def test_a_known_id_with_another_body_is_a_conflict(
    population: Population, home: Household
) -> None:
    body, other = message(home), message(home, "DECLINED", decline_reason="NO_CAPACITY")
    send(population, body, signed(population, body, message_id="msg-reused"))
    answer = send(population, other, signed(population, other, message_id="msg-reused"))
    drained(population)
    assert (answer.status_code, answer.json()["code"]) == (409, "ID_REUSED")
    assert status_of(population, home) is LinkageStatus.ACCEPTED


def test_a_contradicting_answer_changes_nothing_and_is_kept_for_a_person(
    population: Population, home: Household
) -> None:
    for answer, more in (("ACCEPTED", {}), ("DECLINED", {"decline_reason": "NO_CAPACITY"})):
        body = message(home, answer, **more)
        assert send(population, body, signed(population, body)).status_code == 202
        drained(population)
    assert status_of(population, home) is LinkageStatus.ACCEPTED
    assert kinds(population, home)[-1] == "LateAnswerKept"


def test_both_secrets_count_while_they_are_exchanged(
    population: Population, home: Household
) -> None:
    stack, fresh = population.stack, new_secret()

    async def renew(session: Any) -> int:
        return await agencies.add_secret(
            session, stack.keyring, BODY, Direction.RECEIVING, fresh, datetime.now(UTC)
        )

    number = stack.write(renew)
    body, done = message(home), message(home, "STARTED")
    assert send(population, body, signed(population, body)).status_code == 202
    headers = signed_headers("msg-new-secret", done, SecretStr(fresh), datetime.now(UTC))
    assert send(population, done, headers).status_code == 202
    drained(population)
    retire_before(population, number)
    assert send(population, body, headers).status_code == 401


def retire_before(population: Population, number: int) -> None:
    """Nothing older counts; the body goes back to its first secret, for the tests after this."""

    async def retire(session: Any) -> None:
        await agencies.retire_secrets(
            session, BODY, Direction.RECEIVING, number + 1, datetime.now(UTC)
        )
        again = population.stack.agreed[BODY].speaks.get_secret_value()
        await agencies.add_secret(
            session, population.stack.keyring, BODY, Direction.RECEIVING, again, datetime.now(UTC)
        )

    population.stack.write(retire)


def test_a_hundred_copies_at_once_are_one_line(population: Population, home: Household) -> None:
    body = message(home)
    headers = signed(population, body, message_id="msg-hundred")

    async def storm() -> list[int]:
        limits = httpx2.Limits(max_connections=20)
        async with httpx2.AsyncClient(
            base_url=population.stack.base, limits=limits, timeout=60
        ) as outside:
            sent = [
                outside.post(f"/webhooks/partners/{BODY}", content=body, headers=headers)
                for _ in range(100)
            ]
            return [answer.status_code for answer in await asyncio.gather(*sent)]

    codes = asyncio.run(storm())
    drained(population)
    assert sorted(codes) == [200] * 99 + [202]
    assert kinds(population, home).count("LinkageAnswered") == 1
    assert "LateAnswerKept" not in kinds(population, home)
