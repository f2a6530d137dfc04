"""Around the homes: how many there are from when, leaving the list, and what homes lived in lack.

Who takes the turn of a district changes its homes alone until the end of the transaction, so that
no two people together go beyond the number there is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.places import HomeGap, gaps_of_home
from care.model.codes import LinkageStatus, ServiceType, Stage
from care.model.ids import CaseId, DistrictCode, PersonId
from store.housing import OfferOutcome, UnitState, WaitStatus
from store.scope import Scope, cases_in
from store.statements import next_value, put
from store.tables.cases import CaseLine, LinkageLine
from store.tables.housing import (
    HousingOfferLine,
    HousingUnitLine,
    HousingWaitLine,
    PlaceCapacityLine,
)

TURN = "homes"
IN_SERVICE = (UnitState.READY, UnitState.OFFERED, UnitState.OCCUPIED, UnitState.VACATED)
"""States of a home that counts as one of those there are."""


class LeaveWhy(StrEnum):
    """Why a household stands on the list no more without a home of ours."""

    NO_LONGER_WANTED = "NO_LONGER_WANTED"
    OTHER_HOME = "OTHER_HOME"
    MOVED_AWAY = "MOVED_AWAY"
    ASKED_BY_MISTAKE = "ASKED_BY_MISTAKE"
    CASE_ENDED = "CASE_ENDED"
    """The only one nobody chooses: with the case ends what it asked for."""


@dataclass(frozen=True)
class StatedCapacity:
    from_day: date
    capacity: int
    kept_by: PersonId


@dataclass(frozen=True)
class HomeLivedIn:
    """``gaps`` are empty where nothing is missing (domain JJ-07)."""

    unit: str
    case_id: CaseId
    since: datetime
    manager: PersonId | None
    gaps: tuple[HomeGap, ...]


async def take_turn(session: AsyncSession, district: DistrictCode) -> None:
    """Whoever comes second waits until the first has committed."""
    await next_value(session, district, TURN)


async def set_capacity(
    session: AsyncSession, district: DistrictCode, stated: StatedCapacity, at: datetime
) -> None:
    """From its day on; over what was said for the same day before."""
    line = {
        "district": district,
        "from_day": stated.from_day,
        "capacity": stated.capacity,
        "kept_by": stated.kept_by,
        "kept_at": at,
    }
    await put(session, PlaceCapacityLine, (line,))


async def capacities(session: AsyncSession, district: DistrictCode) -> list[StatedCapacity]:
    """By day, the first first."""
    lines = await session.scalars(
        select(PlaceCapacityLine)
        .where(PlaceCapacityLine.district == district)
        .order_by(PlaceCapacityLine.from_day)
    )
    return [StatedCapacity(one.from_day, one.capacity, PersonId(one.kept_by)) for one in lines]


async def in_service(session: AsyncSession, district: DistrictCode) -> int:
    """Homes that are ready, offered, lived in or just left."""
    counted = [state.value for state in IN_SERVICE]
    query = select(func.count()).where(
        HousingUnitLine.district == district, HousingUnitLine.state.in_(counted)
    )
    return await session.scalar(query) or 0


async def leave(
    session: AsyncSession, district: DistrictCode, case_id: CaseId, why: LeaveWhy, at: datetime
) -> bool:
    """False for who does not wait, or was offered a home and has to answer first."""
    found = await session.scalar(
        update(HousingWaitLine)
        .where(
            HousingWaitLine.case_id == case_id,
            HousingWaitLine.district == district,
            HousingWaitLine.status == WaitStatus.WAITING.value,
        )
        .values(status=WaitStatus.LEFT.value, left_at=at, left_why=why.value)
        .returning(HousingWaitLine.case_id)
    )
    return found is not None


async def left_for(session: AsyncSession, case_id: CaseId) -> LeaveWhy | None:
    """Why the household left the list; None for who stands on it or never did."""
    found = await session.scalar(
        select(HousingWaitLine.left_why).where(
            HousingWaitLine.case_id == case_id, HousingWaitLine.status == WaitStatus.LEFT.value
        )
    )
    return LeaveWhy(found) if found else None


async def where_offers_ended(session: AsyncSession, at: datetime) -> list[DistrictCode]:
    """Districts with an open offer whose moment has come."""
    found = await session.scalars(
        select(HousingOfferLine.district)
        .where(
            HousingOfferLine.status == OfferOutcome.OPEN.value, HousingOfferLine.expires_at <= at
        )
        .distinct()
        .order_by(HousingOfferLine.district)
    )
    return [DistrictCode(one) for one in found]


async def ended_leave(session: AsyncSession, district: DistrictCode, at: datetime) -> int:
    """Households whose case ended wait for nothing."""
    ended = select(CaseLine.case_id).where(
        CaseLine.district == district, CaseLine.stage == Stage.ENDED.value
    )
    found = await session.execute(
        update(HousingWaitLine)
        .where(
            HousingWaitLine.district == district,
            HousingWaitLine.status == WaitStatus.WAITING.value,
            HousingWaitLine.case_id.in_(ended),
        )
        .values(status=WaitStatus.LEFT.value, left_at=at, left_why=LeaveWhy.CASE_ENDED.value)
        .returning(HousingWaitLine.case_id)
    )
    return len(found.all())


async def homes_lived_in(session: AsyncSession, scope: Scope) -> list[HomeLivedIn]:
    """Every home somebody within reach lives in, by how long they do."""
    rows = await session.execute(
        select(HousingUnitLine, CaseLine.owner)
        .join(CaseLine, CaseLine.case_id == HousingUnitLine.case_id)
        .where(
            HousingUnitLine.district == scope.district,
            HousingUnitLine.state == UnitState.OCCUPIED.value,
            cases_in(scope),
        )
        .order_by(HousingUnitLine.since, HousingUnitLine.unit)
    )
    lived = rows.all()
    services = await _services(session, [line.case_id or "" for line, _ in lived])
    return [
        HomeLivedIn(
            unit=line.unit,
            case_id=CaseId(line.case_id or ""),
            since=line.since,
            manager=PersonId(owner) if owner else None,
            gaps=gaps_of_home(bool(owner), services.get(line.case_id or "", [])),
        )
        for line, owner in lived
    ]


async def _services(
    session: AsyncSession, cases: Sequence[str]
) -> dict[str, list[tuple[ServiceType, LinkageStatus]]]:
    rows = await session.execute(
        select(LinkageLine.case_id, LinkageLine.service, LinkageLine.status).where(
            LinkageLine.case_id.in_(cases)
        )
    )
    found: dict[str, list[tuple[ServiceType, LinkageStatus]]] = {}
    for case_id, service, status in rows:
        found.setdefault(case_id, []).append((ServiceType(service), LinkageStatus(status)))
    return found
