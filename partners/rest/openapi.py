"""The protocol as an OpenAPI document, made from the very models both sides speak with.

``hamkke partner openapi`` prints it; ``docs/partner-protocol.openapi.json`` is that print.
"""

import json
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from partners.rest.protocol import (
    MAX_BODY,
    CapacityTold,
    ConcernRaised,
    ReferralAnswer,
    ReferralKnown,
    ReferralReminder,
    ReferralRequest,
    ReferralWithdrawal,
)
from partners.rest.signing import ID, SIGNATURE, TIMESTAMP

VERSION = "1"
SCHEMAS = "#/components/schemas/"
TELLING: tuple[type[BaseModel], ...] = (ReferralAnswer, ConcernRaised, CapacityTold)
"""What a body may tell by webhook, each known by its ``type``."""
MESSAGES: tuple[type[BaseModel], ...] = (
    ReferralRequest,
    ReferralWithdrawal,
    ReferralReminder,
    ReferralKnown,
    *TELLING,
)
REFUSALS: dict[int, tuple[str, tuple[str, ...]]] = {
    400: ("The message is not what the protocol says.", ("PAYLOAD_INVALID",)),
    401: (
        "Not signed with a secret of this body, or outside five minutes.",
        ("SIGNATURE_INVALID", "TIMESTAMP_OUT_OF_RANGE"),
    ),
    404: ("No such referral was asked of this body.", ("NOT_FOUND",)),
    409: ("This id was used before for another message.", ("ID_REUSED",)),
    410: ("The case was erased; nothing of the message is kept.", ("CASE_ERASED",)),
    413: (f"More than {MAX_BODY} bytes.", ("TOO_LARGE",)),
    429: ("Too much at once; the same again after Retry-After.", ("TOO_BUSY",)),
}
"""What Hamkke answers to a message it does not keep."""
HEADERS: dict[str, str] = {
    ID: "Names the message; the same in every repeat of it.",
    TIMESTAMP: "Seconds since 1970 (UTC) of this attempt.",
    SIGNATURE: "v1, a comma, and the base64 of HMAC-SHA256 over id.timestamp.body.",
}


def document() -> dict[str, Any]:
    """OpenAPI 3.1: ``paths`` are the body's to offer, ``webhooks`` are Hamkke's."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hamkke partner protocol",
            "version": VERSION,
            "description": "Signed JSON between a district and a partner body. Signatures follow "
            "Standard Webhooks in both directions. See docs/partner-protocol.md.",
        },
        "paths": {
            "/referrals": {"post": _referral()},
            "/referrals/{referral}": {"parameters": [_which()], "get": _lookup()},
            "/referrals/{referral}/withdrawal": {"parameters": [_which()], "post": _withdrawal()},
            "/referrals/{referral}/reminder": {"parameters": [_which()], "post": _reminder()},
        },
        "webhooks": {"/webhooks/partners/{agency}": {"post": _answer()}},
        "components": {"schemas": _schemas()},
    }


def printed() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=2) + "\n"


def _referral() -> dict[str, Any]:
    return {
        "operationId": "requestReferral",
        "summary": "A district asks the body for a service.",
        "parameters": [*_signed(), _idempotency()],
        "requestBody": _body(ReferralRequest),
        "responses": _taken(),
    }


def _withdrawal() -> dict[str, Any]:
    return {
        "operationId": "withdrawReferral",
        "summary": "The district takes a referral back: stop, and destroy what was received.",
        "parameters": [*_signed(), _idempotency()],
        "requestBody": _body(ReferralWithdrawal),
        "responses": _taken(),
    }


def _reminder() -> dict[str, Any]:
    return {
        "operationId": "remindOfReferral",
        "summary": "Please answer, or say how the service goes; nobody is named.",
        "parameters": [*_signed(), _idempotency()],
        "requestBody": _body(ReferralReminder),
        "responses": _taken(),
    }


def _lookup() -> dict[str, Any]:
    known = {"application/json": {"schema": {"$ref": f"{SCHEMAS}{ReferralKnown.__name__}"}}}
    return {
        "operationId": "findReferral",
        "summary": "Whether the body holds a referral; asked before one is sent a second time.",
        "parameters": [*_signed(), _idempotency()],
        "responses": {
            "200": {"description": "It does, or it does not.", "content": known},
            "4XX": {"description": "It cannot be asked; a person is told of the second sending."},
            "5XX": {"description": "Asked again later."},
        },
    }


def _which() -> dict[str, Any]:
    return _path("referral", "The id of the referral.")


def _answer() -> dict[str, Any]:
    kept = {
        "200": {"description": "Known already; nothing was changed."},
        "202": {"description": "Kept; it reaches the case within seconds."},
    }
    return {
        "operationId": "tell",
        "summary": "The body tells its decision, progress or outcome, a concern, or its room.",
        "parameters": [_path("agency", "The id the district gave the body."), *_signed()],
        "requestBody": _body(*TELLING),
        "responses": kept | {str(status): _refused(status) for status in REFUSALS},
    }


def _taken() -> dict[str, Any]:
    return {
        "2XX": {"description": "Kept. Decide later and answer by webhook."},
        "408": {"description": "Repeated later, as are 409, 425, 429 and every 5XX."},
        "4XX": {"description": "Refused for good; a person of the district takes over."},
        "5XX": {"description": "Repeated with growing pauses, under the same id."},
    }


def _refused(status: int) -> dict[str, Any]:
    words, codes = REFUSALS[status]
    schema = {
        "type": "object",
        "required": ["code", "message_ko", "message_en"],
        "properties": {
            "code": {"type": "string", "enum": list(codes)},
            "message_ko": {"type": "string"},
            "message_en": {"type": "string"},
            "pointer": {"type": "string", "description": "Where in the message."},
        },
    }
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _body(*messages: type[BaseModel]) -> dict[str, Any]:
    which = [{"$ref": f"{SCHEMAS}{message.__name__}"} for message in messages]
    schema: dict[str, Any] = which[0] if len(which) == 1 else {"oneOf": which}
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _signed() -> list[dict[str, Any]]:
    return [_header(name, words) for name, words in HEADERS.items()]


def _idempotency() -> dict[str, Any]:
    return _header("idempotency-key", f"The same as {ID}.")


def _header(name: str, words: str) -> dict[str, Any]:
    schema = {"type": "string"}
    return {"name": name, "in": "header", "required": True, "description": words, "schema": schema}


def _path(name: str, words: str) -> dict[str, Any]:
    schema = {"type": "string"}
    return {"name": name, "in": "path", "required": True, "description": words, "schema": schema}


def _schemas() -> dict[str, Any]:
    wanted = [(message, "validation") for message in MESSAGES]
    _, made = models_json_schema(wanted, ref_template=SCHEMAS + "{model}")  # type: ignore[arg-type]
    found: dict[str, Any] = made["$defs"]
    return found
