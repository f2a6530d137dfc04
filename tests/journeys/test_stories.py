"""The acceptance stories run in full: real engine, real pages, real webhooks, at their dates."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from care.messages.events import LadderStepFired
from runtime.story_file import StoryError, read_story
from runtime.story_scratch import Scratch, scratch, tell, timeline_of

HERE = Path(__file__).parent
pytestmark = pytest.mark.engine


@pytest_asyncio.fixture
async def made() -> AsyncIterator[Scratch]:
    async with scratch() as made:
        yield made


@pytest.mark.parametrize("name", ["case-1", "case-2", "case-4", "case-5", "case-6", "moved"])
async def test_a_story_runs_as_it_is_told(made: Scratch, name: str) -> None:
    story = read_story(HERE / f"{name}.yaml")

    case_id = (await tell(story, made, lambda _: None)).case_id

    timeline = await timeline_of(made.parts, case_id)
    assert [one.sequence for one in timeline] == list(range(1, len(timeline) + 1))
    opened = next(step.on for step in story.steps if step.act == "new")
    assert timeline[0].at.date().isoformat() == f"{opened:%Y-%m-%d}"
    assert any(isinstance(one.event, LadderStepFired) for one in timeline)


async def test_a_story_whose_expectation_fails_says_at_which_step(
    made: Scratch, tmp_path: Path
) -> None:
    told = (HERE / "case-4.yaml").read_text("utf-8")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(told.replace("{ASSESSMENT: 2026-03-20", "{ASSESSMENT: 2026-03-21"), "utf-8")
    story = read_story(wrong)

    with pytest.raises(StoryError, match=r"CASE-4 step 6 .*ASSESSMENT should be due 2026-03-21"):
        await tell(story, made, lambda _: None)


def test_a_file_that_is_no_story_names_the_place(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("story: X\ntitle: y\n", "utf-8")

    with pytest.raises(StoryError, match=r"(?s)x\.yaml: .*steps"):
        read_story(file)
