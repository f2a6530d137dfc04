"""Writes access records (접속기록): who saw or did what to whom, from where, under which policy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from store import access_records
from store.access_records import AccessRecord
from store.database import Database
from store.together import Together
from web.identity import keep_awake
from web.visitor import Visit

NO_PERMIT = "no permit"


@dataclass(frozen=True)
class Left:
    """What a visit leaves: its session stays awake, and what it did is told where it did it."""

    visit: Visit
    purpose: str
    action: str
    done: bool = True


class Recorder:
    """Of one process: what visits of one district leave at once goes in one write."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._doors: dict[str, Together[Left, None]] = {}

    async def leave(self, left: Left) -> None:
        """Returns when it is committed; raises where it could not be written."""
        district = left.visit.visitor.district
        if district not in self._doors:
            self._doors[district] = Together(self._database.of(district).write, _leave_all)
        await self._doors[district].add(left)


async def _leave_all(session: Any, left: Sequence[Left]) -> list[None]:
    for one in left:
        await keep_awake(session, one.visit)
    told = [entry for one in left if one.done for entry in _entries(one)]
    await access_records.record_all(session, told)
    return [None] * len(left)


async def keep(session: Any, visit: Visit, purpose: str, action: str) -> None:
    await access_records.record_all(session, _entries(Left(visit, purpose, action)))


def _entries(left: Left) -> list[AccessRecord]:
    """One record per case shown or changed; a page that showed nobody leaves one without a case."""
    visit = left.visit
    own = [visit.resource.subject] if visit.resource and visit.resource.subject else []
    subjects = list(dict.fromkeys([*own, *visit.subjects])) or [""]
    return [_entry(visit, left.action, one, "allowed", left.purpose) for one in subjects]


async def keep_refusal(
    session: Any, visit: Visit, action: str, code: str, subject: str = ""
) -> None:
    """``subject``: a case in reach; what was only typed is never kept."""
    found = (visit.resource.subject if visit.resource else "") or subject
    await access_records.record(session, _entry(visit, action, found, "refused", code))


def _entry(visit: Visit, action: str, subject: str, outcome: str, purpose: str) -> AccessRecord:
    visitor, ruling = visit.visitor, visit.ruling
    return AccessRecord(
        district=visitor.district,
        at=visit.at,
        person=visitor.person,
        subject=subject,
        task=action,
        outcome=outcome,
        policy_id=ruling.policy if ruling else NO_PERMIT,
        policy_version=visit.dependencies.authority.policies.version,
        purpose=purpose,
        origin=origin_of(visit),
        request_id=visit.request_id,
    )


def origin_of(visit: Visit) -> str:
    """접속지: the address the request came from."""
    client = visit.request.client
    return client.host if client else ""
