"""What an agreement, or the want of one, lets a body have of a person, whatever the consent."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import AgencyId
from care.model.service_codes import DataGroup
from store.agencies import Agency
from store.agreements import NEED_NONE, DataClause
from store.tables.agreements import AgreementLine

EVERYTHING = frozenset(DataGroup)
WITHOUT_AGREEMENT = frozenset({DataGroup.IDENTITY, DataGroup.PHONE, DataGroup.NEED})
"""Of a body that works with us and agreed on nothing (domain GP-03): what a phone call tells."""
BY_CLAUSE: dict[DataClause, frozenset[DataGroup]] = {
    DataClause.NONE: frozenset({DataGroup.NEED}),
    DataClause.REFERRAL: EVERYTHING - {DataGroup.HEALTH},
    DataClause.SENSITIVE: EVERYTHING,
}


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
