"""``hamkke directory``: a file is checked, taken whole or not at all, and given out again."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from runtime.cli import app
from tests.databases import new_sqlite

GOOD = "기관명,서비스명,최소 나이\n푸른복지관,밑반찬 배달,65\n한들의원,방문진료,\n"
BAD = GOOD + "마을법률지원단,법률 상담,예순\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HAMKKE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    new_sqlite(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["directory", *words])


def file(folder: Path, text: str) -> str:
    path = folder / "sheet.csv"
    path.write_text(text, encoding="cp949")
    return str(path)


def names(folder: Path) -> list[str]:
    path = folder / "out.json"
    assert run("export", "gimpo-si", "--out", str(path)).exit_code == 0
    return [
        service["name"]
        for one in json.loads(path.read_text(encoding="utf-8"))
        for service in one.get("services", [])
    ]


def test_a_good_file_is_taken_and_given_out_again(folder: Path) -> None:
    checked = run("check", "41570", file(folder, GOOD))
    assert (checked.exit_code, "readable: 2" in checked.output) == (0, True)
    told = run("import", "41570", file(folder, GOOD), "--dry-run")
    assert "new: 2" in told.output
    assert names(folder) == []
    assert run("import", "41570", file(folder, GOOD)).exit_code == 0
    assert sorted(names(folder)) == ["밑반찬 배달", "방문진료"]
    again = run("import", "41570", str(folder / "out.json"))
    assert "new: 0, changed: 0, same: 2, refused: 0" in again.output


def test_one_refused_line_holds_back_all_unless_it_is_to_be_skipped(folder: Path) -> None:
    refused = run("import", "gimpo-si", file(folder, BAD), "--lang", "en")
    assert refused.exit_code == 1
    assert "Row 4 “Lowest age”" in refused.output
    assert names(folder) == []
    assert run("import", "gimpo-si", file(folder, BAD), "--skip-refused").exit_code == 0
    assert len(names(folder)) == 2


def test_what_is_no_directory_file_is_told_in_words(folder: Path) -> None:
    assert "열이 없습니다" in run("check", "41570", file(folder, "가,나\n다,라\n")).output
    assert run("export", "41570", "--format", "docx").exit_code == 2
    assert run("export", "99999").exit_code == 2


@pytest.mark.parametrize("kind", ["csv", "xlsx", "white-paper", "template"])
def test_every_format_is_a_file(folder: Path, kind: str) -> None:
    out = folder / "out"
    assert run("export", "gimpo-si", "--format", kind, "--out", str(out)).exit_code == 0
    assert out.stat().st_size > 100
