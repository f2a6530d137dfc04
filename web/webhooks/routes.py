"""One door for every body: verify, keep, answer 2xx; the relay brings it to the case later."""

from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import Response
from fastapi.responses import JSONResponse

from care.messages.inbound import InboundRejected
from care.model.ids import AgencyId
from i18n import loader, phrases
from store import agencies, agency_health, danger
from store.danger import Knock
from store.database import Busy, enter
from store.webhooks import Accepted
from web.access import Access, Area, Here
from web.visitor import Visit
from web.webhooks.keeping import GONE, Arrived

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
    """Verified and kept with what came meanwhile; then this one is answered."""
    reader, headers = visit.dependencies.read_answer, visit.request.headers
    arrived = Arrived(agency_id, body, headers, visit.now, reader)
    found = await visit.request.app.state.inbox.add(arrived)
    if isinstance(found, InboundRejected):
        log.warning("webhook_refused", agency=agency_id, code=found.code)
        await _note_skew(visit, agency_id, found)
        return refused(found.code, found.pointer)
    if isinstance(found, Knock):
        if found.agency is not None:
            await _alerted(visit, found)
        return refused("CASE_ERASED" if found is GONE else "NOT_FOUND")
    return _answered(agency_id, found)


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
