"""A body's word on its room, as the guide's capacity page tells it.

Before anybody asks: a HealthcareService whose ``type`` is a service of ours and whose extension
says one of four codes. After a referral: a Task rejected for want of room or put on a waiting list
speaks for the service it was asked of. ``capacityNotes`` are words and are not read.
"""

import hashlib
import json
from typing import Any

from pydantic import ValidationError

from care.messages.inbound import InboundRejected, IncomingAnswer, IncomingCapacity
from care.model.codes import DeclineReason, PartnerAnswer, ServiceType
from care.model.service_codes import Capacity
from partners.fhir import codes
from partners.fhir.inbound import NotUnderstood
from partners.strict_json import Faulty, strict_json

KIND = "HealthcareService"
EXTENSION = f"{codes.GUIDE}/StructureDefinition/SDOHCC-ExtensionHealthcareServiceCapacityStatus"
STATUS = "capacityStatus"
MEANS = {code: room for room, code in codes.CAPACITIES.items()}


def read_room(body: bytes, at: str) -> tuple[IncomingCapacity, ...] | InboundRejected:
    """Never raises on what a stranger may send; ``at`` tells one telling from the next."""
    try:
        return rooms_of(strict_json(body), at)
    except Faulty as fault:
        return InboundRejected(code="PAYLOAD_INVALID", pointer=fault.pointer)
    except NotUnderstood as wrong:
        return InboundRejected(code="PAYLOAD_INVALID", pointer=wrong.pointer)


def rooms_of(found: Any, at: str) -> tuple[IncomingCapacity, ...]:
    """One for each service of ours it is; none where it is out of use. Or names the wrong place."""
    offered = _sound(found)
    services = _services(offered)
    if not services:
        raise NotUnderstood("/type")
    room = MEANS.get(_told(offered))
    if room is None:
        raise NotUnderstood("/extension")
    if offered.get("active") is False:
        return ()
    return tuple(
        IncomingCapacity(message_id=_digest(one, room, at), service=one, capacity=room)
        for one in services
    )


def room_after(told: IncomingAnswer, service: ServiceType) -> IncomingCapacity | None:
    """What an answer to a referral says of the room for the next one; most say nothing.

    That one person needs an assessment first says nothing of others.
    """
    if told.answer is PartnerAnswer.WAITLISTED:
        room = Capacity.WAITLIST
    elif told.decline is DeclineReason.NO_CAPACITY:
        room = Capacity.FULL
    else:
        return None
    message_id = f"{told.message_id}-room"
    return IncomingCapacity(message_id=message_id, service=service, capacity=room)


def _sound(found: Any) -> dict[str, Any]:
    from fhir.resources.R4B.healthcareservice import HealthcareService

    if not isinstance(found, dict) or found.get("resourceType") != KIND:
        raise NotUnderstood("/resourceType")
    try:
        HealthcareService.model_validate(found)
    except ValidationError as faults:
        first = faults.errors(include_input=False, include_url=False)[0]
        pointer = "/" + "/".join(str(part) for part in first["loc"])
        raise NotUnderstood(pointer[:80]) from None
    return found


def _services(offered: dict[str, Any]) -> list[ServiceType]:
    told = [codes.code_of(one, codes.SERVICE) for one in offered.get("type", [])]
    return [ServiceType(one) for one in dict.fromkeys(told) if one in ServiceType.__members__]


def _told(offered: dict[str, Any]) -> str:
    """The code of the guide; anything else is never taken for room."""
    whole = [one for one in offered.get("extension", []) if one.get("url") == EXTENSION]
    parts = [part for one in whole for part in one.get("extension", [])]
    told = [one.get("valueCodeableConcept") for one in parts if one.get("url") == STATUS]
    return next((code for one in told if (code := codes.code_of(one, codes.TEMPORARY))), "")


def _digest(service: ServiceType, room: Capacity, at: str) -> str:
    canonical = json.dumps([service, room, at])
    return f"fhir-room-{hashlib.sha256(canonical.encode()).hexdigest()[:40]}"
