"""PINs and bearer keys of bodies: kept as hashes, counted, locked, exchanged."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import AgencyId, DistrictCode, PersonId
from store.agencies import Agency
from store.statements import add, put
from store.tables.links import PartnerKeyLine, PartnerPinLine

TRIES = 5
"""Wrong PINs until nobody gets in with it; somebody of ours unlocks or makes a new one."""
PIN_DIGITS = 6
KEY_BYTES = 32


@dataclass(frozen=True)
class Pin:
    agency_id: AgencyId
    set_by: PersonId
    set_at: datetime
    failures: int

    @property
    def locked(self) -> bool:
        return self.failures >= TRIES


@dataclass(frozen=True)
class Try:
    """One try, counted already. Without a hash nothing is to be compared with: locked or none."""

    pin_hash: str | None
    left: int


@dataclass(frozen=True)
class Key:
    agency_id: AgencyId
    number: int
    made_by: PersonId
    made_at: datetime


def new_pin() -> SecretStr:
    return SecretStr(f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}")


async def set_pin(
    session: AsyncSession, agency: Agency, pin_hash: str, by: PersonId, now: datetime
) -> None:
    """A new PIN over the old one; its tries begin anew."""
    line = {
        "agency_id": agency.agency_id,
        "district": agency.district,
        "pin_hash": pin_hash,
        "set_by": by,
        "set_at": now,
        "failures": 0,
    }
    await put(session, PartnerPinLine, (line,))


async def take_try(session: AsyncSession, agency_id: AgencyId) -> Try:
    """Counts before anything is compared, so that tries at once are tries too."""
    taken = (
        await session.execute(
            update(PartnerPinLine)
            .where(PartnerPinLine.agency_id == agency_id, PartnerPinLine.failures < TRIES)
            .values(failures=PartnerPinLine.failures + 1)
            .returning(PartnerPinLine.pin_hash, PartnerPinLine.failures)
        )
    ).one_or_none()
    return Try(None, 0) if taken is None else Try(taken.pin_hash, TRIES - taken.failures)


async def clear_tries(session: AsyncSession, agency_id: AgencyId) -> None:
    """After the right PIN, or by somebody of ours who spoke with the body."""
    await session.execute(
        update(PartnerPinLine).where(PartnerPinLine.agency_id == agency_id).values(failures=0)
    )


async def pin_of(session: AsyncSession, agency_id: AgencyId) -> Pin | None:
    line = await session.get(PartnerPinLine, agency_id, populate_existing=True)
    return None if line is None else _pin(line)


async def pins(session: AsyncSession, district: DistrictCode) -> dict[AgencyId, Pin]:
    query = select(PartnerPinLine).where(PartnerPinLine.district == district)
    return {AgencyId(line.agency_id): _pin(line) for line in await session.scalars(query)}


async def make_key(session: AsyncSession, agency: Agency, by: PersonId, now: datetime) -> SecretStr:
    """A new key beside the newest one; told once, kept as a digest. Older ones hold no more."""
    last = await session.scalar(
        select(func.max(PartnerKeyLine.number)).where(PartnerKeyLine.agency_id == agency.agency_id)
    )
    key = secrets.token_urlsafe(KEY_BYTES)
    line = {
        "agency_id": agency.agency_id,
        "number": (last or 0) + 1,
        "district": agency.district,
        "digest": _digest(key),
        "made_by": by,
        "made_at": now,
    }
    await add(session, PartnerKeyLine, (line,))
    await retire_keys(session, agency.agency_id, last or 0, now)
    return SecretStr(key)


async def retire_keys(
    session: AsyncSession, agency_id: AgencyId, before: int, now: datetime
) -> None:
    """No key older than number ``before`` is believed any more."""
    await session.execute(
        update(PartnerKeyLine)
        .where(
            PartnerKeyLine.agency_id == agency_id,
            PartnerKeyLine.number < before,
            PartnerKeyLine.retired_at.is_(None),
        )
        .values(retired_at=now)
    )


async def believes(session: AsyncSession, agency_id: AgencyId, key: str) -> bool:
    """Whether it is a key of this body that still holds."""
    query = select(PartnerKeyLine.digest).where(
        PartnerKeyLine.agency_id == agency_id, PartnerKeyLine.retired_at.is_(None)
    )
    given = _digest(key)
    known = (await session.scalars(query)).all()
    return any([hmac.compare_digest(one, given) for one in known])


async def keys(session: AsyncSession, district: DistrictCode) -> list[Key]:
    """Those that hold, by body, the newest first."""
    query = (
        select(PartnerKeyLine)
        .where(PartnerKeyLine.district == district, PartnerKeyLine.retired_at.is_(None))
        .order_by(PartnerKeyLine.agency_id, PartnerKeyLine.number.desc())
    )
    return [
        Key(AgencyId(line.agency_id), line.number, PersonId(line.made_by), line.made_at)
        for line in await session.scalars(query)
    ]


def _digest(key: str) -> str:
    """Of 256 random bits: nothing slower is needed to keep it from being guessed."""
    return hashlib.sha256(key.encode()).hexdigest()


def _pin(line: PartnerPinLine) -> Pin:
    return Pin(AgencyId(line.agency_id), PersonId(line.set_by), line.set_at, line.failures)
