"""Months a district has closed: the numbers as they were reported upward (domain CO-11).

A closed report never changes. What is recorded later for its days is a correction, and may be
reported as the next version, which stands beside the first.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.messages.envelope import SYSTEM_PERSON
from care.model.figures import FactKind, Measure
from care.model.ids import DistrictCode, PersonId
from store.figure_counts import Asked, by_code, whole
from store.scope import Scope
from store.statements import add
from store.tables.figures import ClosedMonthLine

Numbers = dict[str, int]
"""``FOUND`` and the like, and ``CLOSED/REFUSED`` for what a number is made of."""
PARTS = {
    FactKind.OPENED: Measure.FOUND,
    FactKind.PUBLIC: Measure.PUBLIC,
    FactKind.PRIVATE: Measure.PRIVATE,
    FactKind.CLOSED: Measure.CLOSED,
}


@dataclass(frozen=True)
class ClosedMonth:
    """``sound``: the content is still the one the digest was made of."""

    month: str
    version: int
    closed_at: datetime
    closed_by: PersonId
    reason: str
    digest: str
    numbers: Mapping[str, int]
    sound: bool


@dataclass(frozen=True)
class Closing:
    month: str
    by: PersonId
    at: datetime
    reason: str = ""


async def numbers(session: AsyncSession, scope: Scope, asked: Asked) -> Numbers:
    """Every number of a report and its parts, zeros of the measures too."""
    found, parts = await whole(session, scope, asked), await by_code(session, scope, asked)
    told = {one.value: found.value(one) for one in Measure}
    for kind, measure in PARTS.items():
        for code, cell in parts.get(kind, {}).items():
            told[f"{measure}/{code}"] = cell.value(measure.how)
    return told


async def close(session: AsyncSession, district: DistrictCode, closing: Closing) -> bool:
    """Keep the month as it stands; False when the latest version says the same already."""
    scope = of_everybody(district)
    told = await numbers(session, scope, asked_of(closing.month))
    before = await versions(session, district, closing.month)
    if before and dict(before[-1].numbers) == told:
        return False
    content = json.dumps(
        {
            "district": district,
            "month": closing.month,
            "version": len(before) + 1,
            "before": before[-1].digest if before else "",
            "closed_at": closing.at.isoformat(),
            "numbers": told,
            "salt": token_hex(16),
        },
        sort_keys=True,
    )
    row = {
        "district": district,
        "month": closing.month,
        "version": len(before) + 1,
        "closed_at": closing.at,
        "closed_by": closing.by,
        "reason": closing.reason,
        "content": content,
        "digest": digest_of(content),
    }
    return await add(session, ClosedMonthLine, (row,)) > 0


async def versions(session: AsyncSession, district: DistrictCode, month: str) -> list[ClosedMonth]:
    """As reported first, then what corrected it."""
    query = (
        select(ClosedMonthLine)
        .where(ClosedMonthLine.district == district, ClosedMonthLine.month == month)
        .order_by(ClosedMonthLine.version)
    )
    return [_month(line) for line in await session.scalars(query)]


async def closed(session: AsyncSession, district: DistrictCode) -> dict[str, int]:
    """Months that are closed and how many versions they have, the latest month first."""
    query = (
        select(ClosedMonthLine.month, func.max(ClosedMonthLine.version))
        .where(ClosedMonthLine.district == district)
        .group_by(ClosedMonthLine.month)
        .order_by(ClosedMonthLine.month.desc())
    )
    return {month: int(version) for month, version in await session.execute(query)}


def of_everybody(district: DistrictCode) -> Scope:
    """The whole district, as it is reported upward; never shown to whom a household is hidden."""
    return Scope(district, None, None, SYSTEM_PERSON, frozenset())


def asked_of(month: str, known_at: datetime | None = None) -> Asked:
    first, last = days_of(month)
    return Asked(first, last, known_at=known_at)


def days_of(month: str) -> tuple[date, date]:
    year, number = (int(one) for one in month.split("-"))
    following = date(year + number // 12, number % 12 + 1, 1)
    return date(year, number, 1), date.fromordinal(following.toordinal() - 1)


def digest_of(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _month(line: ClosedMonthLine) -> ClosedMonth:
    return ClosedMonth(
        month=line.month,
        version=line.version,
        closed_at=line.closed_at,
        closed_by=PersonId(line.closed_by),
        reason=line.reason,
        digest=line.digest,
        numbers=json.loads(line.content)["numbers"],
        sound=digest_of(line.content) == line.digest,
    )
