"""Reads a body's signed answer: signature first, then strict JSON, then the protocol's shape."""

from datetime import UTC, datetime

from pydantic import SecretStr, ValidationError

from care.messages.inbound import (
    InboundRejected,
    Incoming,
    IncomingAnswer,
    IncomingCapacity,
    IncomingConcern,
)
from care.model.codes import PartnerAnswer
from care.model.ids import AgencyId, LinkageId
from partners.rest.protocol import CapacityTold, ConcernRaised, ReferralAnswer, Told, told
from partners.rest.signing import TIMESTAMP, SignatureInvalid, signed_at, verify
from partners.strict_json import Faulty, strict_json

TOLERANCE_SECONDS = 300
NEEDED = {
    PartnerAnswer.DECLINED: "decline_reason",
    PartnerAnswer.SCHEDULED: "scheduled_on",
    PartnerAnswer.DONE: "outcome",
}
"""Nothing closes without a reason or an outcome."""


def read_answer(
    body: bytes, headers: dict[str, str], secrets: tuple[SecretStr, ...]
) -> Incoming | InboundRejected:
    """Never raises on what a stranger may send."""
    if _off_time(headers.get(TIMESTAMP, "")):
        return InboundRejected(
            code="TIMESTAMP_OUT_OF_RANGE", skew_seconds=_skew(signed_at(body, headers, secrets))
        )
    try:
        message_id = verify(body, headers, secrets)
    except SignatureInvalid:
        return InboundRejected(code="SIGNATURE_INVALID")
    try:
        message = told(strict_json(body))
    except Faulty as fault:
        return InboundRejected(code="PAYLOAD_INVALID", pointer=fault.pointer)
    except ValidationError as faults:
        return InboundRejected(code="PAYLOAD_INVALID", pointer=_pointer(faults))
    left_out = _left_out(message)
    if left_out:
        return InboundRejected(code="PAYLOAD_INVALID", pointer=f"/{left_out}")
    return incoming(message_id, message)


def _left_out(message: Told) -> str:
    """The field without which an answer says nothing; told at the door, where the sender hears it.

    What was kept by an earlier release is not asked again.
    """
    if not isinstance(message, ReferralAnswer):
        return ""
    field = NEEDED.get(message.answer, "")
    return field if field and getattr(message, field) is None else ""


def incoming(message_id: str, message: Told) -> Incoming:
    """What a kept message means; also for the relay that brings it to its case later."""
    match message:
        case ReferralAnswer():
            return _answer(message_id, message)
        case ConcernRaised():
            return IncomingConcern(
                message_id=message_id,
                linkage_id=LinkageId(message.referral),
                concern=message.concern,
                red_flag=message.red_flag,
                note=message.note,
            )
        case CapacityTold():
            return IncomingCapacity(
                message_id=message_id,
                service=message.service,
                capacity=message.capacity,
                free=message.free,
                waits_days=message.waits_days,
            )


def _answer(message_id: str, message: ReferralAnswer) -> IncomingAnswer:
    return IncomingAnswer(
        message_id=message_id,
        linkage_id=LinkageId(message.referral),
        answer=message.answer,
        decline=message.decline_reason,
        scheduled_on=message.scheduled_on,
        outcome=message.outcome,
        on=message.on,
        sessions=message.sessions,
        proposed=AgencyId(message.proposed) if message.proposed else None,
        note=message.note,
    )


def _off_time(timestamp: str) -> bool:
    """A missing or unreadable timestamp is the signature check's to refuse."""
    if not (timestamp.isascii() and timestamp.isdecimal()):
        return False
    return abs(datetime.now(UTC).timestamp() - int(timestamp)) > TOLERANCE_SECONDS


def _skew(at: int | None) -> int | None:
    return None if at is None else round(at - datetime.now(UTC).timestamp())


def _pointer(faults: ValidationError) -> str:
    first = faults.errors(include_input=False, include_url=False)[0]
    return "/" + "/".join(str(part) for part in first["loc"])
