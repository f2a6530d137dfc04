"""Episodes of one lineage: what followed a case, also one that ended and hears of nothing more."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.course import Kin
from care.model.ids import CaseId, DistrictCode
from care.model.loop_codes import Kinship
from store.scope import Scope, cases_in
from store.tables.cases import CaseLine

GENERATIONS = 50
"""More than any household comes back; the end of a search that would not end."""


async def later_episodes(session: AsyncSession, scope: Scope, known: Iterable[CaseId]) -> list[Kin]:
    """Cases in reach that came from ``known``, or from one that did, in the order they began.

    One out of reach hides what came from it, so nobody learns of a household by its successors.
    """
    reached, found = set(known), list[Kin]()
    born = reached
    for _ in range(GENERATIONS):
        if not born:
            break
        lines = await session.execute(
            select(CaseLine.case_id, CaseLine.district, CaseLine.kinship, CaseLine.opened_at).where(
                CaseLine.former.in_(sorted(born)), cases_in(scope)
            )
        )
        children = [
            Kin(
                case_id=CaseId(line.case_id),
                district=DistrictCode(line.district),
                kinship=Kinship(line.kinship),
                at=line.opened_at,
            )
            for line in lines
            if line.case_id not in reached
        ]
        found += children
        born = {one.case_id for one in children}
        reached |= born
    return sorted(found, key=lambda one: (one.at, one.case_id))


async def in_reach(
    session: AsyncSession, scope: Scope, case_ids: Iterable[CaseId]
) -> frozenset[CaseId]:
    """Which of them may be seen."""
    query = select(CaseLine.case_id).where(CaseLine.case_id.in_(sorted(case_ids)), cases_in(scope))
    return frozenset(CaseId(one) for one in await session.scalars(query))
