"""Login sessions kept by the server: revocable at once, everywhere (SR-05)."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import PersonId
from store.tables.people import SessionLine

TOKEN_BYTES = 32


async def create(
    session: AsyncSession, person_id: PersonId, now: datetime, lifetime: timedelta
) -> str:
    """A new token, told once to the browser; the table keeps only its hash."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        SessionLine(
            token_hash=hash_of(token),
            person_id=person_id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + lifetime,
        )
    )
    await session.flush()
    return token


async def touch(session: AsyncSession, token: str, now: datetime) -> None:
    """Push the idle end; worth a write only about once a minute."""
    await session.execute(
        update(SessionLine)
        .where(SessionLine.token_hash == hash_of(token), SessionLine.revoked_at.is_(None))
        .values(last_seen_at=now)
    )


async def confirm(session: AsyncSession, token: str, now: datetime) -> None:
    """The password was given again (SR-06)."""
    await session.execute(
        update(SessionLine)
        .where(SessionLine.token_hash == hash_of(token), SessionLine.revoked_at.is_(None))
        .values(confirmed_at=now)
    )


async def revoke(session: AsyncSession, token: str, now: datetime) -> None:
    await session.execute(
        update(SessionLine)
        .where(SessionLine.token_hash == hash_of(token), SessionLine.revoked_at.is_(None))
        .values(revoked_at=now)
    )


async def revoke_all(session: AsyncSession, person_id: PersonId, now: datetime) -> None:
    await session.execute(
        update(SessionLine)
        .where(SessionLine.person_id == person_id, SessionLine.revoked_at.is_(None))
        .values(revoked_at=now)
    )


async def sweep(session: AsyncSession, before: datetime) -> None:
    """Forget sessions that ended before this moment."""
    over = or_(SessionLine.expires_at < before, SessionLine.revoked_at < before)
    await session.execute(delete(SessionLine).where(over))


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
