"""One door for every body: verify, keep, answer 2xx; the relay brings it to the case later."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import Response
from fastapi.responses import JSONResponse
from pydantic import SecretStr

from care.messages.inbound import InboundRejected, Incoming, IncomingCapacity
from care.model.ids import AgencyId
from i18n import loader, phrases
from store import agencies, agency_health, danger, erasure, linkages, webhooks
from store.danger import Knock
from store.database import Busy, enter
from store.webhooks import Accepted, InboundMessage
from web.access import Access, Area, Here
from web.forms import text_fault
from web.visitor import Visit

log = structlog.get_logger()
MAX_BODY = 64 * 1024
RETRY_AFTER = "3"
"""Seconds; by then the writers before it are through (F15)."""
STATUS: Mapping[str, int] = {
    "SIGNATURE_INVALID": 401,
    "TIMESTAMP_OUT_OF_RANGE": 401,
    "PAYLOAD_INVALID": 400,
    "TOO_LARGE": 413,
    "NOT_FOUND": 404,
    "ID_REUSED": 409,
    "CASE_ERASED": 410,
    "TOO_BUSY": 429,
}

NOBODY = Knock(None, None)
"""At no door: there is no such referral."""
GONE = Knock(None, None, "erased")
"""Where a case was that is erased: nothing of the message is kept (F13)."""

area = Area("/webhooks")


@dataclass(frozen=True)
class Read:
    """A verified message, and how it is kept."""

    found: Incoming
    message: InboundMessage


@area.post("/partners/{agency_id}", access=Access.to_all("signed with the body's own secret"))
async def answer(visit: Here, agency_id: AgencyId) -> Response:
    body = await visit.request.body()
    if len(body) > MAX_BODY:
        return refused("TOO_LARGE")
    try:
        return await _take(visit, agency_id, body)
    except Busy:
        log.warning("webhook_busy", agency=agency_id)
        later = refused("TOO_BUSY")
        later.headers["retry-after"] = RETRY_AFTER
        return later


async def _take(visit: Visit, agency_id: AgencyId, body: bytes) -> Response:
    """Everything is read before the one short write, which takes what came meanwhile with it."""
    async with visit.door.read() as session:
        read = await _read(session, visit, agency_id, body)
        found = await _placed(session, visit, read) if isinstance(read, Read) else read
    if isinstance(found, InboundRejected):
        log.warning("webhook_refused", agency=agency_id, code=found.code)
        await _note_skew(visit, agency_id, found)
        return refused(found.code, found.pointer)
    if isinstance(found, Knock):
        if found.agency is not None:
            await _alerted(visit, found)
        return refused("CASE_ERASED" if found is GONE else "NOT_FOUND")
    if not isinstance(found, Accepted):
        found = await visit.request.app.state.inbox.add(found)
    return _answered(agency_id, found)


async def _read(
    session: Any, visit: Visit, agency_id: AgencyId, body: bytes
) -> Read | InboundRejected:
    """An unknown body looks like a wrong signature; a note is held to what every text is."""
    known = await agencies.agency(session, agency_id)
    if known is None or not known.active:
        return InboundRejected(code="SIGNATURE_INVALID")
    await enter(session, known.district)
    kept = await agencies.secrets(session, visit.dependencies.keyring, agency_id)
    secrets = tuple(SecretStr(one) for one in kept.receiving)
    found = visit.dependencies.read_answer(body, dict(visit.request.headers), secrets)
    if isinstance(found, InboundRejected):
        return found
    if text_fault(found.note or ""):
        return InboundRejected(code="PAYLOAD_INVALID", pointer="/note")
    message = InboundMessage(agency_id, known.district, found.message_id, body.decode(), visit.now)
    return Read(found, message)


async def _placed(session: Any, visit: Visit, read: Read) -> InboundMessage | Accepted | Knock:
    """Another body's referral is as good as none (SR-41), and so is that of a hidden household.

    Its room is a body's own word; the rest must be of a referral asked of it.
    """
    message = read.message
    if not isinstance(read.found, IncomingCapacity):
        linkage_id = read.found.linkage_id
        case_id = await linkages.case_of_linkage(session, message.agency_id, linkage_id)
        if case_id is None:
            return NOBODY
        if await erasure.is_erased(session, case_id):
            return GONE
        if await danger.hides(session, message.agency_id, case_id):
            return Knock(None, message.agency_id, case_id)
    return await webhooks.known(session, message) or message


async def _alerted(visit: Visit, knock: Knock) -> None:
    async with visit.door.write() as session:
        known = await agencies.agency(session, knock.agency or AgencyId(""))
        if known is not None:
            await enter(session, known.district)
            await danger.knocked(session, knock, visit.now)


def _answered(agency_id: AgencyId, accepted: Accepted) -> Response:
    if accepted is Accepted.CONFLICT:
        log.error("webhook_id_reused", agency=agency_id)
        return refused("ID_REUSED")
    status = 202 if accepted is Accepted.NEW else 200
    return JSONResponse({"status": accepted.value}, status)


async def _note_skew(visit: Visit, agency_id: AgencyId, found: InboundRejected) -> None:
    if found.skew_seconds is None:
        return
    async with visit.door.write() as session:
        known = await agencies.agency(session, agency_id)
        if known is not None:
            await enter(session, known.district)
            await agency_health.note_skew(
                session, agency_id, known.district, found.skew_seconds, visit.now
            )


def refused(code: str, pointer: str = "") -> Response:
    """The same words to everybody, in both languages; the reason in detail stays in our log."""
    content: dict[str, Any] = {"code": code}
    for language in loader.LANGUAGES:
        with loader.speaking(language):
            content[f"message_{language}"] = phrases.error_sentence(code, {})
    if pointer:
        content["pointer"] = pointer
    return JSONResponse(content, STATUS[code])
