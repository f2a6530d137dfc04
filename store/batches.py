"""Imported lists (명단): kept when they are read, tried out, confirmed by a person, then taken.

A batch is worked off portion by portion, in two passes: trying out (``CHECKING``) writes nothing
but what it found, taking (``TAKING``) writes each portion in one transaction with how far it came.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from care.model.discovery import BatchKind, BatchState, FoundOutcome
from care.model.ids import BatchId, DistrictCode, PersonId
from store import batch_portions
from store.batch_portions import PortionRead, Result
from store.database import Database
from store.keyring import Keyring
from store.scope import PAGE_SIZE
from store.sealing import Place, blind_index, seal, unseal
from store.statements import add
from store.tables.batches import BatchLine, BatchPortionLine

KEPT = timedelta(days=7)
"""How long the sealed rows wait for somebody to confirm them."""
LIVING = tuple(one.value for one in BatchState if not one.is_over)
WORKING = (BatchState.READ.value, BatchState.CHECKING.value, BatchState.TAKING.value)
LAPSED = "LAPSED"
"""Nobody confirmed the list while its rows were kept."""
Tally = Mapping[FoundOutcome, int]


@dataclass(frozen=True)
class Note:
    """Something said of the file as a whole; ``code`` names its sentence."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What the file turned out to be, without anything of a row."""

    columns: tuple[tuple[str, str], ...] = ()
    """Heading as it stood, and the key it was read as; empty for one that is not read."""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Batch:
    batch_id: BatchId
    district: DistrictCode
    kind: BatchKind
    made_by: PersonId
    made_at: datetime
    about: str = ""
    """The campaign's id for its lists; empty for signals."""
    file_name: str = ""
    year: int = 0
    round: int | None = None
    """회차: which of the year's discovery cycles it belongs to."""
    observed_on: date | None = None
    """For rows that name no day of their own."""
    reading: Reading = field(default_factory=Reading)
    state: BatchState = BatchState.READ
    total: int = 0
    refused: int = 0
    portions: int = 0
    reached: int = 0
    done: int = 0
    tried: Tally = field(default_factory=dict)
    taken: Tally = field(default_factory=dict)
    confirmed_by: PersonId | None = None
    confirmed_at: datetime | None = None
    changed_at: datetime | None = None
    ended_at: datetime | None = None
    failure: str | None = None
    rows_until: datetime | None = None
    """None once the rows are destroyed."""


def batch_id(district: DistrictCode, intent: str) -> BatchId:
    """Begins with the district, as the engine's keys do; the same act twice is one batch."""
    return BatchId(f"{district}-batch-{intent}")


async def keep(
    database: Database,
    keyring: Keyring,
    batch: Batch,
    content_hash: str,
    portions: Sequence[PortionRead],
) -> bool:
    """False when the same batch is kept already. ``content_hash`` is of the file's bytes.

    Thousands of rows are sealed beside the loop and outside any transaction, so that nobody waits.
    """
    house = database.of(batch.district)
    async with house.write() as session:
        key = await keyring.district_key(session, batch.district)
        own = await keyring.case_key(session, batch_portions.key_of(batch.batch_id), batch.district)
        blind = await keyring.blind_key(session, batch.district)
    place = (batch.batch_id, batch.district)
    lines = await asyncio.to_thread(batch_portions.sealed, own, key, place, portions)
    line = _line(batch, key, blind_index(blind, "batch", content_hash), portions)
    async with house.write() as session:
        if not await add(session, BatchLine, (line,)):
            return False
        await add(session, BatchPortionLine, lines)
    return True


def _line(
    batch: Batch, key: bytes, mark: bytes, portions: Sequence[PortionRead]
) -> dict[str, object]:
    return {
        "batch_id": batch.batch_id,
        "district": batch.district,
        "kind": batch.kind.value,
        "about": batch.about,
        "file_name": sealed_name(key, batch.file_name[:200], batch.batch_id, batch.district),
        "mark": mark,
        "year": batch.year,
        "round": batch.round,
        "observed_on": batch.observed_on,
        "reading": _written(batch.reading),
        "state": BatchState.READ.value,
        "total": sum(len(one.rows) for one in portions),
        "refused": batch.refused,
        "portions": len(portions),
        "reached": 0,
        "done": 0,
        "tried": "{}",
        "taken": "{}",
        "made_by": batch.made_by,
        "made_at": batch.made_at,
        "changed_at": batch.made_at,
        "rows_until": batch.made_at + KEPT,
    }


async def get(
    session: AsyncSession, keyring: Keyring, district: DistrictCode, batch: str
) -> Batch | None:
    line = await session.get(BatchLine, batch, populate_existing=True)
    if line is None or line.district != district:
        return None
    return _batch(line, await keyring.district_key(session, district))


async def list_of(
    session: AsyncSession,
    keyring: Keyring,
    district: DistrictCode,
    kind: BatchKind | None = None,
    about: str | None = None,
    limit: int = PAGE_SIZE,
) -> list[Batch]:
    """Newest first."""
    query = select(BatchLine).where(BatchLine.district == district)
    if kind is not None:
        query = query.where(BatchLine.kind == kind.value)
    if about is not None:
        query = query.where(BatchLine.about == about)
    ordered = query.order_by(BatchLine.made_at.desc(), BatchLine.batch_id).limit(limit)
    lines = list(await session.scalars(ordered))
    if not lines:
        return []
    key = await keyring.district_key(session, district)
    return [_batch(line, key) for line in lines]


async def same_before(session: AsyncSession, batch: Batch) -> datetime | None:
    """When the very same bytes were brought before, the last time."""
    mark = select(BatchLine.mark).where(BatchLine.batch_id == batch.batch_id).scalar_subquery()
    query = select(func.max(BatchLine.made_at)).where(
        BatchLine.district == batch.district,
        BatchLine.mark == mark,
        BatchLine.made_at < batch.made_at,
    )
    return await session.scalar(query)


async def begin(session: AsyncSession, batch: BatchId, at: datetime) -> bool:
    """The trying out of a list that was only read so far."""
    return await _set(session, batch, (BatchState.READ,), at, state=BatchState.CHECKING.value)


async def hold(session: AsyncSession, batch: Batch) -> bool:
    """Whether the batch still stands where ``batch`` says; others then wait for this transaction.

    False when it was stopped meanwhile or another worker was faster: nothing is to be written.
    """
    line = await session.get(
        BatchLine, batch.batch_id, populate_existing=True, with_for_update={"of": BatchLine}
    )
    return line is not None and (line.state, line.reached) == (batch.state.value, batch.reached)


async def advance(
    session: AsyncSession,
    keyring: Keyring,
    batch: Batch,
    results: Sequence[Result],
    at: datetime,
) -> None:
    """One portion done, of a batch that is held: ``batch.reached`` of the pass ``batch.state``."""
    line = await session.get_one(BatchLine, batch.batch_id)
    passing = "tried" if batch.state is BatchState.CHECKING else "taken"
    place = (batch.batch_id, batch.district, batch.reached)
    await batch_portions.note(session, keyring, place, passing, results)
    summed = Counter(json.loads(getattr(line, passing)))
    summed.update(one.outcome.value for one in results)
    setattr(line, passing, json.dumps(dict(sorted(summed.items()))))
    line.reached += 1
    line.done += len(results)
    line.changed_at = at
    if line.reached >= line.portions:
        await _passed(session, keyring, line, at)


async def _passed(session: AsyncSession, keyring: Keyring, line: BatchLine, at: datetime) -> None:
    if line.state == BatchState.CHECKING.value:
        line.state = BatchState.CHECKED.value
        return
    line.state, line.ended_at, line.rows_until = BatchState.DONE.value, at, None
    await batch_portions.destroy(session, keyring, BatchId(line.batch_id), at)


async def confirm(session: AsyncSession, batch: BatchId, by: PersonId, at: datetime) -> bool:
    """Once, after the trying out."""
    return await _set(
        session,
        batch,
        (BatchState.CHECKED,),
        at,
        state=BatchState.TAKING.value,
        reached=0,
        done=0,
        confirmed_by=by,
        confirmed_at=at,
    )


async def again(session: AsyncSession, batch: BatchId, at: datetime) -> bool:
    """One that failed goes on where it stood, while its rows are kept."""
    line = await session.get(BatchLine, batch, populate_existing=True)
    if line is None or line.rows_until is None or line.state != BatchState.FAILED.value:
        return False
    back = BatchState.CHECKING if line.confirmed_at is None else BatchState.TAKING
    return await _set(
        session,
        batch,
        (BatchState.FAILED,),
        at,
        state=back.value,
        failure=None,
        ended_at=None,
    )


async def stop(
    session: AsyncSession, keyring: Keyring, batch: BatchId, at: datetime, why: str | None = None
) -> bool:
    """Seen by the worker at its next portion; what was taken stays, the rows are destroyed."""
    stoppable = tuple(one for one in BatchState if not one.is_over)
    stopped = await _set(
        session,
        batch,
        (*stoppable, BatchState.FAILED),
        at,
        state=BatchState.STOPPED.value,
        ended_at=at,
        failure=why,
        rows_until=None,
    )
    if stopped:
        await batch_portions.destroy(session, keyring, batch, at)
    return stopped


async def fail(session: AsyncSession, batch: BatchId, code: str, at: datetime) -> bool:
    """After many tries; its rows wait on, so that it can be tried again."""
    living = tuple(one for one in BatchState if not one.is_over)
    return await _set(
        session, batch, living, at, state=BatchState.FAILED.value, failure=code, ended_at=at
    )


async def unheard(session: AsyncSession, before: datetime, now: datetime) -> list[tuple[str, str]]:
    """Batch and district of those with work nobody moved on since ``before``, and the overdue."""
    waiting = and_(BatchLine.state.in_(WORKING), BatchLine.changed_at < before)
    query = (
        select(BatchLine.batch_id, BatchLine.district)
        .where(or_(waiting, BatchLine.rows_until < now))
        .order_by(BatchLine.changed_at)
        .limit(PAGE_SIZE)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def _set(
    session: AsyncSession,
    batch: BatchId,
    states: tuple[BatchState, ...],
    at: datetime,
    **values: object,
) -> bool:
    within = and_(BatchLine.batch_id == batch, BatchLine.state.in_([one.value for one in states]))
    changed = (
        update(BatchLine)
        .where(within)
        .values(changed_at=at, **values)
        .returning(BatchLine.batch_id)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(changed) is not None


def sealed_name(key: bytes, name: str, batch: str, district: str) -> bytes:
    return seal(key, name, _named(batch, district))


def _named(batch: str, district: str) -> Place:
    return Place("batches", "file_name", batch, district)


def _written(reading: Reading) -> str:
    notes = [[one.code, dict(one.params)] for one in reading.notes]
    return json.dumps({"columns": reading.columns, "notes": notes}, ensure_ascii=False)


def _read(text: str) -> Reading:
    held = json.loads(text)
    return Reading(
        columns=tuple((heading, key) for heading, key in held["columns"]),
        notes=tuple(Note(code, params) for code, params in held["notes"]),
    )


def _tally(text: str) -> Tally:
    return {FoundOutcome(name): number for name, number in json.loads(text).items()}


def _batch(line: BatchLine, key: bytes) -> Batch:
    return Batch(
        batch_id=BatchId(line.batch_id),
        district=DistrictCode(line.district),
        kind=BatchKind(line.kind),
        made_by=PersonId(line.made_by),
        made_at=line.made_at,
        about=line.about,
        file_name=unseal(key, line.file_name, _named(line.batch_id, line.district)),
        year=line.year,
        round=line.round,
        observed_on=line.observed_on,
        reading=_read(line.reading),
        state=BatchState(line.state),
        total=line.total,
        refused=line.refused,
        portions=line.portions,
        reached=line.reached,
        done=line.done,
        tried=_tally(line.tried),
        taken=_tally(line.taken),
        confirmed_by=None if line.confirmed_by is None else PersonId(line.confirmed_by),
        confirmed_at=line.confirmed_at,
        changed_at=line.changed_at,
        ended_at=line.ended_at,
        failure=line.failure,
        rows_until=line.rows_until,
    )
