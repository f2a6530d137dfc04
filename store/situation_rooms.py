"""통합돌봄상황실: for a time everything of a district is watched from one place (domain JJ-08).

A room is open from its first day to its last and ends by itself: nothing has to happen for that.
What the board counts is read from the inbox and the case list, as of the moment it is asked.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import LinkageStatus, Stage
from care.model.ids import DistrictCode, PersonId
from care.model.work import TaskKind
from store.keyring import Keyring
from store.moments import KOREA
from store.scope import Scope, known_to
from store.sealing import Place, seal, unseal
from store.statements import add
from store.tables.agreements import SituationRoomLine
from store.tables.cases import CaseLine, LinkageLine, TaskLine

KEPT = 20
"""Rooms the page reaches back."""


@dataclass(frozen=True)
class SituationRoom:
    room_id: str
    district: DistrictCode
    place: str
    from_day: date
    until_day: date
    """The last day; closing early moves it."""
    opened_by: PersonId
    opened_at: datetime
    closed_by: PersonId | None = None
    closed_at: datetime | None = None

    def open_on(self, day: date) -> bool:
        return self.from_day <= day <= self.until_day


@dataclass(frozen=True)
class Counts:
    """Of the whole district, with nobody's name in it."""

    open_cases: int
    urgent: int
    overdue: int
    """Inbox items past their day."""
    unanswered: int
    """Bodies asked that have not said anything."""
    to_start: int
    """Services agreed that have not begun."""
    complaints: int
    complaints_late: int
    solved_today: int
    opened_today: int


async def open_room(session: AsyncSession, keyring: Keyring, room: SituationRoom) -> bool:
    """False when one is open or to come on any of these days; a repeated form opens one."""
    clash = select(SituationRoomLine.room_id).where(
        SituationRoomLine.district == room.district,
        SituationRoomLine.from_day <= room.until_day,
        SituationRoomLine.until_day >= room.from_day,
    )
    found = await session.scalar(clash.limit(1))
    if found is not None:
        return bool(found == room.room_id)
    key = await keyring.district_key(session, room.district)
    line = {
        "room_id": room.room_id,
        "district": room.district,
        "place": seal(key, room.place, _place(room.room_id, room.district)),
        "from_day": room.from_day,
        "until_day": room.until_day,
        "opened_by": room.opened_by,
        "opened_at": room.opened_at,
        "closed_by": None,
        "closed_at": None,
    }
    return bool(await add(session, SituationRoomLine, (line,)))


async def close_room(
    session: AsyncSession, district: DistrictCode, room_id: str, by: PersonId, at: datetime
) -> bool:
    """From now on it is over; False when it is none of this district, or was over already."""
    today = at.astimezone(KOREA).date()
    statement = (
        update(SituationRoomLine)
        .where(
            SituationRoomLine.room_id == room_id,
            SituationRoomLine.district == district,
            SituationRoomLine.until_day >= today,
        )
        .values(until_day=today - timedelta(days=1), closed_by=by, closed_at=at)
        .returning(SituationRoomLine.room_id)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(statement) is not None


async def rooms(
    session: AsyncSession, keyring: Keyring, district: DistrictCode
) -> list[SituationRoom]:
    """The latest first."""
    query = (
        select(SituationRoomLine)
        .where(SituationRoomLine.district == district)
        .order_by(SituationRoomLine.opened_at.desc())
        .limit(KEPT)
    )
    key = await keyring.district_key(session, district)
    return [_opened(key, line) for line in await session.scalars(query)]


async def counts(session: AsyncSession, scope: Scope, now: datetime) -> Counts:
    """One statement. What is hidden from the reader is in no number (SR-18)."""
    district = scope.district
    midnight = now.astimezone(KOREA).replace(hour=0, minute=0, second=0, microsecond=0)
    living = and_(CaseLine.district == district, CaseLine.stage != Stage.ENDED.value)
    open_task = and_(TaskLine.district == district, TaskLine.done_at.is_(None))
    late = and_(open_task, TaskLine.due < now)
    complaint = TaskLine.kind == TaskKind.RESOLVE_COMPLAINT.value
    asked = and_(
        LinkageLine.district == district, LinkageLine.status == LinkageStatus.REQUESTED.value
    )
    agreed = and_(
        LinkageLine.district == district, LinkageLine.status == LinkageStatus.ACCEPTED.value
    )
    solved = and_(TaskLine.district == district, complaint, TaskLine.done_at >= midnight)
    wanted = {
        "open_cases": _count(scope, CaseLine, living),
        "urgent": _count(scope, CaseLine, and_(living, CaseLine.urgent)),
        "overdue": _count(scope, TaskLine, late),
        "unanswered": _count(scope, LinkageLine, asked),
        "to_start": _count(scope, LinkageLine, agreed),
        "complaints": _count(scope, TaskLine, and_(open_task, complaint)),
        "complaints_late": _count(scope, TaskLine, and_(late, complaint)),
        "solved_today": _count(scope, TaskLine, solved),
        "opened_today": _count(
            scope, CaseLine, and_(CaseLine.district == district, CaseLine.opened_at >= midnight)
        ),
    }
    query = select(*(one.label(name) for name, one in wanted.items()))
    row = (await session.execute(query)).mappings().one()
    return Counts(**{name: int(row[name]) for name in wanted})


async def opened_by_day(
    session: AsyncSession, scope: Scope, first: date, last: date
) -> dict[date, int]:
    """New cases of a campaign, day by day in Korea; days without any are left out."""
    begin, end = _midnight(first), _midnight(last + timedelta(days=1))
    query = select(CaseLine.opened_at).where(
        CaseLine.district == scope.district,
        known_to(scope, CaseLine.case_id),
        CaseLine.opened_at >= begin,
        CaseLine.opened_at < end,
    )
    found: dict[date, int] = {}
    for at in await session.scalars(query):
        day = at.astimezone(KOREA).date()
        found[day] = found.get(day, 0) + 1
    return dict(sorted(found.items()))


async def selected_count(
    session: AsyncSession, scope: Scope, first: date, last: date, out: tuple[str, ...]
) -> int:
    """Of the cases opened then, those with a level that is none of ``out``."""
    begin, end = _midnight(first), _midnight(last + timedelta(days=1))
    condition = and_(
        CaseLine.district == scope.district,
        CaseLine.opened_at >= begin,
        CaseLine.opened_at < end,
        CaseLine.level.is_not(None),
        CaseLine.level.not_in(out),
    )
    found = await session.scalar(select(_count(scope, CaseLine, condition)))
    return int(found or 0)


def _count(scope: Scope, table: Any, condition: ColumnElement[bool]) -> Any:
    known = known_to(scope, table.case_id)
    return select(func.count()).select_from(table).where(condition, known).scalar_subquery()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=KOREA)


def _opened(key: bytes, line: SituationRoomLine) -> SituationRoom:
    return SituationRoom(
        room_id=line.room_id,
        district=DistrictCode(line.district),
        place=unseal(key, line.place, _place(line.room_id, line.district)),
        from_day=line.from_day,
        until_day=line.until_day,
        opened_by=PersonId(line.opened_by),
        opened_at=line.opened_at,
        closed_by=PersonId(line.closed_by) if line.closed_by else None,
        closed_at=line.closed_at,
    )


def _place(room_id: str, district: str) -> Place:
    return Place("situation_rooms", "place", room_id, district)
