"""Reading the timeline: sealed bodies become events again."""

from collections.abc import Collection, Iterable

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from care.messages.envelope import Step
from care.messages.events import Event, Recorded
from care.model.codes import Role
from care.model.ids import CaseId, IntentKey, PersonId
from store.keyring import Keyring, district_of
from store.read_model import Row
from store.sealing import Place, seal, unseal
from store.tables.timeline import EventLine

EVENT: TypeAdapter[Event] = TypeAdapter(Event)


async def events(
    session: AsyncSession,
    keyring: Keyring,
    case_id: CaseId,
    after: int = 0,
    limit: int | None = None,
) -> list[Recorded]:
    """Events of a case in order, from the one behind ``after``."""
    query = (
        select(EventLine)
        .where(EventLine.case_id == case_id, EventLine.sequence > after)
        .order_by(EventLine.sequence)
        .limit(limit)
    )
    return await opened(session, keyring, case_id, await session.scalars(query))


async def of_kinds(
    session: AsyncSession, keyring: Keyring, case_id: CaseId, kinds: Collection[str]
) -> list[Recorded]:
    """Events of some kinds, in order."""
    query = (
        select(EventLine)
        .where(EventLine.case_id == case_id, EventLine.kind.in_(kinds))
        .order_by(EventLine.sequence)
    )
    return await opened(session, keyring, case_id, await session.scalars(query))


async def last_of(
    session: AsyncSession, keyring: Keyring, case_id: CaseId, kind: str
) -> Recorded | None:
    """The latest event of a kind."""
    query = (
        select(EventLine)
        .where(EventLine.case_id == case_id, EventLine.kind == kind)
        .order_by(EventLine.sequence.desc())
        .limit(1)
    )
    found = await opened(session, keyring, case_id, await session.scalars(query))
    return found[0] if found else None


async def opened(
    session: AsyncSession, keyring: Keyring, case_id: CaseId, lines: Iterable[EventLine]
) -> list[Recorded]:
    found = list(lines)
    if not found:
        return []
    key = await keyring.case_key(session, case_id, district_of(case_id))
    return [recorded_of(key, line) for line in found]


def event_rows(step: Step, key: bytes) -> list[Row]:
    return [_row(step, recorded, key) for recorded in step.events]


def _row(step: Step, recorded: Recorded, key: bytes) -> Row:
    body = recorded.event.model_dump_json()
    return {
        "case_id": step.case_id,
        "sequence": recorded.sequence,
        "revision": step.snapshot.revision,
        "district": district_of(step.case_id),
        "kind": recorded.event.kind,
        "intent": recorded.intent,
        "actor": recorded.actor,
        "role": str(recorded.role),
        "on_behalf_of": recorded.on_behalf_of,
        "at": recorded.at,
        "body": seal(key, body, _place(step.case_id, recorded.sequence)),
    }


def recorded_of(key: bytes, line: EventLine) -> Recorded:
    body = unseal(key, line.body, _place(line.case_id, line.sequence))
    return Recorded(
        sequence=line.sequence,
        at=line.at,
        actor=PersonId(line.actor),
        role=Role(line.role),
        on_behalf_of=PersonId(line.on_behalf_of) if line.on_behalf_of else None,
        intent=IntentKey(line.intent),
        event=EVENT.validate_json(body),
    )


def _place(case_id: str, sequence: int) -> Place:
    return Place("case_events", "body", f"{case_id}/{sequence}", district_of(case_id))
