"""접속기록: who handled whose data, when, from where, for what, and which policy decided.

Committed before what was seen leaves the house (SR-23) and chained by hash per district (SR-25):
a changed, missing, moved or inserted line breaks the chain at its place. The newest hash, kept
outside (printed, on another machine), shows a cut-off tail or an exchanged file too.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import DistrictCode, PersonId
from store.database import StoreError
from store.statements import add, put, table_of
from store.tables.access import AccessHeadLine, AccessLine

GENESIS = "0" * 64
PAGE = 1000


@dataclass(frozen=True)
class AccessRecord:
    """One request and one data subject. ``subject`` is a case, household or member id."""

    district: DistrictCode
    at: datetime
    person: PersonId
    subject: str
    task: str
    """What was done: the Cedar action."""
    outcome: str
    """``allowed`` or ``refused``."""
    policy_id: str
    """``@id`` of the deciding policy, or ``no permit``."""
    policy_version: str = ""
    purpose: str = ""
    origin: str = ""
    """Network address the request came from."""
    request_id: str = ""


@dataclass(frozen=True)
class ChainReport:
    """``first_bad`` is the sequence of the first line that is wrong or missing."""

    checked: int
    head: str
    first_bad: int | None = None

    @property
    def holds(self) -> bool:
        return self.first_bad is None


class ChainBroken(StoreError):
    """The chain's end is not where its head says; nothing may be shown until it is looked into."""


async def record(session: AsyncSession, entry: AccessRecord) -> int:
    return await record_all(session, (entry,))


async def record_all(session: AsyncSession, entries: Sequence[AccessRecord]) -> int:
    """Append in order, all of one district; answers the last sequence."""
    if not entries:
        return 0
    district = entries[0].district
    if any(entry.district != district for entry in entries):
        raise ValueError("one chain at a time")
    sequence, previous = await _lock_head(session, district)
    lines = []
    for entry in entries:
        sequence += 1
        line = _line(entry, sequence, previous)
        previous = str(line["hash"])
        lines.append(line)
    if await add(session, AccessLine, lines) != len(lines):
        raise ChainBroken
    end = {"district": district, "sequence": sequence, "hash": previous}
    await put(session, AccessHeadLine, (end,))
    return sequence


async def openings(
    session: AsyncSession,
    district: DistrictCode,
    subject: str,
    persons: Iterable[PersonId],
    until: datetime,
) -> list[tuple[PersonId, datetime, str]]:
    """When these people had a case open before a moment, and what for; oldest first."""
    lines = table_of(AccessLine)
    query = (
        select(lines.c.person, lines.c.at, lines.c.task)
        .where(
            lines.c.district == district,
            lines.c.subject == subject,
            lines.c.person.in_(list(persons)),
            lines.c.outcome == "allowed",
            lines.c.at <= until,
        )
        .order_by(lines.c.sequence)
    )
    return [(PersonId(row.person), row.at, row.task) for row in await session.execute(query)]


async def verify(
    session: AsyncSession,
    district: DistrictCode,
    anchor: tuple[int, str] | None = None,
    last: int | None = None,
) -> ChainReport:
    """Walk the chain; ``anchor`` is a (sequence, hash) that was kept outside.

    With ``last`` only that many lines at the end, whose beginning is then taken for true.
    """
    expected, previous = await _begin(session, district, last)
    begin = expected
    async for line in _lines(session, district, begin):
        expected += 1
        if not _fits(line, expected, previous, anchor):
            return ChainReport(expected - 1 - begin, previous, expected)
        previous = line.hash
    missing = await _tail_missing(session, district, expected, previous, anchor)
    return ChainReport(expected - begin, previous, expected + 1 if missing else None)


async def _begin(
    session: AsyncSession, district: DistrictCode, last: int | None
) -> tuple[int, str]:
    """The line before the ones to be walked."""
    if last is None:
        return 0, GENESIS
    end = await session.scalar(
        select(func.max(AccessLine.sequence)).where(AccessLine.district == district)
    )
    line = await session.get(AccessLine, (district, (end or 0) - last), populate_existing=True)
    return (0, GENESIS) if line is None else (line.sequence, line.hash)


async def head(session: AsyncSession, district: DistrictCode) -> tuple[int, str]:
    """What to keep outside as an anchor."""
    line = await session.get(AccessHeadLine, district, populate_existing=True)
    return (0, GENESIS) if line is None else (line.sequence, line.hash)


async def of_subject(
    session: AsyncSession, district: DistrictCode, subject: str, limit: int = 50
) -> list[AccessRecord]:
    """Who looked at this case, household or member; newest first."""
    query = (
        select(AccessLine)
        .where(AccessLine.district == district, AccessLine.subject == subject)
        .order_by(AccessLine.sequence.desc())
        .limit(limit)
    )
    return [_entry(line) for line in await session.scalars(query)]


async def _lock_head(session: AsyncSession, district: str) -> tuple[int, str]:
    asked = {"of_district": district}
    row = (await session.execute(_locked_head(), asked)).one_or_none()
    if row is None:
        first = {"district": district, "sequence": 0, "hash": GENESIS}
        await add(session, AccessHeadLine, (first,))
        row = (await session.execute(_locked_head(), asked)).one()
    return row.sequence, row.hash


@cache
def _locked_head() -> Select[Any]:
    """Built once: every request about a person asks it."""
    table = table_of(AccessHeadLine)
    query = select(table.c.sequence, table.c.hash)
    return query.where(table.c.district == bindparam("of_district")).with_for_update()


async def _lines(session: AsyncSession, district: str, begin: int = 0) -> AsyncIterator[AccessLine]:
    after = begin or -1
    while True:
        query = (
            select(AccessLine)
            .where(AccessLine.district == district, AccessLine.sequence > after)
            .order_by(AccessLine.sequence)
            .limit(PAGE)
            .execution_options(populate_existing=True)
        )
        page = (await session.scalars(query)).all()
        for line in page:
            yield line
        if len(page) < PAGE:
            return
        after = page[-1].sequence


async def _tail_missing(
    session: AsyncSession, district: str, last: int, last_hash: str, anchor: tuple[int, str] | None
) -> bool:
    query = select(AccessHeadLine.sequence, AccessHeadLine.hash).where(
        AccessHeadLine.district == district
    )
    row = (await session.execute(query)).one_or_none()
    told = (0, GENESIS) if row is None else (row.sequence, row.hash)
    return told != (last, last_hash) or (anchor is not None and anchor[0] > last)


def _fits(line: AccessLine, sequence: int, previous: str, anchor: tuple[int, str] | None) -> bool:
    if line.sequence != sequence or line.previous != previous:
        return False
    if line.hash != _digest(_entry(line), sequence, previous):
        return False
    return anchor is None or anchor[0] != sequence or anchor[1] == line.hash


def _line(entry: AccessRecord, sequence: int, previous: str) -> dict[str, object]:
    return {
        **vars(entry),
        "sequence": sequence,
        "previous": previous,
        "hash": _digest(entry, sequence, previous),
    }


def _digest(entry: AccessRecord, sequence: int, previous: str) -> str:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    content = {**vars(entry), "at": at, "sequence": sequence, "previous": previous}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _entry(line: AccessLine) -> AccessRecord:
    return AccessRecord(
        district=DistrictCode(line.district),
        at=line.at,
        person=PersonId(line.person),
        subject=line.subject,
        task=line.task,
        outcome=line.outcome,
        policy_id=line.policy_id,
        policy_version=line.policy_version,
        purpose=line.purpose,
        origin=line.origin,
        request_id=line.request_id,
    )
