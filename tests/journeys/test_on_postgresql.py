"""A story told on PostgreSQL as it is served: the owner migrates, the processes own nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from runtime.story_file import read_story
from runtime.story_scratch import scratch, tell, timeline_of
from store.database import Database, migrate
from store.roles import above_row_security
from store.tables.cases import CaseLine
from store.tables.transfers import TransferLine
from tests.postgres import new_database, own_server, owned, used

pytestmark = [pytest.mark.engine, pytest.mark.postgres]
STORY = Path(__file__).parent / "case-4.yaml"
ELSEWHERE = "11140"


@pytest.fixture
def served() -> Iterator[str]:
    with own_server() as server:
        new_database(server, "story")
        migrate(owned(server, "story"))
        yield used(server, "story")


async def test_a_story_runs_behind_the_walls_of_its_district(served: str) -> None:
    story = read_story(STORY)
    async with scratch(served) as made:
        case_id = (await tell(story, made, lambda _: None)).case_id

        timeline = await timeline_of(made.parts, case_id)
        assert [one.sequence for one in timeline] == list(range(1, len(timeline) + 1))
        assert await cases_seen(made.parts.database.of(story.district)) == 1
        assert await cases_seen(made.parts.database.of(ELSEWHERE)) == 0
        assert await cases_seen(made.parts.database) == 0


async def cases_seen(database: Database) -> int:
    async with database.read() as session:
        assert not await above_row_security(session)
        return await session.scalar(select(func.count()).select_from(CaseLine)) or 0


async def test_a_case_moves_from_one_district_to_another_behind_the_walls(served: str) -> None:
    story = read_story(STORY.with_name("moved.yaml"))
    async with scratch(served) as made:
        telling = await tell(story, made, lambda _: None)
        moved = await telling.state("moved")
        assert moved.district != story.district
        async with made.parts.database.of(ELSEWHERE).read() as session:
            assert await session.scalar(select(func.count()).select_from(TransferLine)) == 0
