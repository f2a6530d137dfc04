"""Every way a body can ask for something, tried at what another body was asked, promised, entered.

Whatever is answered has to be what is answered about an id that nobody has; nothing may move.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from partners.rest.signing import signed_headers
from tests.security import crawl
from tests.security.furnished import service_of
from tests.security.population import Household, Population, agency_of
from web.partner.ways import WAYS

KEY = re.compile(r'name="intent" value="([^"]+)"')
UNKNOWN = "nobody-has-this-id"
FIELDS = {
    "scheduled_on": "2030-01-07",
    "decline": "NO_CAPACITY",
    "outcome": "ACHIEVED",
    "sessions": "1",
    "on": "2026-01-05",
    "note": "우리가 답합니다",
    "proposed": "",
}


@dataclass(frozen=True)
class Try:
    """``path`` with ``of`` in it; the same with ``UNKNOWN`` is what it has to look like."""

    method: str
    path: str
    of: str
    sent: dict[str, str]

    @property
    def nowhere(self) -> str:
        return self.path.replace(self.of, UNKNOWN)


def tries_at_the_desk(home: Household) -> Iterator[Try]:
    here, promised = f"/partner/referrals/{home.linkage}", f"/partner/pledges/{home.pledge}"
    yield Try("GET", here, home.linkage, {})
    for way in WAYS:
        sent = {part.value: FIELDS[part.value] for part in way.parts if FIELDS[part.value]}
        yield Try("POST", f"{here}/{way.slug}", home.linkage, sent)
    worry = {"concern": "SAFETY", "note": "걱정됩니다"}
    yield Try("POST", f"{here}/concern", home.linkage, worry)
    promise = {"amount": "5000", "first_month": "2026-01-01", "months": "3", "day": "5"}
    yield Try("POST", f"/partner/pledges/of/{home.linkage}", home.linkage, promise)
    came = {"month": "2026-01-01", "on": "2026-01-05"}
    yield Try("POST", f"{promised}/paid", home.pledge, came)
    yield Try("POST", f"{promised}/missed", home.pledge, {"month": "2026-01", "note": "사정"})
    yield Try("POST", f"/partner/consents/{home.withdrawn}/destroyed", home.withdrawn, {})
    meeting = f"/partner/meetings/{home.conference}"
    yield Try("POST", meeting, home.conference, {"answer": "COMING"})
    room = {"capacity": "FULL", "free": "0"}
    yield Try("POST", f"/partner/services/{service_of(home.body)}", service_of(home.body), room)
    yield Try("GET", f"/partner/pledges?referral={home.linkage}", home.linkage, {})
    for page in ("", "/ecomap", "/linkages", "/consents/new", "/note"):
        yield Try("GET", f"/cases/{home.case_id}{page}", home.case_id, {})
    yield Try("POST", f"/cases/{home.case_id}/note", home.case_id, {"note": "남의 이야기"})


def seen_by_a_neighbour(population: Population, home: Household, district: str) -> list[Any]:
    """What told a worker of another body of this household, or moved anything; none if all held."""
    stack, wrong = population.stack, []
    with stack.http(population.neighbours[district]) as browser:
        found = KEY.search(browser.get("/partner/households").text)
        assert found is not None
        for one in tries_at_the_desk(home):
            sent = {"intent": found[1], **one.sent} if one.method == "POST" else None
            told, nowhere = (
                browser.request(one.method, path, data=sent, headers=crawl.HTML)
                for path in (one.path, one.nowhere)
            )
            if one.method == "POST" and told.status_code != 404:
                wrong.append((one.method, one.path, told.status_code))
            if plain(told, one.of) != plain(nowhere, one.of) or home.canaries.shown_in(told.text):
                wrong.append((one.method, one.path, told.status_code, nowhere.status_code))
        rows = {"intent": found[1], "on": "2026-01-05"}
        rows[f"times_{home.linkage.replace('-', '_')}"] = "3"
        if browser.post("/partner/sessions", data=rows).status_code != 422:
            wrong.append("sessions")
    return wrong


def plain(answer: Any, of: str) -> tuple[int, str]:
    """Without what differs from request to request, and without the id that was asked for."""
    body = KEY.sub("", crawl.same_but_for_its_id(answer.text))
    return answer.status_code, body.replace(of, UNKNOWN)


def seen_by_its_key(population: Population, home: Household, body: str) -> list[Any]:
    """The same over FHIR: by the own key at the own address, and at the address of the other."""
    wrong, tasks = [], f"/fhir/{body}"
    headers = {"Authorization": f"Bearer {population.held[body].key.get_secret_value()}"}
    task = json.dumps({"resourceType": "Task", "id": home.linkage, "status": "accepted"})
    with population.stack.http() as outside:
        for method, below in (
            ("GET", f"Task/{home.linkage}"),
            ("GET", f"ServiceRequest/{home.linkage}"),
            ("PUT", f"Task/{home.linkage}"),
            ("GET", f"Task?identifier={home.linkage}"),
        ):
            sent = task if method == "PUT" else None
            path = f"{tasks}/{below}"
            told, nowhere = (
                outside.request(method, one, content=sent, headers=headers)
                for one in (path, path.replace(home.linkage, UNKNOWN))
            )
            if fhir(told, home.linkage) != fhir(nowhere, home.linkage):
                wrong.append((method, path, told.status_code))
            if home.canaries.shown_in(told.text):
                wrong.append((method, path, "shown"))
            theirs = path.replace(tasks, f"/fhir/{home.body}")
            if outside.request(method, theirs, content=sent, headers=headers).status_code != 401:
                wrong.append((method, theirs, "taken"))
        listed = outside.get(f"{tasks}/Task", headers=headers)
        if listed.status_code != 200 or home.linkage in listed.text:
            wrong.append(("GET", f"{tasks}/Task", listed.status_code))
    return wrong


def fhir(answer: Any, of: str) -> tuple[int, str]:
    told = re.sub(r'"timestamp":\s*"[^"]+"', "", answer.text)
    return answer.status_code, told.replace(of, UNKNOWN)


def seen_by_its_webhook(population: Population, home: Household, body: str) -> list[Any]:
    """Its own signature is of no use at its own address, and none at the other's."""
    secret, now, wrong = population.stack.agreed[body].speaks, datetime.now(UTC), []
    answers = []
    with population.stack.http() as outside:
        for referral in (home.linkage, UNKNOWN):
            told = {"type": "referral.answered", "referral": referral, "answer": "ACCEPTED"}
            content = json.dumps(told).encode()
            number = f"msg-{body}-{referral}-{now.timestamp()}"
            headers = signed_headers(number, content, secret, now)
            for to in (body, home.body):
                answer = outside.post(f"/webhooks/partners/{to}", content=content, headers=headers)
                answers.append((to, answer.status_code, answer.text))
    if [status for _, status, _ in answers] != [404, 401, 404, 401]:
        wrong.append([status for _, status, _ in answers])
    if answers[:2] != answers[2:]:
        wrong.append("told apart")
    return wrong


def opened_by_its_pin(population: Population, home: Household, body: str) -> list[Any]:
    """A letter that came to the wrong body: its own PIN opens nothing of it."""
    link = f"/r/{population.letters[home.district]}"
    with population.stack.http() as outside:
        refused = outside.post(f"{link}/pin", data={"pin": population.held[body].pin})
        pressed = outside.post(f"{link}/answer", data={"act": "ACCEPTED", "press": "x" * 12})
        looked = outside.get(link)
    told = [refused.status_code, pressed.status_code, looked.status_code]
    shown = [one for one in (refused, pressed, looked) if home.canaries.shown_in(one.text)]
    return [told, *shown] if shown or told != [422, 403, 200] else []


def kept(population: Population, home: Household) -> list[Any]:
    """What any of it could have changed."""

    async def ask(session: Any) -> list[Any]:
        query = text("SELECT status, status_at FROM linkages WHERE case_id = :case ORDER BY 1, 2")
        rows = [tuple(one) for one in await session.execute(query, {"case": home.case_id})]
        inbox = await session.scalar(text("SELECT count(*) FROM webhook_inbox"))
        room = text("SELECT capacity, changed_at FROM directory_services WHERE service_id = :one")
        entry = [tuple(one) for one in await session.execute(room, {"one": service_of(home.body)})]
        return [rows, inbox, entry]

    revision = population.stack.do(home.cases.state(home.case_id)).revision
    return [revision, *population.stack.read(ask)]


def let_through(population: Population, home: Household, district: str) -> list[Any]:
    """Everything together, by the neighbour of ``district``: what got through, or was told."""
    body = agency_of(district, "centre")
    before = kept(population, home)
    wrong = [
        *seen_by_a_neighbour(population, home, district),
        *seen_by_its_key(population, home, body),
        *seen_by_its_webhook(population, home, body),
        *opened_by_its_pin(population, home, body),
    ]
    after = kept(population, home)
    return wrong if after == before else [*wrong, (before, after)]
