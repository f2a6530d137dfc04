"""Complaints that belong to no case: kept sealed at the desk, given to somebody, resolved.

A complaint about a household goes to its case and has its clock there (``ReceiveComplaint``).
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import DistrictCode, PersonId
from store.keyring import Keyring
from store.sealing import Place, seal, unseal_optional
from store.statements import add
from store.tables.complaints import ComplaintLine

LISTED = 100


@dataclass(frozen=True)
class Resolution:
    complaint_id: str
    answer: str
    by: PersonId
    at: datetime


@dataclass(frozen=True)
class Complaint:
    complaint_id: str
    district: DistrictCode
    who: str
    """Who complains and how they are reached, in their own words; empty when nobody was named."""
    what: str
    """Empty once it is destroyed; a complaint always says something."""
    received_by: PersonId
    received_at: datetime
    due: datetime
    assigned_to: PersonId | None = None
    assigned_at: datetime | None = None
    answer: str = ""
    resolved_by: PersonId | None = None
    resolved_at: datetime | None = None


async def receive(session: AsyncSession, keyring: Keyring, told: Complaint) -> bool:
    """False when it was received before: a repeated form keeps one."""
    key = await keyring.district_key(session, told.district)
    line = {
        "complaint_id": told.complaint_id,
        "district": told.district,
        "who": seal(key, told.who, _place(told.complaint_id, told.district, "who"))
        if told.who
        else None,
        "what": seal(key, told.what, _place(told.complaint_id, told.district, "what")),
        "received_by": told.received_by,
        "received_at": told.received_at,
        "due": told.due,
        "assigned_to": told.assigned_to,
        "assigned_at": told.received_at if told.assigned_to else None,
    }
    return bool(await add(session, ComplaintLine, (line,)))


async def waiting(
    session: AsyncSession, keyring: Keyring, district: DistrictCode
) -> list[Complaint]:
    """What is due first stands first."""
    query = (
        select(ComplaintLine)
        .where(ComplaintLine.district == district, ComplaintLine.resolved_at.is_(None))
        .order_by(ComplaintLine.due, ComplaintLine.complaint_id)
        .limit(LISTED)
    )
    return await _opened(session, keyring, district, query)


async def terms(
    session: AsyncSession, district: DistrictCode
) -> list[tuple[datetime, PersonId | None]]:
    """Of all that wait: when each is due, and whom it was given to."""
    query = select(ComplaintLine.due, ComplaintLine.assigned_to).where(
        ComplaintLine.district == district, ComplaintLine.resolved_at.is_(None)
    )
    rows = (await session.execute(query)).all()
    return [(due, PersonId(carried_by) if carried_by else None) for due, carried_by in rows]


async def one(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, complaint_id: str
) -> Complaint | None:
    query = select(ComplaintLine).where(
        ComplaintLine.complaint_id == complaint_id, ComplaintLine.district == district
    )
    return next(iter(await _opened(session, keyring, district, query)), None)


async def settled(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, since: datetime
) -> list[Complaint]:
    query = (
        select(ComplaintLine)
        .where(ComplaintLine.district == district, ComplaintLine.resolved_at >= since)
        .order_by(ComplaintLine.resolved_at.desc(), ComplaintLine.complaint_id)
        .limit(LISTED)
    )
    return await _opened(session, keyring, district, query)


async def resolved(
    session: AsyncSession, keyring: Keyring, district: DistrictCode
) -> AsyncIterator[Complaint]:
    """All whose words are still kept, in the clear."""
    query = select(ComplaintLine).where(
        ComplaintLine.district == district,
        ComplaintLine.resolved_at.is_not(None),
        ComplaintLine.what.is_not(None),
    )
    for told in await _opened(session, keyring, district, query):
        yield told


async def numbers(
    session: AsyncSession, district: DistrictCode, now: datetime, since: datetime
) -> tuple[int, int, int]:
    """Waiting, of those past their day, and resolved since."""
    ours = ComplaintLine.district == district
    open_ = ComplaintLine.resolved_at.is_(None)
    query = select(
        func.count().filter(open_),
        func.count().filter(open_, ComplaintLine.due < now),
        func.count().filter(ComplaintLine.resolved_at >= since),
    ).where(ours)
    row = (await session.execute(query)).one()
    return int(row[0]), int(row[1]), int(row[2])


async def assign(
    session: AsyncSession, district: DistrictCode, complaint_id: str, to: PersonId, at: datetime
) -> bool:
    """False when there is none such waiting."""
    return await _change(session, district, complaint_id, {"assigned_to": to, "assigned_at": at})


async def resolve(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, done: Resolution
) -> bool:
    """False when there is none such waiting: somebody was first, or it is another district's."""
    key = await keyring.district_key(session, district)
    sealed = seal(key, done.answer, _place(done.complaint_id, district, "answer"))
    values = {"answer": sealed, "resolved_by": done.by, "resolved_at": done.at}
    return await _change(session, district, done.complaint_id, values)


async def _change(
    session: AsyncSession, district: DistrictCode, complaint_id: str, values: dict[str, Any]
) -> bool:
    statement = (
        update(ComplaintLine)
        .where(
            ComplaintLine.complaint_id == complaint_id,
            ComplaintLine.district == district,
            ComplaintLine.resolved_at.is_(None),
        )
        .values(**values)
        .returning(ComplaintLine.complaint_id)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(statement) is not None


async def _opened(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, query: Any
) -> list[Complaint]:
    key = await keyring.district_key(session, district)
    return [_complaint(key, line) for line in await session.scalars(query)]


def _complaint(key: bytes, line: ComplaintLine) -> Complaint:
    def words(column: str) -> Place:
        return _place(line.complaint_id, line.district, column)

    return Complaint(
        complaint_id=line.complaint_id,
        district=DistrictCode(line.district),
        who=unseal_optional(key, line.who, words("who")) or "",
        what=unseal_optional(key, line.what, words("what")) or "",
        received_by=PersonId(line.received_by),
        received_at=line.received_at,
        due=line.due,
        assigned_to=PersonId(line.assigned_to) if line.assigned_to else None,
        assigned_at=line.assigned_at,
        answer=unseal_optional(key, line.answer, words("answer")) or "",
        resolved_by=PersonId(line.resolved_by) if line.resolved_by else None,
        resolved_at=line.resolved_at,
    )


def _place(complaint_id: str, district: str, column: str) -> Place:
    return Place("complaint_desk", column, complaint_id, district)
