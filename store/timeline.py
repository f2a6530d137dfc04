"""The timeline: what a case decided, written once with the read model in one transaction.

The engine's history is the truth. A step whose worker died before the engine kept it leaves lines
nobody was told of; when the case then decides otherwise, the later step replaces them.
"""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from care.messages.envelope import SYSTEM_PERSON, Receipt, Step
from care.model.ids import CaseId, IntentKey
from store import figures, locations, pledges, yields
from store.chains import answered
from store.events import event_rows, events, of_kinds
from store.keyring import Keyring, district_of
from store.pinned import keep_policy, kept_policy, opening_policy
from store.projections import note_answers, project, put_ledger
from store.read_model import Row, acted, ledger_rows, touches_linkages
from store.statements import add, put, table_of
from store.tables.cases import LedgerLine
from store.tables.timeline import EventLine, StepLine

__all__ = ["append", "events", "keep_policy", "kept_policy", "opening_policy", "receipt"]

Batch = tuple[str, int]
"""Intent and last sequence of a step: which events were written together."""


async def append(session: AsyncSession, step: Step, keyring: Keyring) -> int:
    """Write a step; again with the same step it changes nothing. Answers the revision.

    Steps of one case may arrive out of order: events are all kept, and the read model shows the
    latest revision.
    """
    key = await keyring.case_key(session, step.case_id, district_of(step.case_id))
    rows = event_rows(step, key)
    new = await add(session, StepLine, (_step_row(step),))
    written = await add(session, EventLine, rows)
    force = anew = False
    if not new or written < len(rows):
        anew = True
        settled = await _settle(session, step, rows)
        if settled is None:
            return step.snapshot.revision
        force = settled
    await put_ledger(session, ledger_rows(step.case_id, step.events))
    await pledges.keep(session, step.case_id, step.events)
    await yields.keep(session, step.case_id, step.events)
    await figures.keep(session, keyring, step.case_id, step.events, anew)
    touched = force or touches_linkages(step.events)
    await project(session, step.snapshot, keyring, acted(step.events), touched, force)
    told = step.events
    if force:
        told = tuple(await of_kinds(session, keyring, step.case_id, ("LinkageAnswered",)))
    await note_answers(session, step.case_id, answered(told))
    await locations.follow(session, keyring, step)
    return step.snapshot.revision


async def receipt(
    session: AsyncSession, intent: IntentKey, case_id: CaseId | None = None
) -> Receipt | None:
    """The receipt of an act done earlier; with the case, only if it was done to that case."""
    asked = {"of_intent": intent} | ({} if case_id is None else {"of_case": case_id})
    row = (await session.execute(_first_step(case_id is not None), asked)).one_or_none()
    if row is None:
        return None
    found = CaseId(row.case_id)
    return Receipt(case_id=found, intent=intent, revision=row.revision, repeated=True)


@cache
def _first_step(of_case: bool) -> Select[Any]:
    """Built once: every act asks it, and nearly always finds nothing."""
    table = table_of(StepLine)
    query = select(table.c.case_id, table.c.revision).where(
        table.c.intent == bindparam("of_intent")
    )
    return (query.where(table.c.case_id == bindparam("of_case")) if of_case else query).limit(1)


async def _settle(session: AsyncSession, step: Step, rows: list[Row]) -> bool | None:
    """Something was taken. None: it is the same step again. True: others' lines went."""
    own: Batch = (step.intent, step.snapshot.revision)
    strangers = await _batches(session, step) - {own}
    before = await session.scalar(
        select(StepLine.revision).where(
            StepLine.case_id == step.case_id, StepLine.intent == step.intent
        )
    )
    if not strangers and before == step.snapshot.revision and step.events:
        return None
    for batch in strangers:
        await _drop(session, step.case_id, batch)
    await add(session, EventLine, rows)
    await put(session, StepLine, (_step_row(step),))
    last = await session.scalar(
        select(func.max(EventLine.sequence)).where(EventLine.case_id == step.case_id)
    )
    return bool(strangers) and last == step.snapshot.revision


async def _batches(session: AsyncSession, step: Step) -> set[Batch]:
    query = (
        select(EventLine.intent, EventLine.revision)
        .where(
            EventLine.case_id == step.case_id,
            EventLine.sequence.in_([recorded.sequence for recorded in step.events]),
        )
        .distinct()
    )
    return {(intent, revision) for intent, revision in (await session.execute(query)).all()}


async def _drop(session: AsyncSession, case_id: CaseId, batch: Batch) -> None:
    intent, revision = batch
    written = (EventLine.case_id == case_id, EventLine.intent == intent)
    sequences = select(EventLine.sequence).where(*written, EventLine.revision == revision)
    await session.execute(
        delete(LedgerLine).where(LedgerLine.case_id == case_id, LedgerLine.sequence.in_(sequences))
    )
    await pledges.drop(session, case_id, sequences)
    await session.execute(delete(EventLine).where(*written, EventLine.revision == revision))
    await session.execute(
        delete(StepLine).where(
            StepLine.case_id == case_id, StepLine.intent == intent, StepLine.revision == revision
        )
    )


def _step_row(step: Step) -> Row:
    by = acted(step.events)
    return {
        "case_id": step.case_id,
        "intent": step.intent,
        "revision": step.snapshot.revision,
        "actor": by.by if by else SYSTEM_PERSON,
        "at": by.at if by else step.snapshot.stage_since,
    }
