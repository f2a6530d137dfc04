"""The durable inbox of signed partner messages: stored first, answered 2xx, relayed later."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.ids import AgencyId, DistrictCode
from store.keyring import Keyring
from store.sealing import Place, seal, unseal
from store.statements import Row, adding
from store.tables.messages import WebhookLine

SET_ASIDE = "set_aside:"
"""Before the cause, in the outcome of a message that failed too often."""
NO_CASE = "no_case"
ERASED = "erased"
"""The case was erased while its message waited: the words went with it (F13)."""
LEASE = timedelta(seconds=60)
"""How long a relay has a message to itself before another may take it."""

Ids = int | Collection[int]
"""One message of the inbox, or several that ended alike."""


class Accepted(StrEnum):
    NEW = "new"
    REPEATED = "repeated"
    """The same id and body again: answer 2xx, do nothing."""
    CONFLICT = "conflict"
    """A known id with another body: the first stays."""


@dataclass(frozen=True)
class InboundMessage:
    agency_id: AgencyId
    district: DistrictCode
    webhook_id: str
    body: str
    received_at: datetime


@dataclass(frozen=True)
class WaitingMessage:
    message_id: int
    message: InboundMessage
    attempts: int
    """How often it was taken before."""


async def accept(session: AsyncSession, keyring: Keyring, message: InboundMessage) -> Accepted:
    """Keep a verified message; answer the body only after this is committed."""
    [found] = await accept_all(session, keyring, [message])
    return found


async def accept_all(
    session: AsyncSession, keyring: Keyring, messages: Sequence[InboundMessage]
) -> list[Accepted]:
    """Messages of one district that came together, in one insert; the first of an id is kept."""
    first = {_key(one): at for at, one in reversed(list(enumerate(messages)))}
    rows = [await _line(session, keyring, messages[at]) for at in first.values()]
    statement = adding(session, WebhookLine)
    id_of = (WebhookLine.agency_id, WebhookLine.webhook_id)
    new = {(body, said) for body, said in await session.execute(statement.returning(*id_of), rows)}
    digests = {key: _digest(messages[first[key]]) for key in new}
    digests |= await _digests(session, [one for one in messages if _key(one) not in new])
    return [
        Accepted.NEW
        if (key := _key(one)) in new and first[key] == at
        else _again(one, digests.get(key))
        for at, one in enumerate(messages)
    ]


async def known(session: AsyncSession, messages: Sequence[InboundMessage]) -> list[Accepted | None]:
    """What those are that came before; None for what is new. Asked before any writing."""
    digests = await _digests(session, messages)
    return [
        _again(one, digests[key]) if (key := _key(one)) in digests else None for one in messages
    ]


def _again(message: InboundMessage, digest: str | None) -> Accepted:
    return Accepted.REPEATED if digest == _digest(message) else Accepted.CONFLICT


async def _digests(
    session: AsyncSession, messages: Sequence[InboundMessage]
) -> dict[tuple[str, str], str]:
    """Of the bodies kept under the ids of these messages."""
    if not messages:
        return {}
    query = select(WebhookLine.agency_id, WebhookLine.webhook_id, WebhookLine.payload_hash).where(
        WebhookLine.agency_id.in_({one.agency_id for one in messages}),
        WebhookLine.webhook_id.in_({one.webhook_id for one in messages}),
    )
    return {(body, said): digest for body, said, digest in await session.execute(query)}


async def _line(session: AsyncSession, keyring: Keyring, message: InboundMessage) -> Row:
    key = await keyring.district_key(session, message.district)
    return {
        "agency_id": message.agency_id,
        "webhook_id": message.webhook_id,
        "district": message.district,
        "payload_hash": _digest(message),
        "body": seal(key, message.body, _place(message)),
        "received_at": message.received_at,
        "not_before": message.received_at,
        "attempts": 0,
    }


def _key(message: InboundMessage) -> tuple[str, str]:
    return message.agency_id, message.webhook_id


def _digest(message: InboundMessage) -> str:
    return hashlib.sha256(message.body.encode()).hexdigest()


async def next_unprocessed(
    session: AsyncSession, keyring: Keyring, now: datetime, limit: int
) -> list[WaitingMessage]:
    """Take the oldest waiting messages; they are this relay's until the lease is over."""
    query = (
        select(WebhookLine)
        .where(WebhookLine.done_at.is_(None), WebhookLine.not_before <= now)
        .order_by(WebhookLine.message_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    lines = (await session.scalars(query)).all()
    taken = [await _waiting(session, keyring, line) for line in lines]
    await session.execute(
        update(WebhookLine)
        .where(WebhookLine.message_id.in_([line.message_id for line in lines]))
        .values(not_before=now + LEASE, attempts=WebhookLine.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    return taken


async def newest(session: AsyncSession) -> int:
    """The number of the message that came last; numbers are given in the order of arrival."""
    return await session.scalar(select(func.max(WebhookLine.message_id))) or 0


async def mark_done(session: AsyncSession, ids: Ids, at: datetime, outcome: str) -> None:
    """``outcome`` is a code: applied, a refusal's code, or why it will never be."""
    await session.execute(
        update(WebhookLine).where(_any_of(ids)).values(done_at=at, outcome=outcome)
    )


async def forget(session: AsyncSession, ids: Ids, at: datetime) -> None:
    """Nothing is kept of what was told of a case that is erased but that something was."""
    await session.execute(
        update(WebhookLine).where(_any_of(ids)).values(done_at=at, outcome=ERASED, body=b"")
    )


async def set_aside(session: AsyncSession, ids: Ids, at: datetime, cause: str) -> None:
    """It failed too often and blocks nobody any more; ``cause`` is a code."""
    await mark_done(session, ids, at, aside(cause))


def aside(cause: str) -> str:
    """The outcome of a message that is set aside."""
    return f"{SET_ASIDE}{cause}"[:64]


def _any_of(ids: Ids) -> ColumnElement[bool]:
    return WebhookLine.message_id.in_((ids,) if isinstance(ids, int) else ids)


def is_set_aside() -> ColumnElement[bool]:
    """Ended without having reached a case, so that it is worth bringing again."""
    outcome = WebhookLine.outcome
    return and_(
        WebhookLine.done_at.is_not(None),
        or_(outcome.startswith(SET_ASIDE, autoescape=True), outcome == NO_CASE),
    )


async def bring_again(
    session: AsyncSession,
    now: datetime,
    *,
    district: DistrictCode | None = None,
    message_id: int | None = None,
) -> int:
    """Put messages that were set aside back among the waiting; answers how many those were."""
    conditions = [is_set_aside()]
    if district is not None:
        conditions.append(WebhookLine.district == district)
    if message_id is not None:
        conditions.append(WebhookLine.message_id == message_id)
    changed = await session.scalars(
        update(WebhookLine)
        .where(*conditions)
        .values(done_at=None, outcome=None, attempts=0, not_before=now)
        .returning(WebhookLine.message_id)
        .execution_options(synchronize_session=False)
    )
    return len(changed.all())


async def mark_failed(session: AsyncSession, ids: Ids, retry_at: datetime, outcome: str) -> None:
    """Not now: try again from ``retry_at``."""
    await session.execute(
        update(WebhookLine).where(_any_of(ids)).values(not_before=retry_at, outcome=outcome)
    )


async def _waiting(session: AsyncSession, keyring: Keyring, line: WebhookLine) -> WaitingMessage:
    key = await keyring.district_key(session, line.district)
    envelope = InboundMessage(
        AgencyId(line.agency_id),
        DistrictCode(line.district),
        line.webhook_id,
        "",
        line.received_at,
    )
    body = unseal(key, line.body, _place(envelope))
    message = InboundMessage(
        envelope.agency_id, envelope.district, envelope.webhook_id, body, envelope.received_at
    )
    return WaitingMessage(line.message_id, message, line.attempts)


def _place(message: InboundMessage) -> Place:
    row = f"{message.agency_id}/{message.webhook_id}"
    return Place("webhook_inbox", "body", row, message.district)
