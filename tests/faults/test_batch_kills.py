"""A worker dies while a list is taken: every row is taken once, and none is missed."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from care.messages.batches import BatchAsked
from care.model.discovery import BatchKind, BatchState, FoundOutcome
from care.model.ids import DistrictCode, PersonId
from store import batches
from store.batch_portions import PortionRead
from store.batches import Batch
from store.tables.at_risk import AtRiskLine, AtRiskSignalLine
from tests.faults.conftest import Scene
from workflows.batches import Batches

pytestmark = [pytest.mark.engine, pytest.mark.faults, pytest.mark.slow]
DISTRICT = DistrictCode("11215")
SIZE, PORTIONS = 5, 30


def portion(first: int) -> PortionRead:
    return PortionRead(
        tuple(
            (
                number,
                {
                    "name": f"가온{chr(0xAC00 + number)}",
                    "birth_date": "1961-03-04",
                    "phone": f"010{number:08d}",
                    "kinds": "POWER_CUT",
                    "observed_on": "2026-01-02",
                },
            )
            for number in range(first, first + SIZE)
        )
    )


async def now(scene: Scene, batch: Batch) -> Batch:
    async with scene.parts.database.of(DISTRICT).read() as session:
        found = await batches.get(session, scene.parts.keyring, DISTRICT, batch.batch_id)
    assert found is not None
    return found


async def until(scene: Scene, batch: Batch, *states: BatchState, done: int = 0) -> Batch:
    for _ in range(1200):
        found = await now(scene, batch)
        if found.state in states and found.done >= done:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(found)


async def test_a_killed_worker_takes_no_row_twice_and_misses_none(scene: Scene) -> None:
    parts = scene.parts
    batch = Batch(
        batch_id=batches.batch_id(DISTRICT, "killed"),
        district=DISTRICT,
        kind=BatchKind.SIGNALS,
        made_by=PersonId("manager"),
        made_at=datetime.now(UTC),
    )
    read = [portion(2 + SIZE * number) for number in range(PORTIONS)]
    await batches.keep(parts.database, parts.keyring, batch, "m", read)
    client = await parts.connect("test")
    engine = Batches(client)
    asked = BatchAsked(batch_id=batch.batch_id, district=DISTRICT)
    assert await engine.tell(asked)
    await until(scene, batch, BatchState.CHECKED)
    async with parts.database.of(DISTRICT).write() as session:
        await batches.confirm(session, batch.batch_id, batch.made_by, datetime.now(UTC))
    assert await engine.tell(asked)
    await until(scene, batch, BatchState.TAKING, done=SIZE)
    await scene.kill_worker()
    assert (await now(scene, batch)).done < SIZE * PORTIONS
    await scene.start_worker()
    async with asyncio.timeout(90):
        await client.get_workflow_handle(batch.batch_id).result()
    done = await now(scene, batch)
    assert done.state is BatchState.DONE
    assert done.taken == {FoundOutcome.NEW: SIZE * PORTIONS}
    async with parts.database.of(DISTRICT).read() as session:
        for line in (AtRiskLine, AtRiskSignalLine):
            assert await session.scalar(select(func.count()).select_from(line)) == SIZE * PORTIONS
