"""Agreements (업무협약) with partner bodies: until when, for what, and what data may go by them.

The days a body may be asked on stand with the body too (``Agency.agreement_from``), where sending
looks; they follow the agreements kept here. A body nobody kept one for stays as it was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import AgencyKind
from care.model.ids import AgencyId, DistrictCode, PersonId
from store.agencies import Agency, agencies
from store.keyring import Keyring
from store.moments import KOREA
from store.sealing import Place, seal, unseal
from store.statements import add
from store.tables.agencies import AgencyLine
from store.tables.agreements import AgreementLine

WARN_DAYS = (60, 30, 0)
"""How many days before the last one an agreement is spoken of, ever more urgently."""
NEED_NONE = frozenset({AgencyKind.PUBLIC_AGENCY})
"""Bodies that work together by law."""
ONE_DAY = timedelta(days=1)


class DataClause(StrEnum):
    """What the agreement says of personal data."""

    NONE = "NONE"
    REFERRAL = "REFERRAL"
    """What a referral needs, with the consent of the person."""
    SENSITIVE = "SENSITIVE"
    """Health and other sensitive data too, with its own consent."""


@dataclass(frozen=True)
class Agreement:
    agreement_id: str
    district: DistrictCode
    agency_id: AgencyId
    document: str
    clause: DataClause
    scope: str
    from_day: date
    until_day: date | None
    """The last day; None: until one side ends it."""
    kept_by: PersonId
    kept_at: datetime
    ended_by: PersonId | None = None
    ended_at: datetime | None = None

    def holds_on(self, day: date) -> bool:
        return self.from_day <= day and (self.until_day is None or day <= self.until_day)

    def days_left(self, today: date) -> int | None:
        """Negative when it is over; None without an end."""
        return None if self.until_day is None else (self.until_day - today).days


async def keep(session: AsyncSession, keyring: Keyring, agreement: Agreement) -> bool:
    """False when it was kept before: a repeated form keeps one."""
    key = await keyring.district_key(session, agreement.district)
    line = {
        "agreement_id": agreement.agreement_id,
        "district": agreement.district,
        "agency_id": agreement.agency_id,
        "document": agreement.document,
        "clause": agreement.clause.value,
        "scope": seal(key, agreement.scope, _place(agreement.agreement_id, agreement.district)),
        "from_day": agreement.from_day,
        "until_day": agreement.until_day,
        "kept_by": agreement.kept_by,
        "kept_at": agreement.kept_at,
        "ended_by": None,
        "ended_at": None,
    }
    kept = bool(await add(session, AgreementLine, (line,)))
    await _follow(session, agreement.agency_id, agreement.kept_at.astimezone(KOREA).date())
    return kept


async def end(
    session: AsyncSession, district: DistrictCode, agreement_id: str, by: PersonId, at: datetime
) -> bool:
    """From today on it holds no longer; False when there is none, or it is over already."""
    today = at.astimezone(KOREA).date()
    statement = (
        update(AgreementLine)
        .where(
            AgreementLine.agreement_id == agreement_id,
            AgreementLine.district == district,
            or_(AgreementLine.until_day.is_(None), AgreementLine.until_day >= today),
        )
        .values(until_day=today - ONE_DAY, ended_by=by, ended_at=at)
        .returning(AgreementLine.agency_id)
        .execution_options(synchronize_session=False)
    )
    agency_id = await session.scalar(statement)
    if agency_id is not None:
        await _follow(session, AgencyId(agency_id), today)
    return agency_id is not None


async def of_district(
    session: AsyncSession, keyring: Keyring, district: DistrictCode
) -> list[Agreement]:
    """All that were ever kept; by body, the newest first."""
    query = (
        select(AgreementLine)
        .where(AgreementLine.district == district)
        .order_by(AgreementLine.agency_id, AgreementLine.from_day.desc())
    )
    key = await keyring.district_key(session, district)
    return [_opened(key, line) for line in await session.scalars(query)]


def expiring(known: Iterable[Agreement], today: date) -> list[tuple[Agreement, int]]:
    """Ending within the longest warning, or over and not renewed, the most urgent first."""
    newest: dict[AgencyId, Agreement] = {}
    for one in known:
        last = newest.get(one.agency_id)
        if last is None or _end(one) > _end(last):
            newest[one.agency_id] = one
    found = [(one, left) for one in newest.values() if (left := one.days_left(today)) is not None]
    return sorted(
        ((one, left) for one, left in found if left <= WARN_DAYS[0]), key=lambda each: each[1]
    )


async def without(session: AsyncSession, district: DistrictCode, day: date) -> frozenset[AgencyId]:
    """Bodies that need an agreement and have none that holds on this day."""
    query = select(AgreementLine.agency_id).where(
        AgreementLine.district == district,
        AgreementLine.from_day <= day,
        or_(AgreementLine.until_day.is_(None), AgreementLine.until_day >= day),
    )
    covered = set(await session.scalars(query))
    return frozenset(
        one.agency_id
        for one in await agencies(session, district)
        if one.kind not in NEED_NONE and one.agency_id not in covered and not _told(one, day)
    )


def _told(agency: Agency, day: date) -> bool:
    """Dates the body itself carries, from before agreements were kept."""
    dated = agency.agreement_from is not None or agency.agreement_until is not None
    return dated and agency.agreed_on(day)


async def _follow(session: AsyncSession, agency_id: AgencyId, today: date) -> None:
    """The body's own days: the stretch without a gap that holds today, else the next, the last."""
    query = select(AgreementLine.from_day, AgreementLine.until_day).where(
        AgreementLine.agency_id == agency_id
    )
    spans = [(row.from_day, row.until_day) for row in await session.execute(query)]
    chosen = _stretch([(a, b or date.max) for a, b in spans if b is None or b >= a], today)
    if chosen is None:
        chosen = (min(a for a, _ in spans), today - ONE_DAY)
    begun, ended = chosen
    await session.execute(
        update(AgencyLine)
        .where(AgencyLine.agency_id == agency_id)
        .values(agreement_from=begun, agreement_until=None if ended == date.max else ended)
    )


def _stretch(spans: Sequence[tuple[date, date]], today: date) -> tuple[date, date] | None:
    joined: list[tuple[date, date]] = []
    for begun, ended in sorted(spans):
        if joined and begun <= min(joined[-1][1], date.max - ONE_DAY) + ONE_DAY:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ended))
        else:
            joined.append((begun, ended))
    return next((one for one in joined if one[1] >= today), joined[-1] if joined else None)


def _end(agreement: Agreement) -> date:
    return agreement.until_day or date.max


def _opened(key: bytes, line: AgreementLine) -> Agreement:
    return Agreement(
        agreement_id=line.agreement_id,
        district=DistrictCode(line.district),
        agency_id=AgencyId(line.agency_id),
        document=line.document,
        clause=DataClause(line.clause),
        scope=unseal(key, line.scope, _place(line.agreement_id, line.district)),
        from_day=line.from_day,
        until_day=line.until_day,
        kept_by=PersonId(line.kept_by),
        kept_at=line.kept_at,
        ended_by=PersonId(line.ended_by) if line.ended_by else None,
        ended_at=line.ended_at,
    )


def _place(agreement_id: str, district: str) -> Place:
    return Place("agreements", "scope", agreement_id, district)
