"""Acts whose outcome the web did not learn: kept sealed and asked again with the same intent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.messages.envelope import CaseStart, Envelope
from care.model.ids import CaseId, IntentKey
from care.model.refusal import Refusal
from care.model.value import Value
from store.keyring import KeyDestroyed, Keyring, district_of
from store.sealing import Place, seal, unseal, unseal_optional
from store.statements import add
from store.tables.messages import CommandLine

LEASE = timedelta(seconds=30)


class Outcome(StrEnum):
    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"


class Kept(Value):
    """``start`` comes with the act that opens a case."""

    envelope: Envelope
    start: CaseStart | None = None


@dataclass(frozen=True)
class PendingCommand:
    case_id: CaseId
    kept: Kept
    kept_at: datetime
    attempts: int


@dataclass(frozen=True)
class CommandOutcome:
    outcome: Outcome
    refusal: Refusal | None = None


async def keep_unknown(
    session: AsyncSession, keyring: Keyring, case_id: CaseId, kept: Kept, at: datetime
) -> None:
    """Idempotent by case and intent."""
    district = district_of(case_id)
    key = await keyring.case_key(session, case_id, district)
    intent = kept.envelope.intent
    line = {
        "case_id": case_id,
        "intent": intent,
        "district": district,
        "person": kept.envelope.actor.person,
        "body": seal(key, kept.model_dump_json(), _place("body", case_id, intent)),
        "kept_at": at,
        "not_before": at,
        "attempts": 0,
    }
    await add(session, CommandLine, (line,))


async def pending(
    session: AsyncSession, keyring: Keyring, now: datetime, limit: int
) -> list[PendingCommand]:
    """Take what is due, oldest first; nobody else gets it for half a minute."""
    query = (
        select(CommandLine)
        .where(CommandLine.done_at.is_(None), CommandLine.not_before <= now)
        .order_by(CommandLine.kept_at, CommandLine.intent)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    lines = (await session.scalars(query)).all()
    taken: list[PendingCommand] = []
    for line in lines:
        try:
            taken.append(await _opened(session, keyring, line))
        except KeyDestroyed:
            line.done_at, line.outcome = now, "erased"
            continue
        line.not_before, line.attempts = now + LEASE, line.attempts + 1
    await session.flush()
    return taken


async def mark_done(
    session: AsyncSession,
    keyring: Keyring,
    case_id: CaseId,
    intent: IntentKey,
    at: datetime,
    refusal: Refusal | None = None,
) -> None:
    """The case answered: done, or refused with this."""
    answer: bytes | None = None
    if refusal is not None:
        key = await keyring.case_key(session, case_id, district_of(case_id))
        answer = seal(key, refusal.model_dump_json(), _place("answer", case_id, intent))
    await session.execute(
        update(CommandLine)
        .where(CommandLine.case_id == case_id, CommandLine.intent == intent)
        .values(
            done_at=at,
            outcome=(Outcome.REFUSED if refusal else Outcome.DONE).value,
            answer=answer,
        )
    )


async def try_later(
    session: AsyncSession, case_id: CaseId, intent: IntentKey, at: datetime
) -> None:
    await session.execute(
        update(CommandLine)
        .where(CommandLine.case_id == case_id, CommandLine.intent == intent)
        .values(not_before=at)
    )


async def outcome(
    session: AsyncSession, keyring: Keyring, case_id: CaseId, intent: IntentKey
) -> CommandOutcome | None:
    """What became of an act; None if it was never kept here."""
    line = await session.get(CommandLine, (case_id, intent), populate_existing=True)
    if line is None:
        return None
    if line.done_at is None:
        return CommandOutcome(Outcome.PENDING)
    if line.answer is None:
        return CommandOutcome(Outcome.DONE)
    key = await keyring.case_key(session, case_id, district_of(case_id))
    answer = unseal_optional(key, line.answer, _place("answer", case_id, intent))
    return CommandOutcome(Outcome.REFUSED, Refusal.model_validate_json(answer or ""))


async def _opened(session: AsyncSession, keyring: Keyring, line: CommandLine) -> PendingCommand:
    key = await keyring.case_key(session, line.case_id, line.district)
    body = unseal(key, line.body, _place("body", line.case_id, line.intent))
    kept = Kept.model_validate_json(body)
    return PendingCommand(CaseId(line.case_id), kept, line.kept_at, line.attempts)


def _place(column: str, case_id: str, intent: str) -> Place:
    return Place("command_outbox", column, f"{case_id}/{intent}", district_of(case_id))
