"""What was tried for each outside effect: for operators, and so that a retry knows what may be."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from care.messages.envelope import DeliveryResult, ReferralToSend
from care.model.ids import AgencyId, CaseId, EffectId, LinkageId
from store.keyring import district_of
from store.statements import add
from store.tables.messages import DeliveryLine


class What(StrEnum):
    SEND = "SEND"
    WITHDRAW = "WITHDRAW"
    REMIND = "REMIND"

    @classmethod
    def of(cls, asked: ReferralToSend) -> "What":
        if asked.withdraw:
            return cls.WITHDRAW
        return cls.REMIND if asked.remind else cls.SEND


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
    what: What = What.SEND
    unsure: bool = False
    """A try began or broke off and nobody knows whether the body took the message."""
    maybe_twice: bool = False
    """Sent again although the body could not tell whether it had it."""
    next_at: datetime | None = None
    """When it is tried again; None when it arrived, was given up, or is tried just now."""
    ended_at: datetime | None = None
    """Refused for good; nothing tries again."""

    @property
    def waiting(self) -> bool:
        return self.delivered_at is None and self.ended_at is None


@dataclass(frozen=True)
class After:
    """What follows from a try."""

    unsure: bool = False
    next_at: datetime | None = None
    ended: bool = False


NOTHING = After()


async def delivery(session: AsyncSession, asked: ReferralToSend) -> Delivery | None:
    """What is known of this effect from earlier tries."""
    line = await session.get(DeliveryLine, asked.effect_id, populate_existing=True)
    if line is None or (line.case_id, line.what) != (asked.case_id, What.of(asked).value):
        return None
    return _delivery(line)


async def note_beginning(
    session: AsyncSession,
    asked: ReferralToSend,
    agency_id: AgencyId,
    at: datetime,
    *,
    maybe_twice: bool,
) -> None:
    """Committed before anything leaves; until the outcome is noted nobody knows it."""
    line = await _line(session, asked, agency_id, at, "sending")
    line.unsure, line.last_at = True, at
    line.maybe_twice = maybe_twice
    await session.flush()


async def note_attempt(
    session: AsyncSession,
    asked: ReferralToSend,
    agency_id: AgencyId,
    result: DeliveryResult,
    at: datetime,
    after: After = NOTHING,
) -> None:
    """After each attempt, whatever came of it."""
    line = await _line(session, asked, agency_id, at, result.code)
    line.attempts += 1
    line.last_at, line.code, line.next_at = at, result.code, after.next_at
    line.unsure = after.unsure and not result.delivered
    if result.delivered and line.delivered_at is None:
        line.delivered_at = at
    if after.ended and line.ended_at is None:
        line.ended_at = at
    await session.flush()


async def note_waiting(
    session: AsyncSession,
    asked: ReferralToSend,
    agency_id: AgencyId,
    code: str,
    at: datetime,
    next_at: datetime,
) -> None:
    """Nothing was tried: the body is paused, or others are before it."""
    line = await _line(session, asked, agency_id, at, code)
    line.code, line.next_at = code, next_at
    await session.flush()


async def deliveries(session: AsyncSession, case_id: CaseId) -> list[Delivery]:
    query = select(DeliveryLine).where(DeliveryLine.case_id == case_id)
    lines = await session.scalars(query.order_by(DeliveryLine.first_at))
    return [_delivery(line) for line in lines]


async def _line(
    session: AsyncSession, asked: ReferralToSend, agency_id: AgencyId, at: datetime, code: str
) -> DeliveryLine:
    row = {
        "effect_id": asked.effect_id,
        "case_id": asked.case_id,
        "district": district_of(asked.case_id),
        "linkage_id": asked.linkage_id,
        "agency_id": agency_id,
        "attempts": 0,
        "first_at": at,
        "last_at": at,
        "code": code,
        "what": What.of(asked).value,
    }
    await add(session, DeliveryLine, (row,))
    line = await session.get(
        DeliveryLine, asked.effect_id, with_for_update=True, populate_existing=True
    )
    if line is None:
        raise LookupError(asked.effect_id)
    return line


def _delivery(line: DeliveryLine) -> Delivery:
    return Delivery(
        effect_id=EffectId(line.effect_id),
        case_id=CaseId(line.case_id),
        linkage_id=LinkageId(line.linkage_id),
        agency_id=AgencyId(line.agency_id),
        attempts=line.attempts,
        first_at=line.first_at,
        last_at=line.last_at,
        delivered_at=line.delivered_at,
        code=line.code,
        what=What(line.what),
        unsure=line.unsure,
        maybe_twice=line.maybe_twice,
        next_at=line.next_at,
        ended_at=line.ended_at,
    )
