"""Referrals and Tasks written after the guide's own examples; all people invented."""

from datetime import UTC, date, datetime
from typing import Any

from care.messages.served import ServedPerson, ServedReferral
from care.model.codes import NeedArea, ServiceType
from care.model.ids import AgencyId, LinkageId
from partners.fhir import codes

REFERRAL = LinkageId("linkage-000001")
SERVED = ServedReferral(
    linkage_id=REFERRAL,
    agency_id=AgencyId("dodam-clinic"),
    service=ServiceType.HOME_VISIT_DOCTOR,
    need=NeedArea.HEALTH,
    urgent=True,
    requested_at=datetime(2026, 3, 2, 1, tzinfo=UTC),
    answer_by=date(2026, 3, 9),
    contact="https://hamkke.example.kr",
    people=(
        ServedPerson(name="윤다온", birth_year=1950, phone="010-1234-5678", address="한들읍 길 7"),
        ServedPerson(name="윤가람", birth_year=2014),
    ),
)
RESULT = {"coding": [{"system": codes.TEMPORARY, "code": "resulting-activity"}]}


def a_task(status: str, **more: Any) -> dict[str, Any]:
    """As the guide's referral management examples stand, with our identifier."""
    return {
        "resourceType": "Task",
        "id": "SDOHCC-TaskReferralExample",
        "meta": {
            "versionId": "4",
            "lastUpdated": "2026-03-03T02:50:16.069+00:00",
            "profile": [codes.TASK_PROFILE],
        },
        "identifier": [{"system": codes.REFERRAL, "value": REFERRAL}],
        "status": status,
        "intent": "order",
        "code": {
            "coding": [
                {
                    "system": codes.TASK_CODE,
                    "code": "fulfill",
                    "display": "Fulfill the focal request",
                }
            ]
        },
        "focus": {"reference": "ServiceRequest/SDOHCC-ServiceRequestExample"},
        "for": {"reference": "Patient/pat-1"},
        "authoredOn": "2026-03-02T01:00:00.671Z",
        "requester": {"reference": "Organization/Requester"},
        "owner": {"reference": "Organization/Clinic", "display": "도담의원"},
        **more,
    }


EXAMPLES: dict[str, dict[str, Any]] = {
    "received": a_task(
        "requested",
        businessStatus={"coding": [{"system": codes.STATUS, "code": "RECEIVED"}]},
    ),
    "accepted": a_task("accepted"),
    "accepted_for_a_day": a_task("accepted", executionPeriod={"start": "2026-03-12"}),
    "waitlist": a_task(
        "on-hold",
        statusReason={
            "coding": [{"system": codes.TEMPORARY, "code": "waitlist"}],
            "text": "waitlist",
        },
    ),
    "no_capacity": a_task(
        "rejected",
        statusReason={
            "coding": [{"system": codes.TEMPORARY, "code": "no-capacity"}],
            "text": "No capacity until April",
        },
    ),
    "rejected_in_words": a_task("rejected", statusReason={"text": "담당 의사가 없습니다"}),
    "scheduled": a_task(
        "in-progress",
        businessStatus={"coding": [{"system": codes.STATUS, "code": "SCHEDULED"}]},
        executionPeriod={"start": "2026-03-12T10:00:00+09:00"},
    ),
    "begun": a_task("in-progress"),
    "two_sessions": a_task(
        "in-progress",
        output=[
            {
                "type": {"coding": [{"system": codes.OUTPUT, "code": codes.SESSIONS}]},
                "valueInteger": 2,
            }
        ],
    ),
    "completed": a_task(
        "completed",
        output=[{"type": RESULT, "valueReference": {"reference": "Procedure/FoodPantry"}}],
    ),
    "partly": a_task(
        "completed",
        executionPeriod={"start": "2026-03-12", "end": "2026-04-01"},
        output=[
            {
                "type": RESULT,
                "valueCodeableConcept": {"coding": [{"system": codes.OUTCOME, "code": "PARTLY"}]},
            }
        ],
    ),
    "failed": a_task("failed", statusReason={"text": "세 번 찾아갔으나 만나지 못함"}),
    "cancelled": a_task("cancelled", statusReason={"text": "Patient moved away"}),
}
