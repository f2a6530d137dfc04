"""Cases on which something falls due before a day; the heart works out what, from their events."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import OfficeCode, PersonId
from store.cases import CaseRow, columns, opened_rows
from store.keyring import Keyring
from store.moments import Leads, by_case
from store.scope import Page, Scope, cases_in
from store.tables.cases import LIVING, CaseLine

MOST = 200
"""Far more than one worker's cases; of a large district the soonest."""


@dataclass(frozen=True)
class AheadFilters:
    """Of a worker (owned or covered), of offices, or of all in scope; ``end`` by the wall."""

    end: datetime
    leads: Leads
    worker: PersonId | None = None
    offices: frozenset[OfficeCode] | None = None


async def cases_ahead(
    session: AsyncSession,
    keyring: Keyring,
    scope: Scope,
    filters: AheadFilters,
) -> Page[CaseRow]:
    """The soonest first."""
    condition = and_(cases_in(scope), LIVING, *_ahead(scope, filters))
    total = await session.scalar(select(func.count()).select_from(CaseLine).where(condition))
    query = columns().where(condition).order_by(CaseLine.next_at, CaseLine.case_id).limit(MOST)
    rows = (await session.execute(query)).mappings().all()
    opened = await opened_rows(session, keyring, scope, rows)
    return Page(tuple(opened), total or 0, 1, MOST)


def _ahead(scope: Scope, filters: AheadFilters) -> Iterator[ColumnElement[bool]]:
    until = by_case(CaseLine.case_id, filters.end, filters.leads)
    yield or_(CaseLine.next_at <= until, CaseLine.stalls_at <= until)
    if filters.worker is not None:
        # A union, not an or: each half has its own index, and the rest is by key.
        living = select(CaseLine.case_id).where(CaseLine.district == scope.district, LIVING)
        owned = living.where(CaseLine.owner == filters.worker)
        covered = living.where(CaseLine.cover == filters.worker)
        yield CaseLine.case_id.in_(union_all(owned, covered))
    if filters.offices is not None:
        yield CaseLine.office.in_(sorted(filters.offices))
