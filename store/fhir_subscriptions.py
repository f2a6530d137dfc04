"""Our subscriptions at the FHIR servers of bodies: what is kept of each, and whom we believe.

A notification says nothing but that it is time to look. Its secret is ours, made anew whenever the
subscription is renewed; the one before is believed for a day, while the server changes over.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import SecretStr
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import AgencyId
from store.agencies import Agency
from store.statements import put
from store.tables.links import FhirSubscriptionLine

SECRET_BYTES = 32
OVERLAP = timedelta(days=1)
ON = "on"
MAKING = "making"
"""The secret was made and nobody knows yet whether the server took it."""


@dataclass(frozen=True)
class Subscription:
    agency_id: AgencyId
    base: str
    subscription_id: str
    until: datetime | None
    checked_at: datetime
    code: str
    heard_at: datetime | None

    @property
    def is_on(self) -> bool:
        return self.code == ON


async def subscription_of(session: AsyncSession, agency_id: AgencyId) -> Subscription | None:
    line = await session.get(FhirSubscriptionLine, agency_id, populate_existing=True)
    if line is None:
        return None
    return Subscription(
        agency_id=AgencyId(line.agency_id),
        base=line.base,
        subscription_id=line.subscription_id or "",
        until=line.until,
        checked_at=line.checked_at,
        code=line.code,
        heard_at=line.heard_at,
    )


async def new_secret(session: AsyncSession, body: Agency, now: datetime) -> SecretStr:
    """Kept before it is sent, so that the first notification by it is believed.

    What the server is known to hold stays believed; a secret it may never have got does not.
    """
    known = await session.get(FhirSubscriptionLine, body.agency_id, populate_existing=True)
    here = known if known is not None and known.base == body.endpoint else None
    held = (here.digest if here.code == ON else here.former) if here else None
    secret = secrets.token_urlsafe(SECRET_BYTES)
    line = {
        "agency_id": body.agency_id,
        "district": body.district,
        "base": body.endpoint,
        "subscription_id": here.subscription_id if here else None,
        "digest": _digest(secret),
        "former": held,
        "made_at": now,
        "until": None,
        "checked_at": now,
        "code": MAKING,
        "told_at": None,
        "heard_at": known.heard_at if known else None,
    }
    await put(session, FhirSubscriptionLine, (line,))
    return SecretStr(secret)


async def checked(session: AsyncSession, agency_id: AgencyId, now: datetime, code: str) -> None:
    """It holds (``on``), or the code says why it does not."""
    await _change(session, agency_id, checked_at=now, code=code[:64])


async def made(
    session: AsyncSession, agency_id: AgencyId, subscription_id: str, until: datetime
) -> None:
    """The server took it, with the newest secret."""
    await _change(session, agency_id, subscription_id=subscription_id, until=until, code=ON)


async def believes(session: AsyncSession, agency_id: AgencyId, secret: str, now: datetime) -> bool:
    """Whether it is a secret of ours for this body that still holds."""
    line = await session.get(FhirSubscriptionLine, agency_id, populate_existing=True)
    if line is None:
        return False
    former = line.former if now < line.made_at + OVERLAP else None
    known = [line.digest, *([former] if former else [])]
    return any([hmac.compare_digest(one, _digest(secret)) for one in known])


async def told(session: AsyncSession, agency_id: AgencyId, now: datetime) -> None:
    """However often it is told before the next look, that is one look."""
    await _change(session, agency_id, told_at=now, heard_at=now)


async def waits(session: AsyncSession, agency_id: AgencyId) -> bool:
    """Told already, and not looked since."""
    query = select(FhirSubscriptionLine.told_at).where(FhirSubscriptionLine.agency_id == agency_id)
    return await session.scalar(query) is not None


async def taken(session: AsyncSession, agency_id: AgencyId) -> None:
    """A look begins; what is told from now on asks for another."""
    await _change(session, agency_id, told_at=None)


async def _change(session: AsyncSession, agency_id: AgencyId, **values: object) -> None:
    line = FhirSubscriptionLine
    await session.execute(
        update(line)
        .where(line.agency_id == agency_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _digest(secret: str) -> str:
    """Of 256 random bits: nothing slower is needed to keep it from being guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()
