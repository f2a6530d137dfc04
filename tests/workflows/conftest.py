"""A worker a test on the session's one engine; the case's world is faked, the engine is not."""

import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from temporalio.client import Client

from care.model.ids import DistrictCode
from care.model.policy import CasePolicy
from policies.resolve import resolve
from runtime.codec import case_converter
from runtime.replay import recording_keys
from runtime.temporal import EnginePlace, connect
from runtime.worker import WorkerTuning, care_worker
from tests.engine import engine_server
from tests.workflows.acts import Desk, World
from workflows.client import Cases


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EnginePlace]:
    with engine_server(tmp_path_factory.mktemp("engine")) as place:
        yield place


@pytest.fixture
async def client(engine: EnginePlace) -> Client:
    converter = case_converter(recording_keys)
    return await connect(engine.address, engine.namespace, converter, identity="test")


@pytest.fixture
def queue() -> str:
    """Each test serves its own queue, so that cases other tests left open stay asleep."""
    return f"test-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def tuning(queue: str) -> WorkerTuning:
    return WorkerTuning(
        task_queue=queue, sticky_timeout=timedelta(seconds=1), shutdown=timedelta(0)
    )


@pytest.fixture
async def cases(client: Client, world: World, tuning: WorkerTuning) -> AsyncIterator[Cases]:
    async with care_worker(client, world.activities, tuning):
        yield Cases(client, task_queue=tuning.task_queue)


@pytest.fixture(scope="session")
def policy() -> CasePolicy:
    return resolve(DistrictCode("11215")).case_policy


@pytest.fixture
def desk(cases: Cases, policy: CasePolicy) -> Desk:
    return Desk(cases, policy)
