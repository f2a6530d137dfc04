"""Lists and pages of the triage queue: every one takes a scope and never looks beyond it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide import signals as risk
from care.decide.likeness import plain_phone
from care.decide.triage import QUEUE
from care.model.codes import DiscoveryChannel, RedFlag, Stage
from care.model.discovery import (
    AtRiskStatus,
    DiscoveryRules,
    HeldSignal,
    Signal,
    SignalSource,
    TriageDecline,
)
from care.model.ids import (
    AtRiskId,
    CaseId,
    DistrictCode,
    HouseholdId,
    OfficeCode,
    OpeningId,
    PersonId,
    SignalId,
)
from store import at_risk_told
from store.at_risk_found import keys_of
from store.at_risk_intake import signals_of
from store.at_risk_told import Known
from store.households import masked_name
from store.keyring import Keyring
from store.scope import PAGE_SIZE, Page, Scope, homes_known_to, known_to, offset
from store.tables.at_risk import AtRiskLine, AtRiskSignalLine, AtRiskTokenLine
from store.tables.cases import CaseLine

S = AtRiskStatus
AT_ONCE = 500
NO_OFFICE = "-"
"""Of households nobody has named an office for."""


@dataclass(frozen=True)
class QueueFilters:
    """What the list is narrowed to; nothing set is everything that waits."""

    status: AtRiskStatus = S.WAITING
    office: str = ""
    channel: DiscoveryChannel | None = None
    kind: str = ""
    source: SignalSource | None = None
    urgent: bool = False
    since: datetime | None = None
    """Only those told of at this moment or before."""
    batch: str = ""
    who: str = ""
    """A whole name or telephone."""


@dataclass(frozen=True)
class QueueRow:
    """One household of the queue as lists show it: masked, with what was told of it."""

    at_risk_id: AtRiskId
    district: DistrictCode
    office: OfficeCode | None
    channel: DiscoveryChannel
    status: AtRiskStatus
    points: int
    urgent: bool
    red_flags: tuple[RedFlag, ...]
    first_at: datetime
    last_at: datetime
    until: date | None
    decline: TriageDecline | None
    decided_at: datetime | None
    decided_by: PersonId | None
    household_id: HouseholdId | None
    case_id: CaseId | None
    opening_id: OpeningId | None
    merged_into: AtRiskId | None
    masked: str
    """Empty when nobody knows the name."""
    signals: tuple[Signal, ...]
    destroyed: bool = False
    """Nobody can read any more who it was."""


@dataclass(frozen=True)
class SignalRow:
    """Where a signal came from, without anybody's data."""

    signal: HeldSignal
    told_at: datetime
    told_by: PersonId | None
    batch_id: str | None
    case_id: CaseId | None


def at_risk_in(scope: Scope) -> ColumnElement[bool]:
    """The condition that is part of every query of the queue (SR-09, SR-18).

    A household no office is known for is found by who looks after the whole district.
    """
    own: list[Any] = [AtRiskLine.district == scope.district, at_risk_known_to(scope)]
    if scope.offices is not None:
        own.append(AtRiskLine.office.in_(sorted(scope.offices)))
    return and_(*own)


def at_risk_known_to(scope: Scope) -> ColumnElement[bool]:
    """Neither its household nor the case it became is kept from the reader (SR-18)."""
    cases = or_(AtRiskLine.case_id.is_(None), known_to(scope, AtRiskLine.case_id))
    return and_(homes_known_to(scope, AtRiskLine.household_id), cases)


async def queue(
    session: AsyncSession, keyring: Keyring, scope: Scope, filters: QueueFilters, number: int = 1
) -> Page[QueueRow]:
    """Urgent ones first, then the highest score, then who has waited longest."""
    asked = await _asked(session, keyring, scope, filters)
    total = await session.scalar(select(func.count()).select_from(AtRiskLine).where(asked))
    line = AtRiskLine
    order: list[Any] = [line.urgent.desc(), line.points.desc(), line.first_at, line.at_risk_id]
    if filters.status not in QUEUE:
        order = [line.last_at.desc(), line.at_risk_id]
    query = select(line).where(asked).order_by(*order).limit(PAGE_SIZE).offset(offset(number))
    lines = (await session.scalars(query)).all()
    rows = await _rows(session, keyring, scope.district, lines)
    return Page(tuple(rows), int(total or 0), number)


async def waiting_counts(session: AsyncSession, scope: Scope) -> dict[AtRiskStatus, int]:
    query = select(AtRiskLine.status, func.count()).where(at_risk_in(scope))
    rows = (await session.execute(query.group_by(AtRiskLine.status))).all()
    return {AtRiskStatus(status): number for status, number in rows}


async def row(
    session: AsyncSession, keyring: Keyring, scope: Scope, at_risk_id: str
) -> QueueRow | None:
    query = select(AtRiskLine).where(AtRiskLine.at_risk_id == at_risk_id, at_risk_in(scope))
    lines = (await session.scalars(query.execution_options(populate_existing=True))).all()
    found = await _rows(session, keyring, scope.district, lines)
    return found[0] if found else None


async def rows_of(
    session: AsyncSession, keyring: Keyring, scope: Scope, ids: Sequence[str]
) -> list[QueueRow]:
    if not ids:
        return []
    query = select(AtRiskLine).where(AtRiskLine.at_risk_id.in_(ids), at_risk_in(scope))
    lines = (await session.scalars(query.order_by(AtRiskLine.first_at))).all()
    return await _rows(session, keyring, scope.district, lines)


async def in_reach(session: AsyncSession, scope: Scope, ids: Collection[str]) -> frozenset[str]:
    """Those of them whose page the reader may open."""
    if not ids:
        return frozenset()
    query = select(AtRiskLine.at_risk_id)
    query = query.where(AtRiskLine.at_risk_id.in_(sorted(ids)), at_risk_in(scope))
    return frozenset(await session.scalars(query))


async def known(
    session: AsyncSession, keyring: Keyring, scope: Scope, at_risk_id: str
) -> Known | None:
    """Who they are, in the clear; the caller records that it was read."""
    query = select(AtRiskLine.told).where(AtRiskLine.at_risk_id == at_risk_id, at_risk_in(scope))
    told = await session.scalar(query)
    key = await keyring.district_key(session, scope.district)
    return at_risk_told.opened(key, told, at_risk_id, scope.district)


async def signal_rows(session: AsyncSession, scope: Scope, at_risk_id: str) -> list[SignalRow]:
    query = (
        select(AtRiskSignalLine)
        .join(AtRiskLine, AtRiskLine.at_risk_id == AtRiskSignalLine.at_risk_id)
        .where(AtRiskSignalLine.at_risk_id == at_risk_id, at_risk_in(scope))
        .order_by(AtRiskSignalLine.observed_on.desc(), AtRiskSignalLine.signal_id)
    )
    return [_signal_row(line) for line in await session.scalars(query)]


async def open_cases(
    session: AsyncSession, district: DistrictCode, homes: Sequence[HouseholdId]
) -> dict[HouseholdId, CaseId]:
    """Households of the register with a case that goes on."""
    if not homes:
        return {}
    query = select(CaseLine.household_id, CaseLine.case_id).where(
        CaseLine.district == district,
        CaseLine.household_id.in_(sorted(set(homes))),
        CaseLine.stage != Stage.ENDED.value,
    )
    rows = (await session.execute(query)).all()
    return {HouseholdId(home): CaseId(case_id) for home, case_id in rows}


async def stale(session: AsyncSession, district: DistrictCode, today: date) -> bool:
    """Whether some score fades today, or somebody put off waits again."""
    query = select(AtRiskLine.at_risk_id).where(_due(district, today)).limit(1)
    return await session.scalar(query) is not None


async def refresh(
    session: AsyncSession, district: DistrictCode, rules: DiscoveryRules, today: date
) -> int:
    """Works out faded scores anew and wakes whoever was put off until today."""
    query = select(AtRiskLine).where(_due(district, today)).limit(AT_ONCE).with_for_update()
    lines = (await session.scalars(query)).all()
    signals = await signals_of(session, district, [line.at_risk_id for line in lines])
    for line in lines:
        told = signals.get(line.at_risk_id, [])
        score = risk.score(told, _flags(line), rules, today)
        line.points, line.urgent = score.points, score.urgent
        line.rescore_on = risk.changes_on(told, rules, today)
        if line.status == S.SNOOZED.value and line.until is not None and line.until <= today:
            line.status, line.until = S.WAITING.value, None
    await session.flush()
    return len(lines)


def _due(district: DistrictCode, today: date) -> ColumnElement[bool]:
    open_ones = AtRiskLine.status.in_(sorted(one.value for one in QUEUE))
    woken = and_(AtRiskLine.status == S.SNOOZED.value, AtRiskLine.until <= today)
    faded = AtRiskLine.rescore_on <= today
    return and_(AtRiskLine.district == district, open_ones, or_(faded, woken))


async def _asked(
    session: AsyncSession, keyring: Keyring, scope: Scope, filters: QueueFilters
) -> ColumnElement[bool]:
    line, asked = AtRiskLine, [at_risk_in(scope), AtRiskLine.status == filters.status.value]
    if filters.office:
        asked.append(
            line.office.is_(None) if filters.office == "-" else line.office == filters.office
        )
    if filters.channel is not None:
        asked.append(line.channel == filters.channel.value)
    if filters.urgent:
        asked.append(line.urgent.is_(True))
    if filters.since is not None:
        asked.append(line.first_at <= filters.since)
    told = [
        AtRiskSignalLine.kind == filters.kind if filters.kind else None,
        AtRiskSignalLine.source == filters.source.value if filters.source else None,
        AtRiskSignalLine.batch_id == filters.batch if filters.batch else None,
    ]
    for one in told:
        if one is not None:
            asked.append(exists().where(AtRiskSignalLine.at_risk_id == line.at_risk_id, one))
    if filters.who:
        key = (await keys_of(session, keyring, scope.district)).blind
        token = _who_token(key, filters.who)
        asked.append(
            exists().where(
                AtRiskTokenLine.at_risk_id == line.at_risk_id, AtRiskTokenLine.token == token
            )
        )
    return and_(*asked)


def _who_token(key: bytes, typed: str) -> bytes:
    phone = plain_phone(typed)
    digits = bool(phone) and not any(sign.isalpha() for sign in typed)
    return at_risk_told.phone_token(key, typed) if digits else at_risk_told.name_token(key, typed)


async def _rows(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, lines: Sequence[AtRiskLine]
) -> list[QueueRow]:
    key = await keyring.district_key(session, district) if lines else b""
    signals = await signals_of(session, district, [line.at_risk_id for line in lines])
    return [_row(key, line, signals.get(line.at_risk_id, [])) for line in lines]


def _row(key: bytes, line: AtRiskLine, signals: Sequence[Signal]) -> QueueRow:
    told = at_risk_told.opened(key, line.told, line.at_risk_id, line.district)
    return QueueRow(
        at_risk_id=AtRiskId(line.at_risk_id),
        district=DistrictCode(line.district),
        office=OfficeCode(line.office) if line.office else None,
        channel=DiscoveryChannel(line.channel),
        status=AtRiskStatus(line.status),
        points=line.points,
        urgent=line.urgent,
        red_flags=_flags(line),
        first_at=line.first_at,
        last_at=line.last_at,
        until=line.until,
        decline=TriageDecline(line.decline) if line.decline else None,
        decided_at=line.decided_at,
        decided_by=PersonId(line.decided_by) if line.decided_by else None,
        household_id=HouseholdId(line.household_id) if line.household_id else None,
        case_id=CaseId(line.case_id) if line.case_id else None,
        opening_id=OpeningId(line.opening_id) if line.opening_id else None,
        merged_into=AtRiskId(line.merged_into) if line.merged_into else None,
        masked=masked_name(told.name) if told else "",
        signals=tuple(signals),
        destroyed=line.told is None,
    )


def _flags(line: AtRiskLine) -> tuple[RedFlag, ...]:
    return tuple(RedFlag(one) for one in line.red_flags.split(",") if one)


def _signal_row(line: AtRiskSignalLine) -> SignalRow:
    return SignalRow(
        signal=HeldSignal(
            signal_id=SignalId(line.signal_id),
            kind=line.kind,
            source=SignalSource(line.source),
            observed_on=line.observed_on,
            key=line.key,
        ),
        told_at=line.told_at,
        told_by=PersonId(line.told_by) if line.told_by else None,
        batch_id=line.batch_id,
        case_id=CaseId(line.case_id) if line.case_id else None,
    )
