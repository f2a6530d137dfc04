"""Care-safe homes: each unit goes through its states once at a time, and to one household at most.

Every move is one conditional update: of two who want the last unit, one changes a line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.places import FIRST_ASKED_FIRST, PlaceWish, Ranked, order
from care.model.ids import CaseId, DistrictCode, LevelCode, PersonId
from care.model.service_codes import PlacePriority
from store.scope import Scope, cases_in
from store.statements import add
from store.tables.cases import CaseLine
from store.tables.housing import HousingOfferLine, HousingUnitLine, HousingWaitLine


class UnitState(StrEnum):
    PLANNED = "PLANNED"
    REPAIRING = "REPAIRING"
    READY = "READY"
    OFFERED = "OFFERED"
    OCCUPIED = "OCCUPIED"
    VACATED = "VACATED"


NEXT: dict[UnitState, tuple[UnitState, ...]] = {
    UnitState.PLANNED: (UnitState.REPAIRING,),
    UnitState.REPAIRING: (UnitState.READY,),
    UnitState.READY: (UnitState.REPAIRING,),
    UnitState.OCCUPIED: (UnitState.VACATED,),
    UnitState.VACATED: (UnitState.REPAIRING, UnitState.READY),
}
"""What people move by hand; READY to OFFERED to OCCUPIED goes by offers alone."""


class WaitStatus(StrEnum):
    WAITING = "WAITING"
    OFFERED = "OFFERED"
    HOUSED = "HOUSED"
    LEFT = "LEFT"


class OutOfTurn(StrEnum):
    """Why a home was not offered to who stands first among those waiting."""

    HOME_DOES_NOT_FIT = "HOME_DOES_NOT_FIT"
    """E.g. no lift for somebody who cannot climb stairs."""
    FIRST_WAITS_ON = "FIRST_WAITS_ON"
    """They were asked and would rather wait."""
    NOT_REACHED = "NOT_REACHED"
    SAFETY = "SAFETY"


class OfferOutcome(StrEnum):
    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True)
class HousingUnit:
    unit: str
    state: UnitState
    case_id: CaseId | None
    since: datetime


@dataclass(frozen=True)
class Waiting:
    """``place`` counts from one, in the order of the district's rule; ``ranked`` says why."""

    place: int
    case_id: CaseId
    from_hospital: bool
    discharge_on: date | None
    asked_at: datetime
    status: WaitStatus
    urgent: bool = False
    level: LevelCode | None = None
    ranked: Ranked | None = None


@dataclass(frozen=True)
class Priority:
    """The district's rule for its list, and how heavy each of its levels is."""

    rule: tuple[PlacePriority, ...] = FIRST_ASKED_FIRST
    weights: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class HousingOffer:
    offer_id: str
    district: DistrictCode
    unit: str
    case_id: CaseId
    offered_at: datetime
    offered_by: PersonId
    expires_at: datetime
    out_of_turn: OutOfTurn | None = None


async def add_units(
    session: AsyncSession, district: DistrictCode, units: Iterable[str], at: datetime
) -> int:
    """New ones are planned; answers how many were not known before."""
    planned = UnitState.PLANNED.value
    rows = [
        {"district": district, "unit": one, "state": planned, "case_id": None, "since": at}
        for one in units
    ]
    return await add(session, HousingUnitLine, rows)


async def units(session: AsyncSession, district: DistrictCode) -> list[HousingUnit]:
    lines = await session.scalars(
        select(HousingUnitLine).where(HousingUnitLine.district == district)
    )
    found = [
        HousingUnit(
            unit=line.unit,
            state=UnitState(line.state),
            case_id=CaseId(line.case_id) if line.case_id else None,
            since=line.since,
        )
        for line in lines
    ]
    return sorted(found, key=lambda one: (len(one.unit), one.unit))


async def count_units(session: AsyncSession, district: DistrictCode) -> int:
    query = select(func.count()).where(HousingUnitLine.district == district)
    return await session.scalar(query) or 0


async def move_unit(
    session: AsyncSession, district: DistrictCode, unit: str, to: UnitState, at: datetime
) -> bool:
    """False when the unit is not where this step begins."""
    begins = [state.value for state, after in NEXT.items() if to in after]
    lived = await session.scalar(
        select(HousingUnitLine.case_id).where(
            HousingUnitLine.district == district, HousingUnitLine.unit == unit
        )
    )
    moved = await _moved(session, district, unit, begins, to, at, case_id=None)
    if moved and lived is not None:
        # Who moved out may ask again.
        await _wait_moves(session, district, CaseId(lived), WaitStatus.HOUSED, WaitStatus.LEFT)
    return moved


async def ask_for_home(session: AsyncSession, district: DistrictCode, waiting: Waiting) -> bool:
    """False for a household that is on the list already; it keeps its place."""
    line = {
        "case_id": waiting.case_id,
        "district": district,
        "from_hospital": waiting.from_hospital,
        "discharge_on": waiting.discharge_on,
        "asked_at": waiting.asked_at,
        "status": waiting.status.value,
        "left_at": None,
        "left_why": None,
    }
    if await add(session, HousingWaitLine, (line,)):
        return True
    again = await session.scalar(
        update(HousingWaitLine)
        .where(
            HousingWaitLine.case_id == waiting.case_id,
            HousingWaitLine.district == district,
            HousingWaitLine.status == WaitStatus.LEFT.value,
        )
        .values(line)
        .returning(HousingWaitLine.case_id)
    )
    return again is not None


async def waiting_list(
    session: AsyncSession, district: DistrictCode, priority: Priority | None = None
) -> list[Waiting]:
    """In the order homes are offered."""
    priority = priority or Priority()
    alive = (WaitStatus.WAITING.value, WaitStatus.OFFERED.value)
    rows = await session.execute(
        select(HousingWaitLine, CaseLine.urgent, CaseLine.level)
        .outerjoin(CaseLine, CaseLine.case_id == HousingWaitLine.case_id)
        .where(HousingWaitLine.district == district, HousingWaitLine.status.in_(alive))
    )
    found = {line.case_id: _waiting(line, bool(urgent), level) for line, urgent, level in rows}
    wishes = [_wish(one, priority) for one in found.values()]
    return [
        replace(found[one.case_id], place=one.place, ranked=one)
        for one in order(wishes, priority.rule)
    ]


async def offer_home(session: AsyncSession, offer: HousingOffer) -> bool:
    """Only a ready unit, only to somebody who waits, and to one of them."""
    district, whose = offer.district, offer.case_id
    waits = await _wait_moves(session, district, whose, WaitStatus.WAITING, WaitStatus.OFFERED)
    if not waits:
        return False
    ready = [UnitState.READY.value]
    taken = await _moved(
        session, district, offer.unit, ready, UnitState.OFFERED, offer.offered_at, case_id=whose
    )
    if not taken:
        await _wait_moves(session, district, whose, WaitStatus.OFFERED, WaitStatus.WAITING)
        return False
    line = {**vars(offer), "status": OfferOutcome.OPEN.value, "answered_at": None}
    return bool(await add(session, HousingOfferLine, (line,)))


async def open_offers(session: AsyncSession, district: DistrictCode) -> list[HousingOffer]:
    lines = await session.scalars(
        select(HousingOfferLine)
        .where(
            HousingOfferLine.district == district,
            HousingOfferLine.status == OfferOutcome.OPEN.value,
        )
        .order_by(HousingOfferLine.expires_at)
    )
    return [_offer(line) for line in lines]


async def offer(session: AsyncSession, scope: Scope, offer_id: str) -> HousingOffer | None:
    """Answered or not, if it was made to a household in reach."""
    line = await session.scalar(
        select(HousingOfferLine)
        .join(CaseLine, CaseLine.case_id == HousingOfferLine.case_id)
        .where(
            HousingOfferLine.offer_id == offer_id,
            HousingOfferLine.district == scope.district,
            cases_in(scope),
        )
    )
    return None if line is None else _offer(line)


async def outcome_of(session: AsyncSession, offer_id: str) -> OfferOutcome | None:
    found = await session.scalar(
        select(HousingOfferLine.status).where(HousingOfferLine.offer_id == offer_id)
    )
    return OfferOutcome(found) if found else None


async def answer_offer(
    session: AsyncSession,
    district: DistrictCode,
    offer_id: str,
    accepted: bool,
    at: datetime,
) -> bool:
    """False when it was answered, or its day is over. Who declines keeps the place on the list."""
    outcome = OfferOutcome.ACCEPTED if accepted else OfferOutcome.DECLINED
    found = await session.execute(
        update(HousingOfferLine)
        .where(
            HousingOfferLine.offer_id == offer_id,
            HousingOfferLine.district == district,
            HousingOfferLine.status == OfferOutcome.OPEN.value,
            HousingOfferLine.expires_at > at,
        )
        .values(status=outcome.value, answered_at=at)
        .returning(HousingOfferLine.unit, HousingOfferLine.case_id)
    )
    row = found.one_or_none()
    if row is None:
        return False
    await _settle(session, district, row.unit, CaseId(row.case_id), accepted, at)
    return True


async def let_offers_expire(session: AsyncSession, district: DistrictCode, at: datetime) -> int:
    """Homes nobody answered for are ready again; their households wait where they stood."""
    found = await session.execute(
        update(HousingOfferLine)
        .where(
            HousingOfferLine.district == district,
            HousingOfferLine.status == OfferOutcome.OPEN.value,
            HousingOfferLine.expires_at <= at,
        )
        .values(status=OfferOutcome.EXPIRED.value, answered_at=at)
        .returning(HousingOfferLine.unit, HousingOfferLine.case_id)
    )
    rows = found.all()
    for row in rows:
        await _settle(session, district, row.unit, CaseId(row.case_id), False, at)
    return len(rows)


async def _settle(
    session: AsyncSession,
    district: DistrictCode,
    unit: str,
    case_id: CaseId,
    accepted: bool,
    at: datetime,
) -> None:
    to = UnitState.OCCUPIED if accepted else UnitState.READY
    after = WaitStatus.HOUSED if accepted else WaitStatus.WAITING
    whose = case_id if accepted else None
    await _moved(session, district, unit, [UnitState.OFFERED.value], to, at, case_id=whose)
    await _wait_moves(session, district, case_id, WaitStatus.OFFERED, after)


async def _moved(  # noqa: PLR0913 - from where, to where, when, for whom
    session: AsyncSession,
    district: DistrictCode,
    unit: str,
    begins: list[str],
    to: UnitState,
    at: datetime,
    *,
    case_id: CaseId | None,
) -> bool:
    found = await session.scalar(
        update(HousingUnitLine)
        .where(
            HousingUnitLine.district == district,
            HousingUnitLine.unit == unit,
            HousingUnitLine.state.in_(begins),
        )
        .values(state=to.value, since=at, case_id=case_id)
        .returning(HousingUnitLine.unit)
    )
    return found is not None


async def _wait_moves(
    session: AsyncSession,
    district: DistrictCode,
    case_id: CaseId,
    begins: WaitStatus,
    to: WaitStatus,
) -> bool:
    """Nobody moves a household on another district's list."""
    found = await session.scalar(
        update(HousingWaitLine)
        .where(
            HousingWaitLine.case_id == case_id,
            HousingWaitLine.district == district,
            HousingWaitLine.status == begins.value,
        )
        .values(status=to.value)
        .returning(HousingWaitLine.case_id)
    )
    return found is not None


def _offer(line: HousingOfferLine) -> HousingOffer:
    return HousingOffer(
        offer_id=line.offer_id,
        district=DistrictCode(line.district),
        unit=line.unit,
        case_id=CaseId(line.case_id),
        offered_at=line.offered_at,
        offered_by=PersonId(line.offered_by),
        expires_at=line.expires_at,
        out_of_turn=OutOfTurn(line.out_of_turn) if line.out_of_turn else None,
    )


def _waiting(line: HousingWaitLine, urgent: bool, level: str | None) -> Waiting:
    return Waiting(
        place=0,
        case_id=CaseId(line.case_id),
        from_hospital=line.from_hospital,
        discharge_on=line.discharge_on,
        asked_at=line.asked_at,
        status=WaitStatus(line.status),
        urgent=urgent,
        level=LevelCode(level) if level else None,
    )


def _wish(one: Waiting, priority: Priority) -> PlaceWish:
    return PlaceWish(
        case_id=one.case_id,
        asked_at=one.asked_at,
        from_hospital=one.from_hospital,
        discharge_on=one.discharge_on,
        urgent=one.urgent,
        weight=priority.weights.get(one.level or "", 0),
    )
