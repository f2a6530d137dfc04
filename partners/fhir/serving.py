"""Our side of "direct referral light": the referrals of one body as resources it reads and updates.

A Task and its ServiceRequest have the id of the referral, so that a body needs to keep one id.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from care.messages.inbound import InboundRejected, IncomingAnswer, IncomingCapacity
from care.messages.served import ServedReferral
from care.model.codes import ServiceType
from partners.fhir import mapping, room
from partners.fhir.inbound import NoAnswer, read_task

ISSUE = {
    "NOT_FOUND": "not-found",
    "LOGIN": "login",
    "TOO_LARGE": "too-long",
    "ID_REUSED": "conflict",
}
"""Issue types of FHIR; whatever is not named is ``invalid``."""


class FhirPages:
    def read(self, body: bytes) -> IncomingAnswer | InboundRejected | None:
        try:
            return read_task(body)
        except NoAnswer:
            return None

    def read_room(self, body: bytes, at: str) -> tuple[IncomingCapacity, ...] | InboundRejected:
        return room.read_room(body, at)

    def room_after(self, told: IncomingAnswer, service: ServiceType) -> IncomingCapacity | None:
        return room.room_after(told, service)

    def task(self, served: ServedReferral) -> dict[str, Any]:
        made = mapping.task(served, f"ServiceRequest/{served.linkage_id}")
        return _with_id(made, served)

    def request(self, served: ServedReferral) -> dict[str, Any]:
        return _with_id(mapping.service_request(served), served)

    def bundle(self, served: Sequence[ServedReferral], total: int, further: str) -> dict[str, Any]:
        made: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "total": total}
        if further:
            made["link"] = [{"relation": "next", "url": further}]
        if served:
            made["entry"] = [
                {"resource": self.task(one), "search": {"mode": "match"}} for one in served
            ]
        return made

    def problem(self, code: str, words: str, place: str) -> dict[str, Any]:
        issue: dict[str, Any] = {
            "severity": "error",
            "code": ISSUE.get(code, "invalid"),
            "details": {"text": words},
            "diagnostics": code,
        }
        if place:
            issue["expression"] = [place]
        return {"resourceType": "OperationOutcome", "issue": [issue]}

    def statement(self, at: datetime) -> dict[str, Any]:
        searches = [
            {"name": "identifier", "type": "token"},
            {"name": "_lastUpdated", "type": "date"},
        ]
        return {
            "resourceType": "CapabilityStatement",
            "status": "active",
            "date": at.date().isoformat(),
            "kind": "instance",
            "implementation": {"description": "Hamkke"},
            "fhirVersion": "4.0.1",
            "format": ["json"],
            "rest": [
                {
                    "mode": "server",
                    "resource": [
                        {
                            "type": "Task",
                            "interaction": [
                                {"code": one} for one in ("read", "update", "search-type")
                            ],
                            "searchParam": searches,
                        },
                        {"type": "ServiceRequest", "interaction": [{"code": "read"}]},
                        {"type": room.KIND, "interaction": [{"code": "update"}]},
                    ],
                }
            ],
        }


def _with_id(made: dict[str, Any], served: ServedReferral) -> dict[str, Any]:
    """A word on how it goes makes a new version of the resource; the Task itself says the same."""
    changed = served.changed_at or served.requested_at
    updated = max(changed, served.told_at or changed).isoformat()
    meta = made["meta"] | {"lastUpdated": updated}
    return made | {"id": served.linkage_id, "meta": meta}
