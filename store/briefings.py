"""What the district's people did outside to be known: briefings, campaign days, visits (GP-06)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import DistrictCode, OfficeCode, PersonId
from care.model.reports import BriefingKind
from store.scope import PAGE_SIZE, Page, Scope, offset
from store.statements import add
from store.tables.openings import BriefingLine


@dataclass(frozen=True)
class Briefing:
    """One outing. ``contacts``: people who left a word or a way to be reached."""

    briefing_id: str
    district: DistrictCode
    office: OfficeCode | None
    held_on: date
    kind: BriefingKind
    place: str
    """Of a public place; never of anybody's home."""
    reached: int
    contacts: int
    recorded_by: PersonId


@dataclass(frozen=True)
class Outings:
    """Of one kind in a period."""

    kind: BriefingKind
    held: int
    reached: int
    contacts: int


async def record(session: AsyncSession, briefing: Briefing, at: datetime) -> bool:
    """False when the same form was received before."""
    line = {
        "briefing_id": briefing.briefing_id,
        "district": briefing.district,
        "office": briefing.office or "",
        "held_on": briefing.held_on,
        "kind": briefing.kind.value,
        "place": briefing.place,
        "reached": briefing.reached,
        "contacts": briefing.contacts,
        "recorded_by": briefing.recorded_by,
        "recorded_at": at,
    }
    return bool(await add(session, BriefingLine, (line,)))


async def listed(
    session: AsyncSession, scope: Scope, first: date, last: date, page: int = 1
) -> Page[Briefing]:
    """Latest first, of the whole district: what was done outside is no secret inside."""
    within = _within(scope, first, last)
    total = await session.scalar(select(func.count()).select_from(BriefingLine).where(within))
    query = (
        select(BriefingLine)
        .where(within)
        .order_by(BriefingLine.held_on.desc(), BriefingLine.briefing_id)
        .limit(PAGE_SIZE)
        .offset(offset(page))
    )
    found = tuple(_briefing(line) for line in await session.scalars(query))
    return Page(found, total or 0, max(page, 1))


async def sums(session: AsyncSession, scope: Scope, first: date, last: date) -> tuple[Outings, ...]:
    """Every kind there was, in the order of the codes."""
    counts = (
        func.count(),
        func.coalesce(func.sum(BriefingLine.reached), 0),
        func.coalesce(func.sum(BriefingLine.contacts), 0),
    )
    query = (
        select(BriefingLine.kind, *counts)
        .where(_within(scope, first, last))
        .group_by(BriefingLine.kind)
    )
    found = {kind: numbers for kind, *numbers in await session.execute(query)}
    return tuple(
        Outings(one, *(int(n) for n in found[one.value]))
        for one in BriefingKind
        if one.value in found
    )


def _within(scope: Scope, first: date, last: date) -> ColumnElement[bool]:
    return and_(
        BriefingLine.district == scope.district,
        BriefingLine.held_on >= first,
        BriefingLine.held_on <= last,
    )


def _briefing(line: BriefingLine) -> Briefing:
    return Briefing(
        briefing_id=line.briefing_id,
        district=DistrictCode(line.district),
        office=OfficeCode(line.office) if line.office else None,
        held_on=line.held_on,
        kind=BriefingKind(line.kind),
        place=line.place,
        reached=line.reached,
        contacts=line.contacts,
        recorded_by=PersonId(line.recorded_by),
    )
