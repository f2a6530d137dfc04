"""Publishing an edition that cases take up now begins its rollout by itself, once, on its day."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from care.messages.envelope import SYSTEM_PERSON
from care.messages.rollouts import RolloutStart, RolloutState
from care.model.policy_rules import Adoption
from policies.edition import SEOUL
from runtime.rollout_watch import RolloutWatch
from store import policy_rollouts
from store.database import Database, migrate
from store.policy_rollouts import Rollout
from tests.editions import first, in_force, published

DISTRICT = "11215"
TOMORROW = datetime.now(SEOUL).date() + timedelta(days=1)


@dataclass
class Engine:
    """Remembers what it was told; away as often as asked."""

    told: list[RolloutStart] = field(default_factory=list)
    away: int = 0

    async def start(self, start: RolloutStart) -> bool:
        if self.away:
            self.away -= 1
            return False
        self.told.append(start)
        return True


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'hamkke.db'}"
    await asyncio.to_thread(migrate, url)
    database = Database(url, synchronous="NORMAL")
    yield database
    await database.dispose()


@pytest.fixture(autouse=True)
def editions() -> Iterator[None]:
    """Of four published editions two are for everybody at once, one of them from tomorrow."""
    at_stage = published(DISTRICT, 6, {}, Adoption.NEXT_STAGE)
    now = published(DISTRICT, 7, {}, Adoption.NOW)
    soon = published(DISTRICT, 8, {}, Adoption.NOW, effective_from=TOMORROW)
    with in_force(first(DISTRICT), at_stage, now, soon):
        yield


def watching(database: Database, engine: Engine) -> RolloutWatch:
    return RolloutWatch(database, engine)  # type: ignore[arg-type]


async def kept(database: Database) -> dict[int, Rollout]:
    async with database.read() as session:
        found = await policy_rollouts.list_of(session, first(DISTRICT).district)
    return {one.edition: one for one in found}


async def test_each_edition_for_now_is_begun_once_and_no_other(database: Database) -> None:
    engine = Engine()
    watch = watching(database, engine)
    assert await watch.look() == 2
    assert await watch.look() == 0
    found = await kept(database)
    assert set(found) == {7, 8}
    assert {one.started_by for one in found.values()} == {SYSTEM_PERSON}
    assert found[8].begins_at.astimezone(SEOUL) == datetime(
        TOMORROW.year, TOMORROW.month, TOMORROW.day, tzinfo=SEOUL
    )
    assert {start.begins_at for start in engine.told} == {one.begins_at for one in found.values()}


async def test_an_edition_withdrawn_before_its_day_is_begun_for_nobody(database: Database) -> None:
    soon = published(DISTRICT, 8, {}, Adoption.NOW, effective_from=TOMORROW)
    at = datetime.now(UTC)
    back = published(DISTRICT, 9, {}, Adoption.NEXT_STAGE, withdraws=(8,), published_at=at)
    with in_force(first(DISTRICT), soon, back):
        assert await watching(database, Engine()).look() == 0
    assert await kept(database) == {}


async def test_the_rollout_of_a_withdrawn_edition_is_over_at_once(database: Database) -> None:
    await watching(database, Engine()).look()
    district = first(DISTRICT).district
    async with database.write() as session:
        await policy_rollouts.withdraw(session, district, (8,), datetime.now(UTC))
    found = await kept(database)
    assert found[8].state is RolloutState.SUPERSEDED
    assert found[7].state is RolloutState.WAITING


async def test_what_the_engine_has_not_heard_of_is_told_again(database: Database) -> None:
    engine = Engine(away=3)
    watch = watching(database, engine)
    assert [await watch.look() for _ in range(3)] == [0, 1, 1]


async def test_another_relay_tells_the_engine_again_and_begins_nothing_new(
    database: Database,
) -> None:
    await watching(database, Engine()).look()
    before = await kept(database)
    engine = Engine()
    await watching(database, engine).look()
    assert await kept(database) == before
    assert {start.rollout_id for start in engine.told} == {
        one.rollout_id for one in before.values()
    }


async def test_one_that_is_over_is_left_alone(database: Database) -> None:
    await watching(database, Engine()).look()
    number = (await kept(database))[7].rollout_id
    async with database.write() as session:
        await policy_rollouts.note(session, number, RolloutState.CANCELLED, datetime.now(UTC))
        await policy_rollouts.note(session, number, RolloutState.RUNNING, datetime.now(UTC))
    engine = Engine()
    await watching(database, engine).look()
    assert number not in {start.rollout_id for start in engine.told}
    assert (await kept(database))[7].state is RolloutState.CANCELLED


async def test_a_newer_rollout_supersedes_one_only_when_it_has_begun(database: Database) -> None:
    await watching(database, Engine()).look()
    found = await kept(database)
    later = datetime.combine(TOMORROW, datetime.min.time(), SEOUL) + timedelta(hours=1)
    async with database.read() as session:
        assert not await policy_rollouts.superseded(session, found[7], datetime.now(UTC))
        assert await policy_rollouts.superseded(session, found[7], later)
        assert not await policy_rollouts.superseded(session, found[8], later)


async def test_it_stops_when_told(database: Database) -> None:
    stop, engine = asyncio.Event(), Engine()
    running = asyncio.create_task(watching(database, engine).run(stop, 0.01))
    for _ in range(200):
        if len(engine.told) == 2:
            break
        await asyncio.sleep(0.01)
    stop.set()
    async with asyncio.timeout(5):
        await running
    assert len(engine.told) == 2
