"""Figures case by case, as the national system asks for them: numbers and codes, nobody's name."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.figures import FactKind
from care.model.ids import CaseId, CaseNumber, LevelCode
from store.figure_counts import Asked, joined, merged, within
from store.scope import Scope
from store.tables.cases import CaseLine
from store.tables.figures import CountedLine as C

MOST = 20_000
"""Cases a sheet holds; a longer period is asked for in parts."""
DATED = (FactKind.OPENED, FactKind.RECEIVED, FactKind.MANAGED, FactKind.CLOSED)
TIMES = (FactKind.LINKED, FactKind.SERVED, FactKind.DONE)
WON = (FactKind.PUBLIC, FactKind.PRIVATE)


@dataclass(frozen=True)
class OneCase:
    """What of a case falls into the period."""

    case_id: CaseId
    case_number: CaseNumber
    level: LevelCode | None
    opened: date | None
    received: date | None
    managed: date | None
    closed: date | None
    reason: str
    linkages: int
    services: int
    done: int
    public: int
    private: int


async def cases(session: AsyncSession, scope: Scope, asked: Asked) -> list[OneCase]:
    """Every case of which anything falls into the period, by its number; at most ``MOST``."""
    kinds = (*DATED, *TIMES, *WON)
    columns: list[Any] = [func.min(case((C.kind == one.value, C.on))) for one in DATED]
    columns.append(func.max(case((C.kind == FactKind.CLOSED.value, C.code))))
    columns += [func.sum(case((C.kind == one.value, 1), else_=0)) for one in TIMES]
    columns += [func.sum(case((C.kind == one.value, C.amount), else_=0)) for one in WON]
    named = (CaseLine.case_id, CaseLine.case_number, CaseLine.level)
    query = select(*named, *columns).where(within(scope, asked, kinds)).group_by(*named)
    ordered = joined(query).order_by(CaseLine.case_number).limit(MOST)
    return [_one(*row) for row in await session.execute(ordered)]


async def levels(session: AsyncSession, scope: Scope, asked: Asked) -> dict[LevelCode, int]:
    """Households first selected in the period, by the level they were selected for."""
    query = select(C.code, func.count(C.household_id.distinct()))
    kept = within(scope, asked, (FactKind.MANAGED,)), C.case_id.not_in(merged(scope))
    query = query.where(*kept).group_by(C.code)
    found = (await session.execute(joined(query))).all()
    return {LevelCode(code): int(count) for code, count in found}


def _one(case_id: str, number: str, level: str | None, *rest: Any) -> OneCase:
    opened, received, managed, closed, reason, *numbers = rest
    linkages, services, done, public, private = (int(one) for one in numbers)
    return OneCase(
        case_id=CaseId(case_id),
        case_number=CaseNumber(number),
        level=LevelCode(level) if level else None,
        opened=opened,
        received=received,
        managed=managed,
        closed=closed,
        reason=reason or "",
        linkages=linkages,
        services=services,
        done=done,
        public=public,
        private=private,
    )
