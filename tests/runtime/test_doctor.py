"""The doctor names a rollout nobody carries on, and leaves one alone that waits for its day."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from care.model.ids import DistrictCode, PersonId, RolloutId
from runtime.doctor import policy_work_faults
from runtime.settings import Settings
from store import policy_rollouts
from store.database import Database, migrate
from store.policy_rollouts import Rollout


@pytest.mark.parametrize(("days", "faults"), [(-1, 1), (1, 0)])
async def test_a_rollout_that_does_not_move_is_a_fault(
    tmp_path: Path, days: int, faults: int
) -> None:
    settings = Settings(data_dir=tmp_path, _env_file=None)
    await asyncio.to_thread(migrate, settings.database_url)
    at = datetime.now(UTC) + timedelta(days=days)
    number = RolloutId("41570-rollout-9")
    begun = Rollout(number, DistrictCode("41570"), 9, at, PersonId("p-1"), at)
    database = Database(settings.database_url)
    try:
        async with database.for_all().write() as session:
            await policy_rollouts.begin(session, begun)
    finally:
        await database.dispose()
    found = [fault async for fault in policy_work_faults(settings)]
    assert len(found) == faults
    assert all(number in fault and "rollout" in fault for fault in found)
