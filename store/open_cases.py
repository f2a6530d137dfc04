"""How many open cases there are per local office and per level: counts only, of the whole district.

A policy that drops an office or a level asks for all of them before it is published. A page shows
a reader those they may know (SR-18).
"""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from care.model.ids import DistrictCode, LevelCode, OfficeCode
from store.scope import Scope, known_to
from store.tables.cases import LIVING, CaseLine


async def open_by_office(
    session: AsyncSession, district: DistrictCode, scope: Scope | None = None
) -> Mapping[OfficeCode, int]:
    found = await _counted(session, district, CaseLine.office, scope)
    return {OfficeCode(code): number for code, number in found.items() if code}


async def open_by_level(
    session: AsyncSession, district: DistrictCode, scope: Scope | None = None
) -> Mapping[LevelCode, int]:
    """Cases whose level is not decided yet are not among them."""
    found = await _counted(session, district, CaseLine.level, scope)
    return {LevelCode(code): number for code, number in found.items() if code}


async def _counted(
    session: AsyncSession,
    district: DistrictCode,
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    scope: Scope | None,
) -> dict[str | None, int]:
    query = (
        select(column, func.count()).where(CaseLine.district == district, LIVING).group_by(column)
    )
    if scope is not None:
        query = query.where(known_to(scope, CaseLine.case_id))
    return {code: number for code, number in (await session.execute(query)).all()}
