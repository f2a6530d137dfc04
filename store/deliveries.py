"""What was tried for each outside effect; tells operators, decides nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from care.messages.envelope import DeliveryResult, ReferralToSend
from care.model.ids import AgencyId, CaseId, EffectId, LinkageId
from store.keyring import district_of
from store.statements import add
from store.tables.messages import DeliveryLine


@dataclass(frozen=True)
class Delivery:
    effect_id: EffectId
    case_id: CaseId
    linkage_id: LinkageId
    agency_id: AgencyId
    attempts: int
    first_at: datetime
    last_at: datetime
    delivered_at: datetime | None
    code: str


async def note_attempt(
    session: AsyncSession,
    referral: ReferralToSend,
    agency_id: AgencyId,
    result: DeliveryResult,
    at: datetime,
) -> None:
    """After each attempt, whatever came of it."""
    line = {
        "effect_id": referral.effect_id,
        "case_id": referral.case_id,
        "district": district_of(referral.case_id),
        "linkage_id": referral.linkage_id,
        "agency_id": agency_id,
        "attempts": 0,
        "first_at": at,
        "last_at": at,
        "code": result.code,
    }
    await add(session, DeliveryLine, (line,))
    kept = await session.get(DeliveryLine, referral.effect_id, with_for_update=True)
    if kept is None:
        return
    kept.attempts += 1
    kept.last_at, kept.code = at, result.code
    if result.delivered and kept.delivered_at is None:
        kept.delivered_at = at
    await session.flush()


async def deliveries(session: AsyncSession, case_id: CaseId) -> list[Delivery]:
    query = select(DeliveryLine).where(DeliveryLine.case_id == case_id)
    lines = await session.scalars(query.order_by(DeliveryLine.first_at))
    return [
        Delivery(
            effect_id=EffectId(line.effect_id),
            case_id=CaseId(line.case_id),
            linkage_id=LinkageId(line.linkage_id),
            agency_id=AgencyId(line.agency_id),
            attempts=line.attempts,
            first_at=line.first_at,
            last_at=line.last_at,
            delivered_at=line.delivered_at,
            code=line.code,
        )
        for line in lines
    ]
