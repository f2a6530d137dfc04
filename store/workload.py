"""Who carries how much: counted over cases that go on, from one index, without opening a name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import LevelCode, PersonId
from store.cases import CaseRow, columns, opened_rows
from store.keyring import Keyring
from store.moments import Leads, by_case
from store.scope import Scope, cases_in
from store.tables.cases import LIVING, CaseLine

VISITS_AHEAD = timedelta(days=7)
MANY = 500
"""More cases than one person ever has; a list of theirs ends there."""


@dataclass(frozen=True)
class Load:
    """``cases`` are owned; those covered for a colleague are counted apart."""

    person: PersonId | None
    cases: int = 0
    urgent: int = 0
    overdue: int = 0
    held: int = 0
    paused: int = 0
    given: int = 0
    """Covered by somebody else just now."""
    taken: int = 0
    """Covered for somebody else."""
    visits: int = 0
    """Visits that fall due within a week, or are past due."""
    levels: Mapping[LevelCode | None, int] = field(default_factory=dict)

    @property
    def carried(self) -> int:
        """What asks for the person's time today."""
        return self.cases - self.given + self.taken


async def loads(
    session: AsyncSession, scope: Scope, now: datetime, leads: Leads | None = None
) -> dict[PersonId | None, Load]:
    """Of everybody who owns or covers a case in scope; under ``None`` what nobody owns."""
    moment: Any = by_case(CaseLine.case_id, now, leads or {})
    week = by_case(CaseLine.case_id, now, leads or {}, lambda one: one + VISITS_AHEAD)
    counted = (
        func.count().label("cases"),
        _sum(CaseLine.urgent, "urgent"),
        _sum(CaseLine.waiting_due < moment, "overdue"),
        _sum(CaseLine.hold_since.is_not(None), "held"),
        _sum(CaseLine.paused_until.is_not(None), "paused"),
        _sum(CaseLine.cover.is_not(None), "given"),
        _sum(CaseLine.visit_due < week, "visits"),
    )
    within = and_(cases_in(scope), LIVING)
    by_level = select(CaseLine.owner, CaseLine.level, *counted).where(within)
    found = await session.execute(by_level.group_by(CaseLine.owner, CaseLine.level))
    taken = await _taken(session, within)
    made: dict[PersonId | None, Load] = {}
    for row in found.mappings():
        person = PersonId(row["owner"]) if row["owner"] else None
        made[person] = _with(made.get(person, Load(person)), row)
    for one, number in taken.items():
        made[one] = _plus(made.get(one, Load(one)), taken=number)
    return made


async def cases_of(
    session: AsyncSession, keyring: Keyring, scope: Scope, person: PersonId | None
) -> list[CaseRow]:
    """What a person owns, the heaviest risk first; ``None``: what nobody owns."""
    whose = CaseLine.owner == person if person else CaseLine.owner.is_(None)
    query = (
        columns()
        .where(cases_in(scope), LIVING, whose)
        .order_by(CaseLine.risk.desc(), CaseLine.waiting_due.asc().nulls_last(), CaseLine.case_id)
        .limit(MANY)
    )
    rows = (await session.execute(query)).mappings().all()
    return await opened_rows(session, keyring, scope, rows)


async def _taken(session: AsyncSession, within: Any) -> dict[PersonId, int]:
    query = (
        select(CaseLine.cover, func.count())
        .where(within, CaseLine.cover.is_not(None))
        .group_by(CaseLine.cover)
    )
    found = (await session.execute(query)).all()
    return {PersonId(person): count for person, count in found if person}


def _sum(condition: Any, name: str) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)


def _with(load: Load, row: Any) -> Load:
    level = LevelCode(row["level"]) if row["level"] else None
    counts = {name: int(row[name]) for name in COUNTED}
    levels = {**load.levels, level: load.levels.get(level, 0) + counts["cases"]}
    return _plus(load, levels=levels, **counts)


COUNTED = ("cases", "urgent", "overdue", "held", "paused", "given", "visits")


def _plus(load: Load, levels: Mapping[LevelCode | None, int] | None = None, **more: int) -> Load:
    values = {name: getattr(load, name) for name in (*COUNTED, "taken")}
    for name, number in more.items():
        values[name] += number
    return Load(load.person, levels=load.levels if levels is None else levels, **values)
