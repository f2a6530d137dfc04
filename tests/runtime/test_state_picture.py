"""The picture of the stages says what the table says, for eyes and for ears."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from care.decide.transitions import TRANSITIONS
from care.model.codes import Stage
from runtime.cli import app
from runtime.state_picture import picture, said, ways
from runtime.state_words import CAUSES, REGIONS

COMMITTED = Path(__file__).parents[2] / "docs" / "state-machine.svg"
SVG = "{http://www.w3.org/2000/svg}"


def test_the_committed_picture_is_the_one_the_table_makes() -> None:
    """``hamkke docs stages`` writes it anew."""
    assert COMMITTED.read_text(encoding="utf-8") == picture()


def test_it_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "stages.svg"
    result = CliRunner().invoke(app, ["docs", "stages", "--to", str(target)])
    assert result.exit_code == 0, result.output
    assert target.read_text(encoding="utf-8") == picture()


def test_every_cause_is_worded_and_none_is_left_over() -> None:
    assert set(CAUSES) == {way.cause for way in TRANSITIONS}


def test_every_way_is_drawn_once_with_its_causes() -> None:
    root = ElementTree.fromstring(picture())
    groups = root.findall(f"{SVG}g")
    assert len(groups) == len(ways()) == len({(w.left, w.entered) for w in TRANSITIONS})
    assert all(len(group.findall(f"{SVG}path")) == 1 for group in groups)
    heard = root.findtext(f"{SVG}desc") or ""
    for way in TRANSITIONS:
        assert f"{said(way.left).ko} → {said(way.entered).ko}" in heard


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_is_named_in_both_languages(stage: Stage) -> None:
    texts = {text.text for text in ElementTree.fromstring(picture()).findall(f"{SVG}text")}
    assert set(said(stage)) <= texts


def test_what_runs_beside_the_stages_is_drawn() -> None:
    drawn = picture()
    assert all(
        step.ko in drawn
        for region in REGIONS
        for step in (region.name, *region.steps, *region.ends)
    )
    assert drawn.count('class="region"') == len(REGIONS)
