"""Linkages and the ledger as lists: a partner's own, an agency's, a period's totals."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import LinkageStatus, PartnerChannel, ResourceSource, ServiceType, SubDomain
from care.model.ids import AgencyId, CaseId, LinkageId
from store.danger import no_case_for
from store.erasure import erased
from store.scope import PAGE_SIZE, Page, Scope, cases_in, offset
from store.tables.cases import CaseLine, LedgerLine, LinkageLine
from store.tables.transfers import TransferLine


@dataclass(frozen=True)
class LinkageRow:
    case_id: CaseId
    linkage_id: LinkageId
    agency_id: AgencyId
    channel: PartnerChannel
    service: ServiceType
    need: SubDomain
    status: LinkageStatus
    urgent: bool
    requested_at: datetime
    delivered_at: datetime | None
    delivery_failed: bool
    status_at: datetime
    scheduled_on: date | None
    value: int
    chain: LinkageId
    """The first linkage of its chain; its own id when it is the first."""
    chain_since: datetime
    attempt: int
    told_at: datetime | None
    sessions: int


@dataclass(frozen=True)
class LedgerTotal:
    source: ResourceSource
    amount: int
    entries: int


async def linkage_list(
    session: AsyncSession,
    scope: Scope,
    agency_id: AgencyId | None = None,
    status: LinkageStatus | None = None,
    page: int = 1,
) -> Page[LinkageRow]:
    """Newest first. A partner worker sees those of the own body whatever is asked for."""
    agency = scope.agency or agency_id
    conditions = [LinkageLine.district == scope.district, LinkageLine.case_id.in_(_cases(scope))]
    if agency is not None:
        conditions.append(LinkageLine.agency_id == agency)
    if status is not None:
        conditions.append(LinkageLine.status == status.value)
    condition = and_(*conditions)
    total = await session.scalar(select(func.count()).select_from(LinkageLine).where(condition))
    query = (
        select(LinkageLine)
        .where(condition)
        .order_by(LinkageLine.requested_at.desc(), LinkageLine.linkage_id)
        .limit(PAGE_SIZE)
        .offset(offset(page))
    )
    rows = tuple(linkage_of(line) for line in await session.scalars(query))
    return Page(rows, total or 0, max(page, 1))


async def case_of_linkage(
    session: AsyncSession, agency_id: AgencyId, linkage_id: LinkageId
) -> CaseId | None:
    """Whose linkage a body's message means; another body's linkage is as good as missing."""
    query = select(LinkageLine.case_id).where(
        LinkageLine.linkage_id == linkage_id, LinkageLine.agency_id == agency_id
    )
    found = await session.scalar(query)
    return None if found is None else CaseId(found)


async def service_of(
    session: AsyncSession, case_id: CaseId, linkage_id: LinkageId
) -> ServiceType | None:
    """What was asked for."""
    line = await session.get(LinkageLine, (case_id, linkage_id))
    return None if line is None else ServiceType(line.service)


@dataclass(frozen=True)
class Asked:
    """A referral a body was asked for, as the door must know it before it takes a word on it."""

    case_id: CaseId
    erased: bool
    hidden: bool
    """The household must not exist for this body."""


async def asked_of(
    session: AsyncSession, told: Collection[tuple[AgencyId, LinkageId]]
) -> dict[tuple[AgencyId, LinkageId], Asked]:
    """Those of the named referrals that were asked of the body that names them; one statement."""
    if not told:
        return {}
    agency, linkage, case = LinkageLine.agency_id, LinkageLine.linkage_id, LinkageLine.case_id
    query = select(agency, linkage, case, erased(case), no_case_for(agency, case)).where(
        agency.in_({body for body, _ in told}), linkage.in_({one for _, one in told})
    )
    found: dict[tuple[AgencyId, LinkageId], Asked] = {}
    for body, one, case_id, gone, hides in await session.execute(query):
        found.setdefault(
            (AgencyId(body), LinkageId(one)), Asked(CaseId(case_id), bool(gone), bool(hides))
        )
    return found


async def heirs(
    session: AsyncSession, carried: Collection[tuple[CaseId, LinkageId]]
) -> dict[tuple[CaseId, LinkageId], CaseId]:
    """The heirs of many referrals, in one statement; those that were not given away have none."""
    if not carried:
        return {}
    query = (
        select(TransferLine.from_case, LinkageLine.linkage_id, TransferLine.successor)
        .join(LinkageLine, LinkageLine.case_id == TransferLine.successor)
        .where(
            TransferLine.from_case.in_({case_id for case_id, _ in carried}),
            LinkageLine.linkage_id.in_({linkage_id for _, linkage_id in carried}),
        )
    )
    return {
        (CaseId(case_id), LinkageId(linkage_id)): CaseId(successor)
        for case_id, linkage_id, successor in await session.execute(query)
        if successor is not None
    }


async def ledger_totals(
    session: AsyncSession, scope: Scope, first: date, last: date
) -> list[LedgerTotal]:
    """Won by source over a period, both days included."""
    query = (
        select(LedgerLine.source, func.sum(LedgerLine.amount), func.count())
        .where(
            LedgerLine.district == scope.district,
            LedgerLine.on.between(first, last),
            LedgerLine.case_id.in_(_cases(scope)),
        )
        .group_by(LedgerLine.source)
        .order_by(LedgerLine.source)
    )
    return [
        LedgerTotal(ResourceSource(source), int(amount), int(entries))
        for source, amount, entries in (await session.execute(query)).all()
    ]


def _cases(scope: Scope) -> Any:
    return select(CaseLine.case_id).where(cases_in(scope))


def linkage_of(line: LinkageLine) -> LinkageRow:
    return LinkageRow(
        case_id=CaseId(line.case_id),
        linkage_id=LinkageId(line.linkage_id),
        agency_id=AgencyId(line.agency_id),
        channel=PartnerChannel(line.channel),
        service=ServiceType(line.service),
        need=SubDomain(line.need),
        status=LinkageStatus(line.status),
        urgent=line.urgent,
        requested_at=line.requested_at,
        delivered_at=line.delivered_at,
        delivery_failed=line.delivery_failed,
        status_at=line.status_at,
        scheduled_on=line.scheduled_on,
        value=line.value,
        chain=LinkageId(line.chain),
        chain_since=line.chain_since,
        attempt=line.attempt,
        told_at=line.told_at,
        sessions=line.sessions,
    )
