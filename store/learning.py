"""Training, supervision, consulting and respite of the people who do the work, counted by year.

Domain GJ-13, GJ-14, JG-10, GP-07. Supervision held inside a case is counted from its events.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import CaseId, DistrictCode, PersonId
from care.model.learned import Learning, LearningKind, LearningLevel
from care.model.work import TaskKind
from store.keyring import Keyring
from store.moments import KOREA
from store.scope import Scope, cases_in, known_to, tasks_in
from store.sealing import Place, seal, unseal
from store.statements import add
from store.tables.cases import CaseLine, TaskLine
from store.tables.learned import LearningCaseLine, LearningLine, LearningPersonLine
from store.tables.timeline import SUPERVISED, EventLine


@dataclass(frozen=True)
class Kept:
    event_id: str
    learning: Learning
    made_by: PersonId


@dataclass
class Year:
    """What one person took part in, or the whole district, in a year."""

    times: dict[LearningKind, int] = field(default_factory=lambda: defaultdict(int))
    minutes: dict[LearningKind, int] = field(default_factory=lambda: defaultdict(int))
    levels: dict[LearningLevel, int] = field(default_factory=lambda: defaultdict(int))
    cases: int = 0
    """Cases talked about."""
    attended: int = 0
    """People who took part, counted at every event."""

    def count(self, one: Learning) -> None:
        self.times[one.kind] += 1
        self.minutes[one.kind] += one.minutes
        if one.level is not None:
            self.levels[one.level] += 1
        self.cases += len(one.cases)
        self.attended += len(one.people) + one.others


async def keep(
    session: AsyncSession,
    keyring: Keyring,
    district: DistrictCode,
    kept: Kept,
    at: datetime,
) -> bool:
    """False when the event is kept already."""
    one, key = kept.learning, await keyring.district_key(session, district)
    said = json.dumps([one.title, one.given_by, one.note])
    line = {
        "event_id": kept.event_id,
        "district": district,
        "kind": one.kind.value,
        "level": one.level.value if one.level else None,
        "held_on": one.held_on,
        "minutes": one.minutes,
        "others": one.others,
        "body": seal(key, said, _place(district, kept.event_id)),
        "made_by": kept.made_by,
        "made_at": at,
    }
    if not await add(session, LearningLine, (line,)):
        return False
    own = {"event_id": kept.event_id, "district": district}
    people = sorted(set(one.people))
    await add(session, LearningPersonLine, [own | {"person": each} for each in people])
    await add(
        session, LearningCaseLine, [own | {"case_id": each} for each in sorted(set(one.cases))]
    )
    return True


async def drop(session: AsyncSession, district: DistrictCode, event_id: str) -> None:
    for line in (LearningCaseLine, LearningPersonLine, LearningLine):
        await session.execute(
            delete(line).where(line.event_id == event_id, line.district == district)
        )


async def of_year(
    session: AsyncSession,
    keyring: Keyring,
    scope: Scope,
    year: int,
    person: PersonId | None = None,
) -> list[Kept]:
    """Everything of a year, or what one person took part in; the latest first."""
    query = (
        select(LearningLine)
        .where(
            LearningLine.district == scope.district,
            LearningLine.held_on >= date(year, 1, 1),
            LearningLine.held_on <= date(year, 12, 31),
        )
        .order_by(LearningLine.held_on.desc(), LearningLine.event_id)
    )
    if person is not None:
        own = select(LearningPersonLine.event_id).where(LearningPersonLine.person == person)
        query = query.where(LearningLine.event_id.in_(own))
    lines = (await session.scalars(query.execution_options(populate_existing=True))).all()
    return await _opened(session, keyring, scope, lines)


async def one_event(
    session: AsyncSession, keyring: Keyring, scope: Scope, event_id: str
) -> Kept | None:
    query = select(LearningLine).where(
        LearningLine.event_id == event_id, LearningLine.district == scope.district
    )
    lines = (await session.scalars(query)).all()
    return next(iter(await _opened(session, keyring, scope, lines)), None)


def counted(found: Iterable[Kept]) -> tuple[Year, dict[PersonId, Year]]:
    """The whole district, and everybody who took part in anything."""
    whole, each = Year(), defaultdict[PersonId, Year](Year)
    for one in found:
        whole.count(one.learning)
        for person in one.learning.people:
            each[person].count(one.learning)
    return whole, dict(each)


async def supervised_in_cases(
    session: AsyncSession, scope: Scope, year: int
) -> dict[PersonId | None, int]:
    """Supervision held in cases that year, by who owns the case today."""
    first = datetime(year, 1, 1, tzinfo=KOREA)
    last = datetime(year + 1, 1, 1, tzinfo=KOREA) - timedelta(microseconds=1)
    query = (
        select(CaseLine.owner, func.count())
        .join(EventLine, EventLine.case_id == CaseLine.case_id)
        .where(
            cases_in(scope),
            SUPERVISED,
            EventLine.district == scope.district,
            EventLine.at.between(first, last),
        )
        .group_by(CaseLine.owner)
    )
    return await _by_person(session, query)


async def waiting_supervision(session: AsyncSession, scope: Scope) -> dict[PersonId | None, int]:
    """Supervision asked for and not held, after an incident or a year, by owner of the case."""
    query = (
        select(CaseLine.owner, func.count())
        .join(TaskLine, and_(TaskLine.case_id == CaseLine.case_id, TaskLine.done_at.is_(None)))
        .where(tasks_in(scope), TaskLine.kind == TaskKind.HOLD_SUPERVISION.value)
        .group_by(CaseLine.owner)
    )
    return await _by_person(session, query)


async def _by_person(session: AsyncSession, query: Any) -> dict[PersonId | None, int]:
    rows = (await session.execute(query)).all()
    return {PersonId(owner) if owner else None: int(number) for owner, number in rows}


async def _opened(
    session: AsyncSession, keyring: Keyring, scope: Scope, lines: Sequence[LearningLine]
) -> list[Kept]:
    ids = [line.event_id for line in lines]
    people = defaultdict[str, list[PersonId]](list)
    cases = defaultdict[str, list[CaseId]](list)
    named = select(LearningPersonLine).where(LearningPersonLine.event_id.in_(ids))
    for row in await session.scalars(named.order_by(LearningPersonLine.person)):
        people[row.event_id].append(PersonId(row.person))
    talked = select(LearningCaseLine).where(
        LearningCaseLine.event_id.in_(ids), known_to(scope, LearningCaseLine.case_id)
    )
    for case in await session.scalars(talked.order_by(LearningCaseLine.case_id)):
        cases[case.event_id].append(CaseId(case.case_id))
    key = await keyring.district_key(session, scope.district)
    return [
        _kept(key, line, tuple(people[line.event_id]), tuple(cases[line.event_id]))
        for line in lines
    ]


def _kept(
    key: bytes, line: LearningLine, people: tuple[PersonId, ...], cases: tuple[CaseId, ...]
) -> Kept:
    said = json.loads(unseal(key, line.body, _place(line.district, line.event_id)))
    title, given_by, note = said
    learning = Learning(
        kind=LearningKind(line.kind),
        level=LearningLevel(line.level) if line.level else None,
        held_on=line.held_on,
        minutes=line.minutes,
        title=title,
        given_by=given_by,
        note=note,
        people=people,
        others=line.others,
        cases=cases,
    )
    return Kept(line.event_id, learning, PersonId(line.made_by))


def _place(district: str, event_id: str) -> Place:
    return Place("learning_events", "body", event_id, district)
