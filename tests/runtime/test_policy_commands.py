"""``hamkke policy``: what is published, told on the command line."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from care.model.edition import Origin
from policies import forms, resolve
from policies.sources import DIRECTORY
from runtime.cli import app
from runtime.policy_settling import settle_policies
from runtime.temporal import run_async
from store.database import Database
from store.policy_editions import publish
from tests.databases import new_sqlite

OWN = "districts/gimpo-si.yaml"
AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("HAMKKE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(resolve, "_in_use", [])
    monkeypatch.setattr(forms, "_published", {})
    yield tmp_path
    forms.form.cache_clear()


def policy(*words: str) -> Result:
    return CliRunner().invoke(app, ["policy", *words])


def a_ninth_edition(data: Path) -> None:
    """Gimpo's files settled, and the same text published once more."""
    url = new_sqlite(data)

    async def fill() -> None:
        database = Database(url)
        await settle_policies(database, AT)
        changed = {"number": 9, "origin": Origin.ROLLBACK}
        async with database.of("41570").write() as session:
            await publish(session, resolve.editions("41570")[-1].model_copy(update=changed), AT)
        await database.dispose()

    run_async(fill())
    resolve._in_use.clear()


def test_without_a_database_the_files_are_told_and_none_is_made(machine: Path) -> None:
    told = policy("list")
    assert told.exit_code == 0
    assert told.output.count("in force") == 5
    assert list(machine.iterdir()) == []


def test_published_editions_are_listed_and_shown_by_number(machine: Path) -> None:
    a_ninth_edition(machine)
    listed = policy("list", "gimpo-si").output.splitlines()
    assert [
        line for line in listed if "41570" in line and "in force" in line and "ROLLBACK" in line
    ]
    text = (DIRECTORY / OWN).read_text(encoding="utf-8")
    assert policy("show", "41570").output == f"# {OWN} (gimpo-si 9)\n{text}"
    assert (
        "# national.yaml (gimpo-si 8)" in policy("show", "41570", "--edition", "8", "--all").output
    )
    assert "gimpo-si 9" in policy("explain", "gimpo-si", "--lang", "en").output


@pytest.mark.parametrize("words", [("show", "41570", "--edition", "99"), ("explain", "99999")])
def test_what_was_never_published_is_told_so(words: tuple[str, ...]) -> None:
    told = policy(*words)
    assert told.exit_code == 2
    assert "no " in told.output


def test_check_lists_every_fault_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "national.yaml").write_text("policy: {}\n", encoding="utf-8")
    told = policy("check", str(tmp_path))
    assert told.exit_code == 1
    assert "national.yaml:1:" in told.output
