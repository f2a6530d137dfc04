"""What an agreement, or the want of one, lets a body have of a person, whatever the consent."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.decide.sharing import groups_for
from care.model.ids import AgencyId, MemberId
from care.model.linkage import Linkage
from care.model.policy import CasePolicy
from care.model.service_codes import DataGroup
from care.model.work import CaseSnapshot
from store.agencies import Agency
from store.agreements import NEED_NONE, DataClause
from store.tables.agreements import AgreementLine

EVERYTHING = frozenset(DataGroup)
NOTHING: frozenset[DataGroup] = frozenset()
WITHOUT_AGREEMENT = frozenset({DataGroup.IDENTITY, DataGroup.PHONE, DataGroup.NEED})
"""Of a body that works with us and agreed on nothing (domain GP-03): what a phone call tells."""
BY_CLAUSE: dict[DataClause, frozenset[DataGroup]] = {
    DataClause.NONE: frozenset({DataGroup.NEED}),
    DataClause.REFERRAL: EVERYTHING - {DataGroup.HEALTH},
    DataClause.SENSITIVE: EVERYTHING,
}


async def told_groups(
    session: AsyncSession,
    body: Agency,
    case: CaseSnapshot,
    linkage: Linkage,
    day: date,
    policy: CasePolicy,
) -> dict[MemberId, frozenset[DataGroup]]:
    """What this body may have of each person of a referral: their consent, and what was agreed.

    Asked at every door, when something is sent and when a page, link or resource is opened. An
    agreement that ended lets nothing go.
    """
    agreed = await agreed_groups(session, body, day) if body.agreed_on(day) else NOTHING
    wanted = [one for one in linkage.members if one not in case.excluded_members]
    return {one: groups_for(case, linkage, one, day, policy) & agreed for one in wanted}


async def agreed_groups(session: AsyncSession, body: Agency, day: date) -> frozenset[DataGroup]:
    """Of several agreements that hold, what any of them allows; a body by law needs none."""
    if body.kind in NEED_NONE:
        return EVERYTHING
    clauses = await _clauses(session, body.agency_id, day)
    if clauses:
        return frozenset().union(*(BY_CLAUSE[clause] for clause in clauses))
    dated = body.agreement_from is not None or body.agreement_until is not None
    return BY_CLAUSE[DataClause.REFERRAL] if dated and body.agreed_on(day) else WITHOUT_AGREEMENT


async def _clauses(session: AsyncSession, agency_id: AgencyId, day: date) -> list[DataClause]:
    query = select(AgreementLine.clause).where(
        AgreementLine.agency_id == agency_id,
        AgreementLine.from_day <= day,
        or_(AgreementLine.until_day.is_(None), AgreementLine.until_day >= day),
    )
    return [DataClause(clause) for clause in await session.scalars(query)]
