"""A referral as ServiceRequest and Task, and the status of a Task as ours: one to one, pure.

``businessStatus`` carries our finer state; where it is missing or belongs to another
``Task.status``, the plain state of that status is meant.
"""

from typing import Any

from care.messages.served import ServedPerson, ServedReferral
from care.model.codes import DeclineReason, LinkageStatus
from care.model.service_codes import Capacity
from partners.fhir import codes

TASK_STATUS: dict[LinkageStatus, str] = {
    LinkageStatus.REQUESTED: "requested",
    LinkageStatus.RECEIVED: "requested",
    LinkageStatus.WAITLISTED: "on-hold",
    LinkageStatus.ACCEPTED: "accepted",
    LinkageStatus.SCHEDULED: "in-progress",
    LinkageStatus.STARTED: "in-progress",
    LinkageStatus.DONE: "completed",
    LinkageStatus.NOT_DELIVERED: "failed",
    LinkageStatus.PASSED_ON: "completed",
    LinkageStatus.DECLINED: "rejected",
    LinkageStatus.WITHDRAWN: "cancelled",
}
PLAIN: dict[str, LinkageStatus] = {
    "requested": LinkageStatus.REQUESTED,
    "on-hold": LinkageStatus.WAITLISTED,
    "accepted": LinkageStatus.ACCEPTED,
    "in-progress": LinkageStatus.STARTED,
    "completed": LinkageStatus.DONE,
    "failed": LinkageStatus.NOT_DELIVERED,
    "rejected": LinkageStatus.DECLINED,
    "cancelled": LinkageStatus.WITHDRAWN,
}
"""What a Task.status means by itself."""
NEEDS_REASON = frozenset({"rejected", "cancelled", "on-hold", "failed"})
"""The guide requires ``statusReason.text`` of these."""
REQUEST_STATUS = {
    "completed": "completed",
    "cancelled": "revoked",
    "rejected": "revoked",
    "failed": "revoked",
}
GROUP, PERSON = "household", "person"


def status_of(task: dict[str, Any]) -> LinkageStatus | None:
    """Ours; None for a status the loop has no state for (draft, entered-in-error)."""
    status = str(task.get("status", ""))
    told = codes.code_of(task.get("businessStatus"), codes.STATUS)
    if told in LinkageStatus.__members__ and TASK_STATUS[LinkageStatus(told)] == status:
        return LinkageStatus(told)
    return PLAIN.get(status)


def identifier(linkage_id: str) -> dict[str, str]:
    return {"system": codes.REFERRAL, "value": linkage_id}


def referral_of(resource: dict[str, Any]) -> str:
    """Our id of the referral, as the identifier carries it; empty where it carries none."""
    known = resource.get("identifier")
    found = [one for one in known if isinstance(one, dict)] if isinstance(known, list) else []
    return next((str(one.get("value", "")) for one in found if _is_ours(one)), "")


def _is_ours(one: dict[str, Any]) -> bool:
    return one.get("system") == codes.REFERRAL


def service_request(served: ServedReferral) -> dict[str, Any]:
    """What is asked, with the people inside it: they have no id anywhere."""
    status = REQUEST_STATUS.get(TASK_STATUS[served.status], "active")
    people = served.people if status == "active" else ()
    return {
        "resourceType": "ServiceRequest",
        "meta": {"profile": [codes.REQUEST_PROFILE]},
        "contained": _contained(people),
        "identifier": [identifier(served.linkage_id)],
        "status": status,
        "intent": "order",
        "category": [codes.concept(codes.NEED, served.need)],
        "priority": _priority(served),
        "code": codes.concept(codes.SERVICE, served.service),
        "subject": {"reference": f"#{GROUP if len(people) > 1 else f'{PERSON}-1'}"},
        "authoredOn": served.requested_at.isoformat(),
        "requester": {"display": served.contact},
        "reasonCode": [codes.concept(codes.NEED, served.need)],
    }


def task(served: ServedReferral, focus: str) -> dict[str, Any]:
    """Asks for the fulfilment of ``focus``, a reference to the ServiceRequest."""
    made: dict[str, Any] = {
        "resourceType": "Task",
        "meta": {"profile": [codes.TASK_PROFILE]},
        "identifier": [identifier(served.linkage_id)],
        "status": TASK_STATUS[served.status],
        "businessStatus": codes.concept(codes.STATUS, served.status),
        "intent": "order",
        "priority": _priority(served),
        "code": {"coding": [{"system": codes.TASK_CODE, "code": "fulfill"}]},
        "focus": {"reference": focus},
        "for": {"type": "Patient", "identifier": identifier(served.linkage_id)},
        "authoredOn": served.requested_at.isoformat(),
        "lastModified": (served.changed_at or served.requested_at).isoformat(),
        "requester": {"type": "Organization", "display": served.contact},
        "owner": {
            "type": "Organization",
            "identifier": {"system": f"{codes.OWN}/agency", "value": served.agency_id},
        },
        "restriction": {"period": {"end": served.answer_by.isoformat()}},
    }
    return made | _state(served)


def reason(served: ServedReferral) -> dict[str, Any]:
    """Why it stands where it stands; its text is never missing."""
    if served.status is LinkageStatus.DECLINED:
        declined = served.decline or DeclineReason.OTHER
        why = codes.concept(codes.DECLINE, declined)
        if declined in codes.DECLINED_FOR_ROOM:
            why["coding"].append(codes.room(codes.DECLINED_FOR_ROOM[declined]))
        return why
    text = {"text": codes.STATUSES[served.status][0]}
    if served.status is LinkageStatus.WAITLISTED:
        return {"coding": [codes.room(Capacity.WAITLIST)], **text}
    return text


def _state(served: ServedReferral) -> dict[str, Any]:
    state: dict[str, Any] = {}
    if TASK_STATUS[served.status] in NEEDS_REASON:
        state["statusReason"] = reason(served)
    if served.scheduled_on is not None:
        state["executionPeriod"] = {"start": served.scheduled_on.isoformat()}
    if served.part_of is not None:
        state["partOf"] = [{"reference": f"Task/{served.part_of}"}]
    if output := _output(served):
        state["output"] = [output]
    return state


def _output(served: ServedReferral) -> dict[str, Any] | None:
    resulting = {"coding": [{"system": codes.TEMPORARY, "code": codes.RESULTING_ACTIVITY}]}
    if served.passed_to is not None:
        return {"type": resulting, "valueReference": {"reference": f"Task/{served.passed_to}"}}
    if served.outcome is None or TASK_STATUS[served.status] != "completed":
        return None
    outcome = codes.concept(codes.OUTCOME, served.outcome)
    outcome["coding"].append(codes.coding(codes.SERVICE, served.service))
    return {"type": resulting, "valueCodeableConcept": outcome}


def _priority(served: ServedReferral) -> str:
    return "urgent" if served.urgent else "routine"


def _contained(people: tuple[ServedPerson, ...]) -> list[dict[str, Any]]:
    """One Patient for each; several are a Group, so that the subject is one."""
    known = people or (ServedPerson(),)
    patients = [_patient(number, person) for number, person in enumerate(known, start=1)]
    if len(known) == 1:
        return patients
    members = [{"entity": {"reference": f"#{patient['id']}"}} for patient in patients]
    group = {
        "resourceType": "Group",
        "id": GROUP,
        "type": "person",
        "actual": True,
        "member": members,
    }
    return [*patients, group]


def _patient(number: int, person: ServedPerson) -> dict[str, Any]:
    patient: dict[str, Any] = {"resourceType": "Patient", "id": f"{PERSON}-{number}"}
    if person.name:
        patient["name"] = [{"text": person.name}]
    if person.birth_year is not None:
        patient["birthDate"] = f"{person.birth_year:04}"
    if person.phone:
        patient["telecom"] = [{"system": "phone", "value": person.phone}]
    if person.address:
        patient["address"] = [{"text": person.address}]
    return patient
