"""``hamkke policy whatif``: a changed file over what is stored, without an engine."""

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from policies.resolve import DIRECTORY
from runtime.cli import app
from runtime.parts import Parts
from runtime.policy_whatif import Told, live_through
from runtime.settings import Settings
from runtime.temporal import run_async
from store import timeline
from tests.activities.test_policy_whatif import steps_of, told_lives
from tests.databases import new_sqlite

CODE = "11215"
OWN = (DIRECTORY / "districts" / "gwangjin-gu.yaml").read_text(encoding="utf-8")
SHORTER = (
    OWN + "\ndiscovery:\n  firstContact: {n: 1, unit: bd, from: discovery, firstDay: EXCLUDED,"
    " rollover: NEXT, source: proposed}\n"
)
WRONG = OWN + "\ndiscovery:\n  firstContact: {n: never, unit: bd}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("data")
    settings = Settings(data_dir=made)
    new_sqlite(made)

    async def keep() -> None:
        parts = Parts.of(settings)
        async with parts.database.for_all().write() as session:
            for one in told_lives():
                for step in steps_of(one):
                    await timeline.append(session, step, parts.keyring)
        await parts.database.dispose()

    run_async(keep())
    return made


@pytest.fixture
def ask(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.setenv("HAMKKE_DATA_DIR", str(folder))

    def asked(text: str, *options: str) -> tuple[int, str, str]:
        file = tmp_path / "changed.yaml"
        file.write_text(text, encoding="utf-8")
        answer = CliRunner().invoke(app, ["policy", "whatif", CODE, str(file), *options])
        return answer.exit_code, answer.stdout, answer.stderr

    return asked


def test_it_lists_what_a_shorter_term_changes(ask: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = ask(SHORTER, "--lang", "en")
    assert code == 0
    assert "Escalation · Added" in out
    assert "narae-dong" in out


def test_its_json_holds_counts_work_and_every_finding(
    ask: Callable[..., tuple[int, str, str]],
) -> None:
    code, out, _ = ask(SHORTER, "--json")
    assert code == 0
    told = json.loads(out)
    assert (told["done"], told["total"], told["stopped"]) == (5, 5, False)
    assert told["events"] == sum(len(one.recorded) for one in told_lives())
    codes = {one["code"] for one in told["findings"]}
    assert set(told["counts"]) == codes
    assert all(one["case_number"].startswith("SB-2026-") for one in told["findings"])


def test_a_period_narrows_it(ask: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = ask(SHORTER, "--json", "--from", "2026-01-09", "--to", "2026-01-09")
    assert code == 0
    assert json.loads(out)["total"] == 1
    assert ask(SHORTER, "--from", "soon")[0] == 2


def test_a_wrong_file_is_told_with_its_place_and_nothing_is_lived(
    ask: Callable[..., tuple[int, str, str]],
) -> None:
    code, out, err = ask(WRONG)
    assert code == 1
    assert "districts/gwangjin-gu.yaml:" in err
    assert out == ""


def test_an_interrupt_ends_it_behind_the_portion_and_keeps_what_was_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.policy_whatif.CHUNK", 2)
    settings = Settings(data_dir=folder)

    def interrupt(told: Told) -> None:
        if told.done == 2:
            os.kill(os.getpid(), signal.SIGINT)

    async def stopped() -> Told:
        parts = Parts.of(settings)
        try:
            return await live_through(parts, CODE, SHORTER, (None, None), interrupt)
        finally:
            await parts.database.dispose()

    told = run_async(stopped())
    assert told.stopped
    assert told.done in (2, 4)
    assert told.total == 5
    assert told.findings
