"""Rollouts and studies under way: whether they move, wait for their day or a person, or hang."""

from datetime import datetime, timedelta

import pytest

from care.messages.rollouts import RolloutState
from care.messages.studies import StudyKind
from care.model.ids import DistrictCode, PersonId, RolloutId, StudyId
from store import policy_rollouts, policy_studies
from store.database import Database
from store.policy_rollouts import Rollout
from store.policy_studies import Study
from store.policy_work import PATIENCE, PolicyWork, Standing, WorkKind, under_way
from tests.care.builders import NOW, a_policy

DISTRICT = "11215"
LATER = NOW + PATIENCE + timedelta(minutes=1)


def rollout(begins_at: datetime = NOW) -> Rollout:
    return Rollout(
        rollout_id=RolloutId(f"{DISTRICT}-rollout-9"),
        district=DistrictCode(DISTRICT),
        edition=9,
        begins_at=begins_at,
        started_by=PersonId("p-1"),
        started_at=NOW,
    )


async def begin(database: Database, one: Rollout, state: RolloutState | None = None) -> None:
    async with database.write() as session:
        await policy_rollouts.begin(session, one)
        if state is not None:
            await policy_rollouts.note(session, one.rollout_id, state, NOW)


async def seen(database: Database, now: datetime) -> list[PolicyWork]:
    async with database.read() as session:
        return await under_way(session, now)


@pytest.mark.parametrize(
    ("state", "now", "standing"),
    [
        (RolloutState.RUNNING, NOW, Standing.RUNNING),
        (RolloutState.RUNNING, LATER, Standing.STUCK),
        (RolloutState.PAUSED, LATER, Standing.PAUSED),
        (None, LATER, Standing.STUCK),
    ],
)
async def test_a_rollout_that_should_move_and_does_not_is_stuck(
    database: Database, state: RolloutState | None, now: datetime, standing: Standing
) -> None:
    await begin(database, rollout(), state)
    (found,) = await seen(database, now)
    assert (found.kind, found.edition, found.standing) == (WorkKind.ROLLOUT, 9, standing)


async def test_one_that_waits_for_its_day_is_not_stuck(database: Database) -> None:
    await begin(database, rollout(NOW + timedelta(days=30)))
    (found,) = await seen(database, LATER)
    assert (found.standing, found.moved_at) == (Standing.WAITING, NOW + timedelta(days=30))


async def test_one_that_goes_on_again_has_time_to_move(database: Database) -> None:
    await begin(database, rollout(), RolloutState.RUNNING)
    async with database.write() as session:
        await policy_rollouts.steered(session, rollout().rollout_id, PersonId("p-2"), LATER)
    (found,) = await seen(database, LATER)
    assert found.standing is Standing.RUNNING


async def test_what_is_over_is_not_listed(database: Database) -> None:
    await begin(database, rollout(), RolloutState.DONE)
    assert await seen(database, LATER) == []


async def test_a_study_nobody_carries_on_is_stuck(database: Database) -> None:
    study = Study(
        study_id=StudyId(f"{DISTRICT}-study-a"),
        district=DistrictCode(DISTRICT),
        kind=StudyKind.WHATIF,
        about="",
        edition=10,
        policy_hash="0" * 64,
        as_of=NOW,
        started_by=PersonId("p-1"),
        started_at=NOW,
    )
    async with database.write() as session:
        await policy_studies.create(session, study, a_policy())
    assert [one.standing for one in await seen(database, NOW)] == [Standing.RUNNING]
    (found,) = await seen(database, LATER)
    assert (found.kind, found.standing, found.total) == (WorkKind.WHATIF, Standing.STUCK, None)
