"""Carries an imported list on: tries it out, waits for a person, takes it, portion by portion.

What the rows mean is their taker's. Stopping is a word in the store: the next portion is not
written then, and nothing is half done.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from temporalio import activity

from care.messages.batches import SAME_AS, SAME_ROW, BatchAsked, BatchProgress
from care.model.discovery import BatchKind, BatchState, FoundOutcome, Placed
from store import batch_portions, batches
from store.batch_portions import Result, Row
from store.batches import Batch
from store.database import Database
from store.keyring import Keyring
from workflows.batch_import import CARRY_BATCH, FAIL_BATCH, ROUND

FAILING = "FAILING"
MAKING = frozenset(FoundOutcome) - {FoundOutcome.REJECTED}
BREATH = 0.02
"""Seconds between two portions, at least, in which whoever works with cases may write."""


class Taker(Protocol):
    """Takes the rows of one kind of list. Both answer one ``Placed`` a row, in their order.

    ``session`` is the store's own, of the batch's district: ``take`` writes with it, in the
    transaction that also keeps how far the list was taken, and must be safe to repeat: the same
    row, in this file or another, is told once. ``judge`` writes nothing. Rows that cannot be read
    never come here; one that turns out to mean nothing is answered ``REJECTED``.
    """

    async def judge(self, session: Any, batch: Batch, rows: Sequence[Row]) -> list[Placed]:
        """What would become of the rows."""

    async def take(
        self, session: Any, batch: Batch, rows: Sequence[Row], at: datetime
    ) -> list[Placed]:
        """What became of them."""


class BatchDesk:
    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        takers: Mapping[BatchKind, Taker],
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._takers = takers
        self._clock = clock or (lambda: datetime.now(UTC))

    @activity.defn(name=CARRY_BATCH)
    async def carry_batch(self, asked: BatchAsked) -> BatchProgress:
        """One round; a state at work means that there is more to do."""
        batch = await self._begun(asked)
        until = time.monotonic() + ROUND.total_seconds()
        while batch is not None and batch.state.is_at_work:
            begun = time.monotonic()
            kept = await self._portion(batch)
            batch = await self._batch(asked)
            if batch is not None:
                activity.heartbeat(batch.done)
            if not kept or time.monotonic() > until:
                break
            # As long as others waited for a portion, they then have for themselves.
            await asyncio.sleep(max(BREATH, time.monotonic() - begun))
        return progress_of(batch)

    @activity.defn(name=FAIL_BATCH)
    async def fail_batch(self, asked: BatchAsked) -> BatchProgress:
        """After many tries: said plainly on its page instead of running for ever."""
        async with self._database.of(asked.district).write() as session:
            await batches.fail(session, asked.batch_id, FAILING, self._clock())
        return progress_of(await self._batch(asked))

    async def _begun(self, asked: BatchAsked) -> Batch | None:
        """With its trying out begun, or, when it waited too long, without its rows."""
        batch, now = await self._batch(asked), self._clock()
        if batch is None:
            return None
        overdue = batch.rows_until is not None and batch.rows_until <= now
        if not overdue and batch.state is not BatchState.READ:
            return batch
        async with self._database.of(asked.district).write() as session:
            if overdue:
                await batches.stop(session, self._keyring, batch.batch_id, now, batches.LAPSED)
            else:
                await batches.begin(session, batch.batch_id, now)
        return await self._batch(asked)

    async def _portion(self, batch: Batch) -> bool:
        """False when it was stopped meanwhile, or another worker was faster."""
        house, taker = self._database.of(batch.district), self._takers[batch.kind]
        async with house.read() as session:
            rows = await batch_portions.rows(
                session, self._keyring, batch.batch_id, batch.district, batch.reached
            )
            tried = await taker.judge(session, batch, rows) if _tries(batch) else None
        async with house.write() as session:
            now = self._clock()
            if not await batches.hold(session, batch):
                return False
            placed = await taker.take(session, batch, rows, now) if tried is None else tried
            results = _results(rows, placed, tried=tried is not None)
            await batches.advance(session, self._keyring, batch, results, now)
        return True

    async def _batch(self, asked: BatchAsked) -> Batch | None:
        async with self._database.of(asked.district).read() as session:
            return await batches.get(session, self._keyring, asked.district, asked.batch_id)


def _tries(batch: Batch) -> bool:
    return batch.state is BatchState.CHECKING


def _results(rows: Sequence[Row], placed: Sequence[Placed], *, tried: bool) -> list[Result]:
    return [
        Result(
            row=number,
            outcome=_told(said, one) if tried else one.outcome,
            at_risk_id=one.at_risk_id,
            until=one.until,
            alike=len(one.alike),
        )
        for (number, said), one in zip(rows, placed, strict=True)
    ]


def _told(said: Mapping[str, str], one: Placed) -> FoundOutcome:
    """Trying out writes nothing, so a row does not find the household an earlier one will make."""
    if one.outcome in MAKING and SAME_ROW in said:
        return FoundOutcome.ALREADY_RECEIVED
    if one.outcome is FoundOutcome.NEW and SAME_AS in said:
        return FoundOutcome.ADDED
    return one.outcome


def progress_of(batch: Batch | None) -> BatchProgress:
    if batch is None:
        return BatchProgress(state=BatchState.FAILED, done=0, total=0, rows_held=False)
    return BatchProgress(
        state=batch.state,
        done=batch.done,
        total=batch.total,
        rows_held=batch.rows_until is not None,
    )
