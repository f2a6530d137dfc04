"""``/fhir/{agency_id}``: a body's own Tasks, by its own key; an update is kept like a webhook.

An unknown body, a wrong key and no key are answered alike; another body's referral is no referral.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import structlog
from fastapi import Response
from fastapi.responses import JSONResponse

from care.messages.inbound import InboundRejected, IncomingAnswer, IncomingCapacity
from care.messages.served import LOOK_HEADER, FhirDoor
from care.model.codes import PartnerChannel
from care.model.ids import AgencyId, LinkageId, PersonId
from i18n import loader, phrases
from store import (
    access_records,
    agencies,
    fhir_referrals,
    fhir_subscriptions,
    partner_access,
    webhooks,
)
from store.access_records import AccessRecord
from store.agencies import Agency
from store.database import enter
from store.webhooks import Accepted, InboundMessage
from web.access import Access, Area, Here
from web.links.reading import Read, referral
from web.reading.soundness import text_fault
from web.records import origin_of
from web.visitor import Visit
from web.words import Problem

log = structlog.get_logger()
FHIR_JSON = "application/fhir+json"
MAX_BODY = 64 * 1024
PAGE = 20
STATUS: Mapping[str, int] = {
    "LOGIN": 401,
    "NOT_FOUND": 404,
    "PAYLOAD_INVALID": 400,
    "TOO_LARGE": 413,
    "ID_REUSED": 409,
}
BY_SECRET = Access.to_all(
    "by the secret of our own subscription; says only that it is time to look"
)
BY_KEY = Access.to_all("by the body's own bearer key")

area = Area("/fhir")


@area.get("/metadata", access=Access.to_all("what our FHIR pages can do; names nobody"))
async def metadata(visit: Here) -> Response:
    return _told(_door(visit).statement(visit.now))


@area.post("/{agency_id}/look", access=BY_SECRET)
async def look(visit: Here, agency_id: AgencyId) -> Response:
    """Something changed on the body's own server. Nothing of the message is read or believed."""
    secret = visit.request.headers.get(LOOK_HEADER, "")
    async with visit.door.read() as session:
        body = await agencies.agency(session, agency_id)
        if body is None or not body.active or body.channel is not PartnerChannel.FHIR:
            return _refused(visit, "LOGIN")
        await enter(session, body.district)
        if not await fhir_subscriptions.believes(session, agency_id, secret, visit.now):
            return _refused(visit, "LOGIN")
        if await fhir_subscriptions.waits(session, agency_id):
            return Response(status_code=200)
    async with visit.door.write() as session:
        await enter(session, body.district)
        await fhir_subscriptions.told(session, agency_id, visit.now)
    return Response(status_code=200)


@area.get("/{agency_id}/Task", access=BY_KEY)
async def tasks(visit: Here, agency_id: AgencyId) -> Response:
    asked = visit.request.query_params
    wanted = asked.get("identifier", "").rpartition("|")[2]
    try:
        since, start = _moment(asked.get("_lastUpdated", "")), _offset(asked.get("_offset", "0"))
    except (ValueError, OverflowError):
        return _refused(visit, "PAYLOAD_INVALID")
    async with visit.door.write() as session:
        body = await _body(session, visit, agency_id)
        if body is None:
            return _refused(visit, "LOGIN")
        if wanted:
            ids, total = [LinkageId(wanted)], 1
        else:
            ids, total = await fhir_referrals.changed(session, body, since, start, PAGE)
        found = [one for each in ids if (one := await referral(session, visit, body, each))]
        await _record(session, visit, body, found, "list")
    more = "" if wanted or start + PAGE >= total else _further(visit, start + PAGE)
    shown = [one.served for one in found]
    return _told(_door(visit).bundle(shown, len(found) if wanted else total, more))


@area.get("/{agency_id}/Task/{linkage_id}", access=BY_KEY)
async def task(visit: Here, agency_id: AgencyId, linkage_id: LinkageId) -> Response:
    found = await _one(visit, agency_id, linkage_id)
    return found if isinstance(found, Response) else _told(_door(visit).task(found.served))


@area.get("/{agency_id}/ServiceRequest/{linkage_id}", access=BY_KEY)
async def service_request(visit: Here, agency_id: AgencyId, linkage_id: LinkageId) -> Response:
    found = await _one(visit, agency_id, linkage_id)
    return found if isinstance(found, Response) else _told(_door(visit).request(found.served))


@area.put("/{agency_id}/Task/{linkage_id}", access=BY_KEY)
async def update(visit: Here, agency_id: AgencyId, linkage_id: LinkageId) -> Response:
    content = await visit.request.body()
    if len(content) > MAX_BODY:
        return _refused(visit, "TOO_LARGE")
    async with visit.door.write() as session:
        body = await _body(session, visit, agency_id)
        if body is None:
            return _refused(visit, "LOGIN")
        found = await referral(session, visit, body, linkage_id)
        if found is None:
            return _refused(visit, "NOT_FOUND")
        told = _door(visit).read(content)
        if isinstance(told, IncomingAnswer):
            told = _judged(told, linkage_id)
        if isinstance(told, InboundRejected):
            log.warning("fhir_refused", agency=agency_id, code=told.code)
            return _refused(visit, told.code, told.pointer)
        await _record(session, visit, body, [found], "act")
        if told is not None and not await _kept(session, visit, body, told):
            return _refused(visit, "ID_REUSED")
        room = _door(visit).room_after(told, found.served.service) if told else None
        if room is not None:
            await _kept(session, visit, body, room)
    return Response(content, media_type=FHIR_JSON)


@area.put("/{agency_id}/HealthcareService/{logical_id}", access=BY_KEY)
async def offered(visit: Here, agency_id: AgencyId, logical_id: str) -> Response:
    """The body's word on its room; the id is the body's own and kept nowhere."""
    content = await visit.request.body()
    if len(content) > MAX_BODY:
        return _refused(visit, "TOO_LARGE")
    async with visit.door.write() as session:
        body = await _body(session, visit, agency_id)
        if body is None:
            return _refused(visit, "LOGIN")
        told = _door(visit).read_room(content, visit.now.isoformat())
        if isinstance(told, InboundRejected):
            log.warning("fhir_refused", agency=agency_id, code=told.code)
            return _refused(visit, told.code, told.pointer, "HealthcareService")
        for room in told:
            await _kept(session, visit, body, room)
    return Response(content, media_type=FHIR_JSON)


def _judged(told: IncomingAnswer, linkage_id: LinkageId) -> IncomingAnswer | InboundRejected:
    if told.linkage_id != linkage_id:
        return InboundRejected(code="PAYLOAD_INVALID", pointer="/identifier")
    if text_fault(told.note or ""):
        return InboundRejected(code="PAYLOAD_INVALID", pointer="/note")
    return told


async def _kept(
    session: Any, visit: Visit, body: Agency, told: IncomingAnswer | IncomingCapacity
) -> bool:
    message = InboundMessage(
        body.agency_id,
        body.district,
        told.message_id,
        visit.dependencies.write_answer(told),
        visit.now,
    )
    kept = await webhooks.accept(session, visit.dependencies.keyring, message)
    return kept is not Accepted.CONFLICT


async def _one(visit: Visit, agency_id: AgencyId, linkage_id: LinkageId) -> Read | Response:
    async with visit.door.write() as session:
        body = await _body(session, visit, agency_id)
        if body is None:
            return _refused(visit, "LOGIN")
        found = await referral(session, visit, body, linkage_id)
        if found is None:
            return _refused(visit, "NOT_FOUND")
        await _record(session, visit, body, [found], "view")
        return found


async def _body(session: Any, visit: Visit, agency_id: AgencyId) -> Agency | None:
    """The body whose key was shown, from the door into its district."""
    scheme, _, key = visit.request.headers.get("authorization", "").partition(" ")
    body = await agencies.agency(session, agency_id)
    if body is None or not body.active or scheme.lower() != "bearer":
        return None
    await enter(session, body.district)
    return body if await partner_access.believes(session, agency_id, key.strip()) else None


async def _record(
    session: Any, visit: Visit, body: Agency, found: list[Read], purpose: str
) -> None:
    entries = [
        AccessRecord(
            district=body.district,
            at=visit.now,
            person=PersonId(f"agency:{body.agency_id}"),
            subject=one.case_id,
            task="OpenByKey",
            outcome="allowed",
            policy_id="partner key",
            purpose=purpose,
            origin=origin_of(visit),
            request_id=visit.request_id,
        )
        for one in found
    ]
    await access_records.record_all(session, entries)


def _moment(told: str) -> datetime | None:
    """``ge2026-03-02T00:00:00Z``, also with a plus sign that was not escaped."""
    if not told:
        return None
    found = datetime.fromisoformat(told.removeprefix("ge").removeprefix("gt").replace(" ", "+"))
    if found.tzinfo is None:
        raise ValueError("a moment without a zone")
    return found.astimezone(UTC)


def _offset(told: str) -> int:
    if not (told.isascii() and told.isdecimal() and len(told) <= 6):
        raise ValueError("not a place in a list")
    return int(told)


def _further(visit: Visit, first: int) -> str:
    since = visit.request.query_params.get("_lastUpdated", "")
    asked = {"_lastUpdated": since} if since else {}
    base = f"{visit.dependencies.settings.public_url}{visit.request.url.path}"
    return f"{base}?{urlencode(asked | {'_offset': str(first)})}"


def _door(visit: Visit) -> FhirDoor:
    if visit.dependencies.fhir is None:
        raise Problem(404, "NOT_FOUND")
    return visit.dependencies.fhir


def _told(resource: dict[str, Any]) -> Response:
    return JSONResponse(resource, media_type=FHIR_JSON)


def _refused(visit: Visit, code: str, pointer: str = "", kind: str = "Task") -> Response:
    """An OperationOutcome in both languages; the reason in detail stays in our log."""
    said = []
    for language in loader.LANGUAGES:
        with loader.speaking(language):
            said.append(phrases.error_sentence("KEY_INVALID" if code == "LOGIN" else code, {}))
    place = kind + pointer.replace("/", ".") if pointer else ""
    found = _door(visit).problem(code, " / ".join(said), place)
    headers = {"WWW-Authenticate": "Bearer"} if code == "LOGIN" else None
    return JSONResponse(found, STATUS[code], headers, FHIR_JSON)
