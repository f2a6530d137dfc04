"""Signed links: one linkage opened to one body, for a while, behind the PIN of the body.

The token is the id of the link and a signature under the district's key; the table alone opens
nothing. Sent again it is the same token, so that a letter sent twice carries the same bytes.
"""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import SecretStr
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.codes import PartnerAnswer
from care.model.ids import AgencyId, DistrictCode, LinkageId, PersonId
from store.agencies import Agency
from store.database import enter
from store.keyring import Keyring
from store.sealing import blind_index
from store.statements import add
from store.tables.links import PartnerLinkLine

SHAPE = re.compile(r"[a-z2-7]{24}\.[A-Za-z0-9_-]{22}")
UNLOCKED_FOR = timedelta(minutes=30)
"""After the PIN, on the browser that gave it."""
ID_BYTES = 15
UNLOCK_BYTES = 24


@dataclass(frozen=True)
class Link:
    link_id: str
    district: DistrictCode
    agency_id: AgencyId
    linkage_id: LinkageId
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    answer: PartnerAnswer | None
    answered_at: datetime | None
    unlocked: str | None
    unlocked_until: datetime | None

    def opens(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at

    def unlocked_by(self, held: str, now: datetime) -> bool:
        """Whether the browser that holds this gave the PIN a short while ago."""
        if self.unlocked is None or self.unlocked_until is None or now >= self.unlocked_until:
            return False
        return hmac.compare_digest(self.unlocked, _digest(held))


async def issue(
    session: AsyncSession,
    keyring: Keyring,
    linkage_id: LinkageId,
    agency: Agency,
    until: datetime,
    now: datetime,
) -> SecretStr:
    """The token of the link ``{public_url}/r/{token}``; the same for every letter of a linkage."""
    known = await session.scalar(
        select(PartnerLinkLine)
        .where(
            PartnerLinkLine.linkage_id == linkage_id,
            PartnerLinkLine.agency_id == agency.agency_id,
            PartnerLinkLine.revoked_at.is_(None),
        )
        .order_by(PartnerLinkLine.issued_at)
        .limit(1)
    )
    if known is not None:
        known.expires_at = max(known.expires_at, until)
        await session.flush()
        return await _token(session, keyring, _link(known))
    line = {
        "link_id": base64.b32encode(secrets.token_bytes(ID_BYTES)).decode().lower(),
        "district": agency.district,
        "agency_id": agency.agency_id,
        "linkage_id": linkage_id,
        "issued_at": now,
        "expires_at": until,
    }
    await add(session, PartnerLinkLine, (line,))
    made = await session.get_one(PartnerLinkLine, line["link_id"])
    return await _token(session, keyring, _link(made))


def path_of(token: SecretStr) -> str:
    """Where the link opens, below the public address."""
    return f"/r/{token.get_secret_value()}"


async def opened(session: AsyncSession, keyring: Keyring, token: str) -> Link | None:
    """The link a token names, from the door into its district; None for whatever is not ours."""
    if not SHAPE.fullmatch(token):
        return None
    found = await session.get(PartnerLinkLine, token.partition(".")[0], populate_existing=True)
    if found is None:
        return None
    link = _link(found)
    await enter(session, link.district)
    ours = (await _token(session, keyring, link)).get_secret_value()
    return link if hmac.compare_digest(ours, token) else None


async def unlock(session: AsyncSession, link_id: str, now: datetime) -> SecretStr:
    """After the right PIN: what the browser holds for half an hour."""
    held = secrets.token_urlsafe(UNLOCK_BYTES)
    await session.execute(
        update(PartnerLinkLine)
        .where(PartnerLinkLine.link_id == link_id)
        .values(unlocked=_digest(held), unlocked_until=now + UNLOCKED_FOR)
    )
    return SecretStr(held)


async def note_answer(
    session: AsyncSession, link_id: str, answer: PartnerAnswer, now: datetime
) -> None:
    await session.execute(
        update(PartnerLinkLine)
        .where(PartnerLinkLine.link_id == link_id)
        .values(answer=answer.value, answered_at=now)
    )


async def revoke(
    session: AsyncSession, district: DistrictCode, link_id: str, by: PersonId, now: datetime
) -> bool:
    """A letter went to the wrong place: its link opens nothing any more."""
    gone = await session.scalar(
        update(PartnerLinkLine)
        .where(
            PartnerLinkLine.link_id == link_id,
            PartnerLinkLine.district == district,
            PartnerLinkLine.revoked_at.is_(None),
        )
        .values(revoked_at=now, revoked_by=by, unlocked=None)
        .returning(PartnerLinkLine.link_id)
    )
    return gone is not None


async def open_links(
    session: AsyncSession, district: DistrictCode, now: datetime, limit: int = 200
) -> list[Link]:
    """Those that open today, the newest first."""
    query = (
        select(PartnerLinkLine)
        .where(
            PartnerLinkLine.district == district,
            PartnerLinkLine.expires_at > now,
            PartnerLinkLine.revoked_at.is_(None),
        )
        .order_by(PartnerLinkLine.issued_at.desc(), PartnerLinkLine.link_id)
        .limit(limit)
    )
    return [_link(line) for line in await session.scalars(query)]


async def _token(session: AsyncSession, keyring: Keyring, link: Link) -> SecretStr:
    key = await keyring.blind_key(session, link.district)
    meant = "\x1f".join((link.link_id, link.linkage_id, link.agency_id))
    signed = base64.urlsafe_b64encode(blind_index(key, "partner link", meant)).decode()
    return SecretStr(f"{link.link_id}.{signed.rstrip('=')}")


def _digest(held: str) -> str:
    return hashlib.sha256(held.encode()).hexdigest()


def _link(line: PartnerLinkLine) -> Link:
    return Link(
        link_id=line.link_id,
        district=DistrictCode(line.district),
        agency_id=AgencyId(line.agency_id),
        linkage_id=LinkageId(line.linkage_id),
        issued_at=line.issued_at,
        expires_at=line.expires_at,
        revoked_at=line.revoked_at,
        answer=PartnerAnswer(line.answer) if line.answer else None,
        answered_at=line.answered_at,
        unlocked=line.unlocked,
        unlocked_until=line.unlocked_until,
    )
