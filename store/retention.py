"""What its term has run out for: found in small portions, destroyed, counted by kind.

Done again it finds nothing. What waits for a decision or belongs to a case is never found here.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.keeping import over_since
from care.model.campaign import CampaignState
from care.model.discovery import AtRiskStatus, BatchState, DiscoveryRules
from care.model.ids import BatchId, DistrictCode
from care.model.policy import Calendar
from store import batches, forgetting
from store.database import Database
from store.forgetting import Forgetting
from store.keyring import Keyring
from store.moments import KOREA
from store.openings import OpeningState
from store.tables.at_risk import AtRiskLine, AtRiskSignalLine
from store.tables.batches import BatchLine, BatchPortionLine
from store.tables.campaigns import CampaignLine, CampaignTargetLine
from store.tables.complaints import ComplaintLine
from store.tables.openings import OpeningLine, ReportLine

PORTION = 100
ENGINE_AWAY = timedelta(hours=1)
"""How late the engine may be in bringing a list nobody confirmed to its end."""
Counts = Mapping[str, int]
Over = Callable[["Past"], ColumnElement[bool]]
Forget = Callable[[Forgetting, Collection[str]], Awaitable[None]]


@dataclass(frozen=True)
class Past:
    """The moment, and before which moment a thing must have been settled to be over; None: never.

    ``rests``: a rest after a decline that ended on this day or before. ``uncounted``: signals of
    this day or before give no points any more, so that nothing keeps them from being told again.
    """

    now: datetime
    found: datetime | None = None
    rests: date | None = None
    targets: datetime | None = None
    last_day: date | None = None
    complaints: datetime | None = None
    uncounted: date = date.min


@dataclass(frozen=True)
class Kind:
    """One kind of thing kept: its table's key, which are over, and what is destroyed of them."""

    name: str
    key: Any
    over: Over
    forget: Forget


def past(rules: DiscoveryRules, now: datetime, calendar: Calendar) -> Past:
    found, targets, complaints = (
        None if term is None else over_since(term, now, calendar)
        for term in (rules.keep_found, rules.keep_targets, rules.keep_complaints)
    )
    today = now.astimezone(KOREA).date()
    return Past(
        now=now,
        found=_after(found),
        rests=found,
        targets=_after(targets),
        last_day=targets,
        complaints=_after(complaints),
        uncounted=today - timedelta(days=rules.counted_days + 1),
    )


async def portion(
    database: Database, keyring: Keyring, district: DistrictCode, over: Past
) -> Counts:
    """At most ``PORTION`` of every kind, each kind in a transaction of its own."""
    done: dict[str, int] = {}
    house = database.of(district)
    for kind in KINDS:
        async with house.read() as session:
            found = await _found(session, district, kind, over)
        if not found:
            continue
        async with house.write() as session:
            ids = await _found(session, district, kind, over, held=True)
            await kind.forget(Forgetting(session, keyring, district, over.now), ids)
        done[kind.name] = len(ids)
    return MappingProxyType(done)


async def _found(
    session: AsyncSession, district: DistrictCode, kind: Kind, over: Past, held: bool = False
) -> list[str]:
    """``held``: nobody changes them until the transaction ends; what somebody else holds waits."""
    query = (
        select(kind.key)
        .where(kind.key.class_.district == district, kind.over(over))
        .order_by(kind.key)
        .limit(PORTION)
    )
    return list(await session.scalars(query.with_for_update(skip_locked=True) if held else query))


def _after(day: date | None) -> datetime | None:
    """The first moment that is not yet over."""
    return None if day is None else datetime.combine(day + timedelta(days=1), time(), KOREA)


def _households(over: Past) -> ColumnElement[bool]:
    if over.found is None:
        return false()
    decided = func.coalesce(AtRiskLine.decided_at, AtRiskLine.last_at) < over.found
    rested = or_(AtRiskLine.until.is_(None), AtRiskLine.until <= over.rests)
    aside = AtRiskLine.status.in_((AtRiskStatus.DECLINED.value, AtRiskStatus.MERGED.value))
    return and_(aside, AtRiskLine.told.is_not(None), decided, rested)


def _signals(over: Past) -> ColumnElement[bool]:
    nobody = exists().where(
        AtRiskLine.at_risk_id == AtRiskSignalLine.at_risk_id, AtRiskLine.told.is_(None)
    )
    return and_(AtRiskSignalLine.observed_on <= over.uncounted, nobody)


def _reporters(over: Past) -> ColumnElement[bool]:
    """Of reports that led to nobody who is still known."""
    if over.found is None:
        return false()
    known = exists().where(
        AtRiskLine.at_risk_id == ReportLine.at_risk_id, AtRiskLine.told.is_not(None)
    )
    return and_(ReportLine.reporter.is_not(None), ReportLine.received_at < over.found, ~known)


def _openings(over: Past) -> ColumnElement[bool]:
    if over.found is None:
        return false()
    ended = OpeningLine.state.in_((OpeningState.REFUSED.value, OpeningState.FAILED.value))
    return and_(ended, OpeningLine.found.is_not(None), OpeningLine.changed_at < over.found)


def _targets(over: Past) -> ColumnElement[bool]:
    """Neither opened as a case nor about to be. Of a survey nobody signed: from its last day."""
    if over.targets is None:
        return false()
    signed = and_(
        CampaignLine.state == CampaignState.SIGNED.value, CampaignLine.signed_at < over.targets
    )
    left = and_(
        CampaignLine.state != CampaignState.SIGNED.value, CampaignLine.last_day <= over.last_day
    )
    survey = exists().where(
        CampaignLine.campaign_id == CampaignTargetLine.campaign_id, or_(signed, left)
    )
    becomes_case = case(
        (CampaignTargetLine.opening.is_(None), False),
        else_=CampaignTargetLine.opening != OpeningState.REFUSED.value,
    )
    return and_(CampaignTargetLine.person.is_not(None), survey, ~becomes_case)


def _complaints(over: Past) -> ColumnElement[bool]:
    if over.complaints is None:
        return false()
    return and_(ComplaintLine.what.is_not(None), ComplaintLine.resolved_at < over.complaints)


def _lists(over: Past) -> ColumnElement[bool]:
    if over.found is None:
        return false()
    ended = BatchLine.state.in_([one.value for one in BatchState if one.is_over])
    told = exists().where(BatchPortionLine.batch_id == BatchLine.batch_id)
    return and_(ended, BatchLine.rows_until.is_(None), BatchLine.ended_at < over.found, told)


def _lapsed(over: Past) -> ColumnElement[bool]:
    return BatchLine.rows_until <= over.now - ENGINE_AWAY


async def _signals_of(doing: Forgetting, ids: Collection[str]) -> None:
    await forgetting.signals(doing, AtRiskSignalLine.signal_id.in_(ids))


async def _rows(doing: Forgetting, ids: Collection[str]) -> None:
    for batch in ids:
        await batches.stop(doing.session, doing.keyring, BatchId(batch), doing.at, batches.LAPSED)


KINDS = (
    Kind("rows_of_lists", BatchLine.batch_id, _lapsed, _rows),
    Kind("households", AtRiskLine.at_risk_id, _households, forgetting.households),
    Kind("signals", AtRiskSignalLine.signal_id, _signals, _signals_of),
    Kind("reporters", ReportLine.receipt, _reporters, forgetting.reporters),
    Kind("openings", OpeningLine.opening_id, _openings, forgetting.failed_openings),
    Kind("targets", CampaignTargetLine.target_id, _targets, forgetting.targets),
    Kind("complaints", ComplaintLine.complaint_id, _complaints, forgetting.complaints),
    Kind("lists", BatchLine.batch_id, _lists, forgetting.lists),
)
