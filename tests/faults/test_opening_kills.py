"""A worker dies while it opens cases in bulk: every household gets exactly one."""

import asyncio
from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from care.model.codes import DiscoveryChannel, Stage
from care.model.discovery import FoundHousehold
from care.model.ids import DistrictCode, OfficeCode, OpeningId
from policies.resolve import resolve
from store import openings
from store.openings import Opening, OpeningState, opening_id
from store.tables.cases import CaseLine
from tests.faults.conftest import Scene
from workflows.openings import Openings, workflow_of

pytestmark = [pytest.mark.engine, pytest.mark.faults, pytest.mark.slow]
DISTRICT = DistrictCode("11215")
MANY = 40


def asked() -> list[Opening]:
    office = next(iter(resolve(DISTRICT).offices))
    return [
        Opening(
            opening_id=opening_id(DISTRICT, f"target-{number}"),
            district=DISTRICT,
            office=OfficeCode(office),
            found=FoundHousehold(name=f"표본{number}"),
            channel=DiscoveryChannel.BATCH,
            at=datetime.now(UTC),
        )
        for number in range(MANY)
    ]


async def counted(scene: Scene, ids: list[OpeningId]) -> Counter[OpeningState]:
    async with scene.parts.database.of(DISTRICT).read() as session:
        found = await openings.states(session, DISTRICT, ids)
    return Counter(one.state for one in found.values())


async def until_some(scene: Scene, ids: list[OpeningId]) -> None:
    for _ in range(600):
        if (await counted(scene, ids))[OpeningState.OPENED]:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("no case was opened")


async def test_a_killed_worker_opens_every_case_exactly_once(scene: Scene) -> None:
    wanted = asked()
    ids = [one.opening_id for one in wanted]
    async with scene.parts.database.of(DISTRICT).write() as session:
        assert await openings.ask_all(session, scene.parts.keyring, wanted) == MANY
    client = await scene.parts.connect("test")
    assert await Openings(client).start(DISTRICT)
    await until_some(scene, ids)
    await scene.kill_worker()
    assert (await counted(scene, ids))[OpeningState.WAITING] > 0
    await scene.start_worker()
    async with asyncio.timeout(90):
        await client.get_workflow_handle(workflow_of(DISTRICT)).result()
    assert await counted(scene, ids) == {OpeningState.OPENED: MANY}
    async with scene.parts.database.of(DISTRICT).read() as session:
        query = select(CaseLine.case_id, CaseLine.case_number, CaseLine.stage)
        lines = (await session.execute(query)).all()
    assert len(lines) == len({line.case_id for line in lines}) == MANY
    assert len({line.case_number for line in lines}) == MANY
    assert {line.stage for line in lines} == {Stage.DISCOVERY}
