"""One door for every body: verify, keep, answer 2xx; the relay brings it to the case later."""

from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import Response
from fastapi.responses import JSONResponse
from pydantic import SecretStr

from care.messages.inbound import InboundRejected, Incoming, IncomingCapacity
from care.model.ids import AgencyId
from i18n import loader, phrases
from store import agencies, agency_health, danger, linkages, webhooks
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
    "TOO_BUSY": 429,
}

area = Area("/webhooks")


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
    found = await _read(visit, agency_id, body)
    if isinstance(found, InboundRejected):
        log.warning("webhook_refused", agency=agency_id, code=found.code)
        await _note_skew(visit, agency_id, found)
        return refused(found.code, found.pointer)
    return await _keep(visit, agency_id, body, found)


async def _read(visit: Visit, agency_id: AgencyId, body: bytes) -> Incoming | InboundRejected:
    """An unknown body looks like a wrong signature; a note is held to what every text is."""
    async with visit.door.read() as session:
        known = await agencies.agency(session, agency_id)
        if known is None or not known.active:
            return InboundRejected(code="SIGNATURE_INVALID")
        await enter(session, known.district)
        kept = await agencies.secrets(session, visit.dependencies.keyring, agency_id)
    secrets = tuple(SecretStr(one) for one in kept.receiving)
    found = visit.dependencies.read_answer(body, dict(visit.request.headers), secrets)
    if not isinstance(found, InboundRejected) and text_fault(found.note or ""):
        return InboundRejected(code="PAYLOAD_INVALID", pointer="/note")
    return found


async def _keep(visit: Visit, agency_id: AgencyId, body: bytes, found: Incoming) -> Response:
    """Another body's referral is as good as none (SR-41), and so is that of a hidden household."""
    async with visit.door.write() as session:
        known = await agencies.agency(session, agency_id)
        if known is None:
            return refused("NOT_FOUND")
        await enter(session, known.district)
        if not await _is_theirs(visit, session, agency_id, found):
            return refused("NOT_FOUND")
        message = InboundMessage(
            agency_id, known.district, found.message_id, body.decode(), visit.now
        )
        accepted = await webhooks.accept(session, visit.dependencies.keyring, message)
    if accepted is Accepted.CONFLICT:
        log.error("webhook_id_reused", agency=agency_id)
        return refused("ID_REUSED")
    status = 202 if accepted is Accepted.NEW else 200
    return JSONResponse({"status": accepted.value}, status)


async def _is_theirs(visit: Visit, session: Any, agency_id: AgencyId, found: Incoming) -> bool:
    """Its room is a body's own word; the rest must be of a referral asked of it."""
    if isinstance(found, IncomingCapacity):
        return True
    case_id = await linkages.case_of_linkage(session, agency_id, found.linkage_id)
    knock = Knock(None, agency_id, case_id or "")
    return not await danger.knocked(session, knock, visit.now) and case_id is not None


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
