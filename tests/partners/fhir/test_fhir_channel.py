"""A body's own FHIR server: created once over all tries, found, cancelled, reminded; real HTTP."""

import json
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import pytest
import pytest_asyncio
from fastapi import FastAPI, Response
from fhir.resources.R4B.servicerequest import ServiceRequest
from fhir.resources.R4B.task import Task
from pydantic import SecretStr

from care.model.codes import NeedArea, ServiceType
from care.model.ids import AgencyId, EffectId
from partners.channel import (
    Endpoint,
    Known,
    Referral,
    ReferredPerson,
    Reminder,
    TransportError,
)
from partners.fhir.channel import FhirChannel
from runtime.sandbox import SCRIPTS, Sandbox, Script, Shared, create_sandbox_app
from runtime.sandbox_fhir import FhirSandbox, serve_fhir
from tests.partners.fhir.examples import REFERRAL, SERVED
from tests.serving import serving

BODY = AgencyId("dodam-clinic")
KEY = SecretStr("whsec_" + "s" * 32)
SENT = Referral(
    effect_id=EffectId("linkage-000001:1"),
    linkage_id=REFERRAL,
    agency_id=BODY,
    service=ServiceType.HOME_VISIT_DOCTOR,
    need=NeedArea.HEALTH,
    urgent=True,
    requested_at=SERVED.requested_at,
    answer_by=SERVED.answer_by,
    people=(ReferredPerson(name="윤다온", birth_year=1950, phone="010-1234-5678"),),
    contact=SERVED.contact,
)


async def agreed(agency: str) -> Shared | None:
    return Shared(hears=KEY, speaks=KEY) if agency == BODY else None


class Server:
    """The body's server, what it holds, and how it behaves."""

    def __init__(self, bodies: FhirSandbox, channel: FhirChannel, base: str) -> None:
        self.bodies, self.channel = bodies, channel
        self.endpoint = Endpoint(agency_id=BODY, url=f"{base}/{BODY}/fhir", secrets=(KEY,))

    def behaves(self, script: Script) -> None:
        self.bodies.sandbox.scripts[BODY] = script

    def held(self, kind: str) -> list[dict[str, Any]]:
        return self.bodies.held(BODY, kind, REFERRAL)

    async def send(self) -> str:
        return (await self.channel.send(SENT, self.endpoint)).code

    async def until_taken(self) -> int:
        for tries in range(1, 10):
            try:
                await self.send()
            except TransportError as failed:
                if failed.permanent:
                    raise
                continue
            return tries
        raise AssertionError("never taken")


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Server]:
    sandbox = Sandbox("http://127.0.0.1:1", agreed)
    bodies, app = FhirSandbox(sandbox, agreed), create_sandbox_app(sandbox)
    serve_fhir(app, bodies)
    channel = FhirChannel(allow_private=True)
    async with serving(app) as base:
        made = Server(bodies, channel, base)
        made.behaves(SCRIPTS["silent"])
        yield made
    await channel.aclose()
    await bodies.aclose()


async def failure(call: Awaitable[object]) -> TransportError:
    with pytest.raises(TransportError) as raised:
        await call
    return raised.value


async def test_a_referral_arrives_as_a_request_and_a_task_that_asks_for_it(server: Server) -> None:
    assert await server.send() == "fhir_created"
    [request], [task] = server.held("ServiceRequest"), server.held("Task")
    ServiceRequest.model_validate(request)
    Task.model_validate(task)
    assert task["focus"]["reference"] == f"ServiceRequest/{request['id']}"
    assert (task["status"], task["intent"], task["priority"]) == ("requested", "order", "urgent")
    assert request["contained"][0]["name"] == [{"text": "윤다온"}]
    assert "윤다온" not in json.dumps(task, ensure_ascii=False)


@pytest.mark.parametrize(
    "script",
    [Script(answers=()), Script(fail_first=2, answers=()), Script(loses_first=1, answers=())],
    ids=["well", "fails-first", "loses-its-answers"],
)
async def test_however_often_it_is_tried_there_is_one(server: Server, script: Script) -> None:
    server.behaves(script)
    await server.until_taken()
    await server.send()
    assert len(server.held("ServiceRequest")) == len(server.held("Task")) == 1


async def test_it_can_be_asked_whether_it_holds_a_referral(server: Server) -> None:
    find = server.channel.find
    assert await find(REFERRAL, server.endpoint) is Known.NOT_THERE
    await server.send()
    assert await find(REFERRAL, server.endpoint) is Known.THERE
    server.behaves(Script(can_be_asked=False, answers=()))
    assert await find(REFERRAL, server.endpoint) is Known.CANNOT_TELL


async def test_a_withdrawal_cancels_the_task_and_takes_the_people_out(server: Server) -> None:
    await server.send()
    for _ in range(2):
        effect = EffectId("linkage-000001:2")
        done = await server.channel.withdraw(REFERRAL, effect, server.endpoint)
        assert done.code == "fhir_cancelled"
    [request], [task] = server.held("ServiceRequest"), server.held("Task")
    assert task["status"] == "cancelled"
    assert task["statusReason"]["text"]
    assert request["status"] == "revoked"
    assert "윤다온" not in json.dumps(request, ensure_ascii=False)
    ServiceRequest.model_validate(request)


async def test_what_never_arrived_needs_no_cancelling(server: Server) -> None:
    done = await server.channel.withdraw(REFERRAL, EffectId("linkage-000001:2"), server.endpoint)
    assert (done.delivered, done.code) == (True, "fhir_not_there")


async def test_a_reminder_is_one_note_however_often_it_is_tried(server: Server) -> None:
    reminder = Reminder(
        effect_id=EffectId("linkage-000001:3"),
        linkage_id=REFERRAL,
        agency_id=BODY,
        status=False,
        answer_by=SENT.answer_by,
    )
    missing = await failure(server.channel.remind(reminder, server.endpoint))
    assert (missing.code, missing.permanent) == ("fhir_not_there", True)
    await server.send()
    for _ in range(2):
        await server.channel.remind(reminder, server.endpoint)
    [task] = server.held("Task")
    assert [note["text"] for note in task["note"]] == ["답을 기다립니다."]
    again = reminder.model_copy(update={"effect_id": EffectId("linkage-000001:4"), "status": True})
    await server.channel.remind(again, server.endpoint)
    assert len(server.held("Task")[0]["note"]) == 2


async def test_a_wrong_key_is_refused_for_good_and_none_is_never_sent(server: Server) -> None:
    other = server.endpoint.model_copy(update={"secrets": (SecretStr("another"),)})
    refused = await failure(server.channel.send(SENT, other))
    assert (refused.code, refused.permanent) == ("http_401", True)
    none = server.endpoint.model_copy(update={"secrets": ()})
    assert (await failure(server.channel.send(SENT, none))).code == "agency_not_connected"


async def test_production_goes_to_no_address_inside(server: Server) -> None:
    careful = FhirChannel(allow_private=False)
    inside = server.endpoint.model_copy(update={"url": "https://127.0.0.1/fhir"})
    assert (await failure(careful.send(SENT, inside))).code == "endpoint_not_public"
    assert (await failure(careful.send(SENT, server.endpoint))).code == "endpoint_not_https"
    await careful.aclose()


@pytest.mark.parametrize(
    ("body", "location", "code"),
    [
        (b"<html>", "", "answer_unreadable"),
        (b"{}", "", "no_id_told"),
        (b'{"id":"../../x"}', "", "no_id_told"),
        (b"[1]", "https://elsewhere.example/Patient/1", "no_id_told"),
    ],
)
async def test_a_server_that_tells_no_id_is_not_believed(
    server: Server, body: bytes, location: str, code: str
) -> None:
    app = FastAPI()

    @app.post("/ServiceRequest")
    async def create() -> Response:
        return Response(body, 201, {"location": location})

    async with serving(app) as base:
        strange = server.endpoint.model_copy(update={"url": base})
        failed = await failure(server.channel.send(SENT, strange))
    assert (failed.code, failed.permanent) == (code, True)


async def test_a_server_that_ignores_the_search_hands_out_nobody_elses(server: Server) -> None:
    app = FastAPI()
    foreign = {"resourceType": "Task", "identifier": [{"system": "x", "value": REFERRAL}]}

    @app.get("/Task")
    async def search() -> dict[str, Any]:
        return {"resourceType": "Bundle", "entry": [{"resource": foreign}, {"fullUrl": "x"}, 7]}

    async with serving(app) as base:
        strange = server.endpoint.model_copy(update={"url": base})
        assert await server.channel.find(REFERRAL, strange) is Known.NOT_THERE


async def test_to_a_body_that_comes_for_its_referrals_nothing_is_sent(server: Server) -> None:
    light = server.endpoint.model_copy(update={"url": "", "secrets": ()})
    sent = await server.channel.send(SENT, light)
    gone = await server.channel.withdraw(REFERRAL, EffectId("linkage-000001:2"), light)
    assert {one.code for one in (sent, gone)} == {"fhir_to_fetch"}
    assert server.bodies.sandbox.received == []
