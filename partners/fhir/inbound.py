"""Reads a Task a body has updated: strict JSON, valid R4, then what it answers of our referral."""

import hashlib
import json
import re
from datetime import date
from typing import Any

from pydantic import ValidationError

from care.messages.inbound import InboundRejected, IncomingAnswer
from care.model.codes import DeclineReason, ItemOutcome, LinkageStatus, PartnerAnswer
from care.model.ids import LinkageId
from partners.fhir import codes, mapping
from partners.strict_json import Faulty, strict_json

ID = re.compile(r"[A-Za-z0-9._:-]{8,80}")
NOTE_LIMIT = 2000
MOST_SESSIONS = 1000
ANSWERS: dict[LinkageStatus, PartnerAnswer] = {
    LinkageStatus.RECEIVED: PartnerAnswer.RECEIVED,
    LinkageStatus.WAITLISTED: PartnerAnswer.WAITLISTED,
    LinkageStatus.ACCEPTED: PartnerAnswer.ACCEPTED,
    LinkageStatus.DECLINED: PartnerAnswer.DECLINED,
    LinkageStatus.SCHEDULED: PartnerAnswer.SCHEDULED,
    LinkageStatus.STARTED: PartnerAnswer.STARTED,
    LinkageStatus.DONE: PartnerAnswer.DONE,
    LinkageStatus.NOT_DELIVERED: PartnerAnswer.NOT_DELIVERED,
    LinkageStatus.WITHDRAWN: PartnerAnswer.NOT_DELIVERED,
}
"""A body that cancels what it took on has not delivered it."""
DECLINED_BY_ROOM = {codes.CAPACITIES[room]: why for why, room in codes.DECLINED_FOR_ROOM.items()}
LAST = ("status", "businessStatus", "statusReason", "executionPeriod", "lastModified", "output")
"""What makes an update another one; everything else of a Task is not an answer."""


class NoAnswer(Exception):
    """The Task is sound and answers nothing."""


class NotUnderstood(Exception):
    """Not what the guide says; ``pointer`` says where."""

    def __init__(self, pointer: str) -> None:
        super().__init__(pointer)
        self.pointer = pointer


def read_task(body: bytes) -> IncomingAnswer | InboundRejected:
    """Never raises on what a stranger may send but ``NoAnswer``."""
    try:
        found = strict_json(body)
        return answer_of(found)
    except Faulty as fault:
        return InboundRejected(code="PAYLOAD_INVALID", pointer=fault.pointer)
    except NotUnderstood as wrong:
        return InboundRejected(code="PAYLOAD_INVALID", pointer=wrong.pointer)


def answer_of(found: Any) -> IncomingAnswer:
    """What a Task says, already parsed. Raises ``NoAnswer`` or names the wrong place."""
    task = _sound(found)
    referral = mapping.referral_of(task)
    if not ID.fullmatch(referral):
        raise NotUnderstood("/identifier")
    status = mapping.status_of(task)
    if status is None or status is LinkageStatus.PASSED_ON:
        raise NotUnderstood("/status")
    if status is LinkageStatus.REQUESTED or _withdrawn_by_us(task):
        raise NoAnswer
    if task["status"] in mapping.NEEDS_REASON and not _reason_text(task):
        raise NotUnderstood("/statusReason/text")
    return IncomingAnswer(
        message_id=_digest(referral, task),
        linkage_id=LinkageId(referral),
        answer=_answer(status, task),
        decline=_decline(task) if status is LinkageStatus.DECLINED else None,
        scheduled_on=_scheduled(status, task),
        outcome=_outcome(task) if status is LinkageStatus.DONE else None,
        on=_day(task, "end"),
        sessions=_sessions(task),
        note=_note(status, task),
    )


def _sound(found: Any) -> dict[str, Any]:
    from fhir.resources.R4B.task import Task

    if not isinstance(found, dict) or found.get("resourceType") != "Task":
        raise NotUnderstood("/resourceType")
    try:
        Task.model_validate(found)
    except ValidationError as faults:
        first = faults.errors(include_input=False, include_url=False)[0]
        pointer = "/" + "/".join(str(part) for part in first["loc"])
        raise NotUnderstood(pointer[:80]) from None
    return found


def _withdrawn_by_us(task: dict[str, Any]) -> bool:
    """Our own word, read again on the body's server."""
    return codes.code_of(task.get("businessStatus"), codes.STATUS) == LinkageStatus.WITHDRAWN


def _answer(status: LinkageStatus, task: dict[str, Any]) -> PartnerAnswer:
    told = ANSWERS[status]
    return PartnerAnswer.PROGRESS if told is PartnerAnswer.STARTED and _sessions(task) else told


def _decline(task: dict[str, Any]) -> DeclineReason:
    reason = task.get("statusReason")
    own = codes.code_of(reason, codes.DECLINE)
    if own in DeclineReason.__members__:
        return DeclineReason(own)
    return DECLINED_BY_ROOM.get(codes.code_of(reason, codes.TEMPORARY), DeclineReason.OTHER)


def _scheduled(status: LinkageStatus, task: dict[str, Any]) -> date | None:
    if status is LinkageStatus.SCHEDULED:
        day = _day(task, "start")
        if day is None:
            raise NotUnderstood("/executionPeriod/start")
        return day
    return _day(task, "start") if status is LinkageStatus.ACCEPTED else None


def _outcome(task: dict[str, Any]) -> ItemOutcome:
    """Our own code if there is one; a completed Task with an activity alone was fulfilled."""
    results = [one for one in _outputs(task, codes.TEMPORARY) if _is_result(one)]
    if not results:
        raise NotUnderstood("/output")
    told = [codes.code_of(one.get("valueCodeableConcept"), codes.OUTCOME) for one in results]
    known = next((one for one in told if one), ItemOutcome.ACHIEVED.value)
    if known not in ItemOutcome.__members__ or known == ItemOutcome.NOT_DELIVERED:
        raise NotUnderstood("/output")
    return ItemOutcome(known)


def _is_result(output: dict[str, Any]) -> bool:
    return codes.code_of(output.get("type"), codes.TEMPORARY) == codes.RESULTING_ACTIVITY


def _sessions(task: dict[str, Any]) -> int:
    found = [
        one.get("valueInteger", 0)
        for one in _outputs(task, codes.OUTPUT)
        if codes.code_of(one.get("type"), codes.OUTPUT) == codes.SESSIONS
    ]
    if any(not isinstance(one, int) or not 0 <= one <= MOST_SESSIONS for one in found):
        raise NotUnderstood("/output")
    return max(found, default=0)


def _outputs(task: dict[str, Any], system: str) -> list[dict[str, Any]]:
    return [one for one in task.get("output", []) if codes.code_of(one.get("type"), system)]


def _note(status: LinkageStatus, task: dict[str, Any]) -> str | None:
    """The body's own words; a reason that is only the word of its code says nothing more."""
    notes = [str(one.get("text", "")) for one in task.get("note", []) if not _from_us(one)]
    spoken = {word for table in (codes.DECLINES, codes.STATUSES) for word, _ in table.values()}
    reason = _reason_text(task)
    if task["status"] in mapping.NEEDS_REASON and reason not in spoken:
        notes.insert(0, reason)
    return "\n".join(one for one in notes if one)[:NOTE_LIMIT] or None


def _from_us(note: dict[str, Any]) -> bool:
    return str(note.get("authorString", "")).startswith(codes.OWN)


def _reason_text(task: dict[str, Any]) -> str:
    reason = task.get("statusReason")
    return str(reason.get("text", "")).strip() if isinstance(reason, dict) else ""


def _day(task: dict[str, Any], end: str) -> date | None:
    """The day of a moment of the period; a year or month alone names no day."""
    told = str((task.get("executionPeriod") or {}).get(end, ""))
    try:
        return date.fromisoformat(told[:10]) if told else None
    except ValueError:
        raise NotUnderstood(f"/executionPeriod/{end}") from None


def _digest(referral: str, task: dict[str, Any]) -> str:
    """The same update is the same message, however often it is sent."""
    told = {name: task.get(name) for name in LAST} | {"note": task.get("note")}
    canonical = json.dumps([referral, told], sort_keys=True, ensure_ascii=False)
    return f"fhir-{hashlib.sha256(canonical.encode()).hexdigest()[:40]}"
