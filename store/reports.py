"""Reports by people: a receipt, where it went, and, sealed apart, who reported.

Nothing of the household stands here; that lies with the household at risk. Who reported has a key
of its own, so that whoever reads the household's data never reads the reporter's with it.
"""

import base64
import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import DiscoveryChannel
from care.model.ids import AtRiskId, CaseId, DistrictCode, OfficeCode, OpeningId, PersonId
from care.model.reports import Occupation
from store.at_risk_queue import at_risk_known_to
from store.keyring import KeyDestroyed, Keyring
from store.scope import PAGE_SIZE, Page, Scope, offset
from store.sealing import Place, seal, unseal
from store.statements import add
from store.tables.at_risk import AtRiskLine
from store.tables.openings import OpeningLine, ReportLine

SIGNS = 12


@dataclass(frozen=True)
class Reporter:
    """Who reported, in the clear; protected (급여법 제13조, 노인복지법 제39조의6③)."""

    name: str = ""
    phone: str = ""
    belongs_to: str = ""

    @property
    def is_named(self) -> bool:
        return bool(self.name or self.phone or self.belongs_to)


@dataclass(frozen=True)
class Report:
    """What anybody who takes reports may see of one."""

    receipt: str
    district: DistrictCode
    office: OfficeCode | None
    channel: DiscoveryChannel
    received_at: datetime
    urgent: bool
    occupation: Occupation | None = None
    taken_by: PersonId | None = None
    at_risk_id: AtRiskId | None = None
    opening_id: OpeningId | None = None
    has_reporter: bool = False


def receipt_of(key: str) -> str:
    """The number told to the reporter: the same for the same form, guessed by nobody."""
    digest = hashlib.sha256(f"report/{key}".encode()).digest()
    signs = base64.b32encode(digest).decode()[:SIGNS]
    return "-".join(signs[at : at + 4] for at in range(0, SIGNS, 4))


async def keep(session: AsyncSession, keyring: Keyring, report: Report, reporter: Reporter) -> bool:
    """False when this form was received before; then nothing changes."""
    line = {
        "receipt": report.receipt,
        "district": report.district,
        "office": report.office or "",
        "channel": report.channel.value,
        "occupation": report.occupation and report.occupation.value,
        "received_at": report.received_at,
        "taken_by": report.taken_by,
        "urgent": report.urgent,
        "at_risk_id": report.at_risk_id,
        "opening_id": report.opening_id,
        "reporter": await _sealed(session, keyring, report, reporter),
    }
    return bool(await add(session, ReportLine, (line,)))


async def lead_to(
    session: AsyncSession, receipt: str, at_risk_id: AtRiskId, opening_id: OpeningId | None
) -> None:
    """Where the report went."""
    where = {"at_risk_id": at_risk_id, "opening_id": opening_id}
    await session.execute(update(ReportLine).where(ReportLine.receipt == receipt).values(**where))


async def get(session: AsyncSession, district: DistrictCode, receipt: str) -> Report | None:
    line = await session.get(ReportLine, receipt, populate_existing=True)
    return None if line is None or line.district != district else _report(line)


async def listed(session: AsyncSession, scope: Scope, page: int = 1) -> Page[Report]:
    """Newest first; an office sees its own and those nobody could place."""
    total = await session.scalar(select(func.count()).select_from(ReportLine).where(_in(scope)))
    query = (
        select(ReportLine)
        .where(_in(scope))
        .order_by(ReportLine.received_at.desc(), ReportLine.receipt)
        .limit(PAGE_SIZE)
        .offset(offset(page))
    )
    found = tuple(_report(line) for line in await session.scalars(query))
    return Page(found, total or 0, max(page, 1))


async def in_reach(session: AsyncSession, scope: Scope, receipt: str) -> Report | None:
    query = select(ReportLine).where(_in(scope), ReportLine.receipt == receipt)
    line = await session.scalar(query)
    return None if line is None else _report(line)


async def reporter(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, receipt: str
) -> Reporter | None:
    """Who reported; None when nobody said so or it was destroyed. The caller records it."""
    line = await session.get(ReportLine, receipt, populate_existing=True)
    if line is None or line.district != district or line.reporter is None:
        return None
    try:
        key = await keyring.case_key(session, _owner(receipt, district), district)
    except KeyDestroyed:
        return None
    told = json.loads(unseal(key, line.reporter, _place(receipt, district)))
    return Reporter(told["name"], told["phone"], told["belongs_to"])


async def of_case(session: AsyncSession, case_id: CaseId) -> list[str]:
    """Receipts of the reports that led to the case."""
    query = select(ReportLine.receipt).where(
        or_(
            ReportLine.opening_id.in_(
                select(OpeningLine.opening_id).where(OpeningLine.case_id == case_id)
            ),
            ReportLine.at_risk_id.in_(
                select(AtRiskLine.at_risk_id).where(AtRiskLine.case_id == case_id)
            ),
        )
    )
    return list(await session.scalars(query))


async def forget(
    session: AsyncSession,
    keyring: Keyring,
    district: DistrictCode,
    receipts: Collection[str],
    at: datetime,
) -> None:
    """Who reported is destroyed; receipts and days stay."""
    for receipt in receipts:
        await keyring.destroy_case_key(session, _owner(receipt, district), at)
    mine = ReportLine.receipt.in_(receipts)
    await session.execute(update(ReportLine).where(mine).values(reporter=None))


def _in(scope: Scope) -> ColumnElement[bool]:
    """A report of a household kept from the reader is none (SR-18)."""
    kept_away = select(AtRiskLine.at_risk_id).where(
        AtRiskLine.at_risk_id == ReportLine.at_risk_id, not_(at_risk_known_to(scope))
    )
    mine = and_(ReportLine.district == scope.district, ~kept_away.exists())
    if scope.offices is None:
        return mine
    return and_(mine, or_(ReportLine.office == "", ReportLine.office.in_(sorted(scope.offices))))


async def _sealed(
    session: AsyncSession, keyring: Keyring, report: Report, reporter: Reporter
) -> bytes | None:
    if not reporter.is_named:
        return None
    owner = _owner(report.receipt, report.district)
    key = await keyring.case_key(session, owner, report.district)
    told = {"name": reporter.name, "phone": reporter.phone, "belongs_to": reporter.belongs_to}
    plain = json.dumps(told, ensure_ascii=False)
    return seal(key, plain, _place(report.receipt, report.district))


def _owner(receipt: str, district: str) -> str:
    return f"{district}-reporter-{receipt}"


def _place(receipt: str, district: str) -> Place:
    return Place("public_reports", "reporter", receipt, district)


def _report(line: ReportLine) -> Report:
    return Report(
        receipt=line.receipt,
        district=DistrictCode(line.district),
        office=OfficeCode(line.office) if line.office else None,
        channel=DiscoveryChannel(line.channel),
        received_at=line.received_at,
        urgent=line.urgent,
        occupation=None if line.occupation is None else Occupation(line.occupation),
        taken_by=None if line.taken_by is None else PersonId(line.taken_by),
        at_risk_id=None if line.at_risk_id is None else AtRiskId(line.at_risk_id),
        opening_id=None if line.opening_id is None else OpeningId(line.opening_id),
        has_reporter=line.reporter is not None,
    )
