"""Lines of the read model, made from a snapshot; pure but for sealing."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from care.messages.events import LinkageRequested, Recorded, ResourceRecorded
from care.model.codes import Role
from care.model.ids import CaseId, PersonId
from care.model.linkage import Linkage
from care.model.work import CaseSnapshot, Deadline, DeadlineKind, Task, TaskKind
from store.chains import Chain, chains
from store.keyring import district_of
from store.sealing import Place, seal

Row = dict[str, Any]


@dataclass(frozen=True)
class Acted:
    """Who made the step, and when."""

    by: PersonId
    at: datetime
    role: Role

    @property
    def is_person(self) -> bool:
        return self.role is not Role.SYSTEM


def acted(events: Iterable[Recorded]) -> Acted | None:
    last = max(events, key=lambda recorded: recorded.sequence, default=None)
    return None if last is None else Acted(last.actor, last.at, last.role)


def case_row(snapshot: CaseSnapshot, key: bytes, by: Acted | None) -> Row:
    """One line of ``cases``."""
    waiting, person = snapshot.waiting, by if by is not None and by.is_person else None
    following = snapshot.next_steps[0] if snapshot.next_steps else None
    return {
        **_plain(snapshot),
        "waiting_code": waiting.code,
        "waiting_role": str(waiting.role),
        "waiting_person": waiting.person,
        "waiting_since": waiting.since,
        "waiting_due": waiting.due,
        "next_at": snapshot.next_at,
        "next_code": following.code if following else None,
        "acted_at": person.at if person else None,
        "acted_by": person.by if person else None,
        **standing(snapshot),
        "snapshot": seal(
            key, snapshot.model_dump_json(exclude_defaults=True), snapshot_place(snapshot.case_id)
        ),
    }


def _plain(snapshot: CaseSnapshot) -> Row:
    return {
        "case_id": snapshot.case_id,
        "district": snapshot.district,
        "case_number": snapshot.case_number,
        "office": snapshot.office,
        "household_id": snapshot.household_id,
        "revision": snapshot.revision,
        "stage": str(snapshot.stage),
        "stage_since": snapshot.stage_since,
        "opened_at": snapshot.opened_at,
        "received_at": snapshot.received_at,
        "level": snapshot.level,
        "proposed_level": snapshot.proposed_level,
        "risk": snapshot.risk,
        "urgent": snapshot.urgent,
        "owner": snapshot.owner,
        "co_owner": snapshot.co_owner,
        "address_protected": snapshot.address_protected,
        "policy_version": snapshot.policy_version,
        "policy_hash": snapshot.policy_hash,
        "last_contact_at": snapshot.last_contact_at,
        "next_contact_on": snapshot.next_contact_on,
        "public_total": snapshot.public_total,
        "private_total": snapshot.private_total,
        "former": snapshot.former.case_id if snapshot.former else None,
        "kinship": str(snapshot.former.kinship) if snapshot.former else None,
    }


REACHING = (
    DeadlineKind.FIRST_CONTACT,
    DeadlineKind.CONTACT,
    DeadlineKind.VISIT,
    DeadlineKind.HOLD_CONTACT,
    DeadlineKind.TRANSFER_CONTACT,
)
"""Clocks by which the household has to be reached."""


def standing(snapshot: CaseSnapshot) -> Row:
    """Why and since when a case may stand still, and who carries it meanwhile."""
    rung = snapshot.next_steps[0] if snapshot.next_steps else None
    pause = snapshot.pause if snapshot.pause and snapshot.pause.until is None else None
    contact, stalled = _earliest(snapshot, REACHING), _stalled(snapshot)
    reasons = (snapshot.waiting.due, contact, stalled.due if stalled else None)
    return {
        "waiting_subject": snapshot.waiting.subject or None,
        "rung_at": rung.at if rung else None,
        "rung_kind": str(rung.kind) if rung else None,
        "rung_to": str(rung.to) if rung else None,
        "last_met_at": snapshot.last_met_at,
        "progress_at": snapshot.progress_at,
        "contact_due": contact,
        "visit_due": _earliest(snapshot, (DeadlineKind.VISIT,)),
        "stall_since": stalled.since if stalled else None,
        "stalls_at": min((one for one in reasons if one is not None), default=None),
        "hold_since": snapshot.hold.since if snapshot.hold else None,
        "paused_until": pause.resume_on if pause else None,
        "cover": snapshot.cover.person if snapshot.cover else None,
        "cover_until": snapshot.cover.until if snapshot.cover else None,
    }


def _earliest(snapshot: CaseSnapshot, kinds: tuple[DeadlineKind, ...]) -> datetime | None:
    return min((one.due for one in snapshot.deadlines if one.kind in kinds), default=None)


def _stalled(snapshot: CaseSnapshot) -> Deadline | None:
    """The clock of standing still, once a rung of its ladder has made an item of it."""
    keys = {task.deadline for task in snapshot.tasks if task.kind is TaskKind.ANSWER_STALL}
    return next((one for one in snapshot.deadlines if one.key in keys), None)


def snapshot_place(case_id: str) -> Place:
    return Place("cases", "snapshot", case_id, district_of(case_id))


def task_id(case_id: CaseId, task: Task) -> str:
    """Derived, so that a rebuild finds the same id: of the case, the key and the wait's start."""
    text = f"{case_id}|{task.key}|{task.since.isoformat()}"
    return base64.b32encode(hashlib.sha256(text.encode()).digest())[:24].decode().lower()


def task_row(snapshot: CaseSnapshot, task: Task) -> Row:
    """One line of ``tasks`` as the case sees it: open, and silent about the desk."""
    return {
        "task_id": task_id(snapshot.case_id, task),
        "case_id": snapshot.case_id,
        "key": task.key,
        "district": snapshot.district,
        "office": snapshot.office,
        "kind": str(task.kind),
        "subject": task.subject,
        "role": str(task.role),
        "person": task.person,
        "requester": task.requester,
        "since": task.since,
        "due": task.due,
        "deadline": task.deadline,
        "priority": task.priority,
        "returned": task.returned,
        "escalated_to": str(task.escalated_to) if task.escalated_to else None,
        "pair": task.pair,
        "done_at": None,
        "done_by": None,
    }


def linkage_rows(snapshot: CaseSnapshot) -> list[Row]:
    """Lines of ``linkages``, all but when the body first answered: that is in the events alone."""
    return [
        _linkage_row(snapshot, linkage, chain)
        for chain in chains(snapshot.linkages)
        for linkage in chain.links
    ]


def _linkage_row(snapshot: CaseSnapshot, linkage: Linkage, chain: Chain) -> Row:
    return {
        "case_id": snapshot.case_id,
        "linkage_id": linkage.linkage_id,
        "district": snapshot.district,
        "agency_id": linkage.agency_id,
        "agency_kind": str(linkage.agency_kind),
        "channel": str(linkage.channel),
        "service": str(linkage.service),
        "need": str(linkage.need),
        "status": str(linkage.status),
        "urgent": linkage.urgent,
        "requested_at": linkage.requested_at,
        "delivered_at": linkage.delivered_at,
        "delivery_failed": linkage.delivery_failed,
        "status_at": linkage.status_at,
        "scheduled_on": linkage.scheduled_on,
        "value": linkage.value,
        "chain": chain.first,
        "chain_since": chain.since,
        "attempt": chain.attempt(linkage.linkage_id),
        "decline": str(linkage.decline) if linkage.decline else None,
        "outcome": str(linkage.outcome) if linkage.outcome else None,
        "told_at": linkage.told_at,
        "sessions": linkage.sessions,
    }


def gap_rows(snapshot: CaseSnapshot) -> list[Row]:
    """Lines of ``resource_gaps``."""
    return [
        {
            "case_id": snapshot.case_id,
            "gap_id": one.gap_id,
            "district": snapshot.district,
            "first": one.first,
            "service": str(one.service),
            "need": str(one.need),
            "asked": one.asked,
            "waiting_since": one.waiting_since,
            "found_at": one.found_at,
            "ending": str(one.ending) if one.ending else None,
            "ended_at": one.ended_at,
        }
        for one in snapshot.gaps
    ]


def milestone_rows(snapshot: CaseSnapshot) -> list[Row]:
    """Lines of ``milestones``."""
    return [
        {
            "case_id": snapshot.case_id,
            "number": number,
            "district": snapshot.district,
            "milestone": str(one.milestone),
            "on": one.on,
            "linkage_id": one.linkage_id,
        }
        for number, one in enumerate(snapshot.milestones)
    ]


def ledger_rows(case_id: CaseId, events: Iterable[Recorded]) -> list[Row]:
    """Ledger lines the events bring."""
    return [
        {
            "case_id": case_id,
            "entry_id": recorded.event.entry.entry_id,
            "sequence": recorded.sequence,
            "district": district_of(case_id),
            "source": str(recorded.event.entry.source),
            "agency_id": recorded.event.entry.agency_id,
            "need": str(recorded.event.entry.need),
            "amount": recorded.event.entry.amount,
            "in_kind": recorded.event.entry.in_kind,
            "on": recorded.event.entry.on,
            "linkage_id": recorded.event.entry.linkage_id,
            "pledge_id": recorded.event.entry.pledge_id,
            "month": recorded.event.month,
        }
        for recorded in events
        if isinstance(recorded.event, ResourceRecorded)
    ]


TOUCHING = (
    "Linkage", "LateAnswer", "Consent", "CaseEnded", "Partner", "DoubleSend", "Destruction",
    "ResourceGap", "Milestone",
)  # fmt: skip
"""Beginnings of the kinds of events that may change a linkage, a gap or a milestone."""


def touches_linkages(events: Iterable[Recorded]) -> bool:
    """Whether the step may have changed one of them; most steps do not and need no write."""
    return any(
        isinstance(recorded.event, LinkageRequested | ResourceRecorded)
        or recorded.event.kind.startswith(TOUCHING)
        for recorded in events
    )
