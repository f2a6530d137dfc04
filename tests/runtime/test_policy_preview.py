"""``hamkke policy preview``: a changed file over the cases open today, without an engine."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from care.messages.envelope import Step
from policies.resolve import DIRECTORY, resolve
from runtime.cli import app
from runtime.parts import Parts
from runtime.settings import Settings
from runtime.temporal import run_async
from store import timeline
from tests.databases import new_sqlite
from tests.store.steps import Walk

CODE = "11215"
OWN = (DIRECTORY / "districts" / "gwangjin-gu.yaml").read_text(encoding="utf-8")
SHORTER = (
    OWN + "\ndiscovery:\n  firstContact: {n: 1, unit: bd, from: discovery, firstDay: EXCLUDED,"
    " rollover: NEXT, source: proposed}\n"
)
Ask = Callable[..., tuple[int, str, str]]


def opened(number: int) -> Step:
    """A household found an hour ago under the policy in force."""
    walk = Walk(f"{CODE}-FOUND{number}", f"h-{number}")
    walk.policy = resolve(CODE).case_policy
    walk.state = walk.state.model_copy(update={"policy": walk.policy})
    step = walk.open(f"SB-2026-{number:04d}")
    now = datetime.now(UTC) - timedelta(hours=1)
    events = tuple(one.model_copy(update={"at": now}) for one in step.events)
    return step.model_copy(update={"events": events})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("data")
    settings = Settings(data_dir=made)
    new_sqlite(made)

    async def keep() -> None:
        parts = Parts.of(settings)
        async with parts.database.for_all().write() as session:
            await timeline.keep_policy(session, resolve(CODE).case_policy)
            for number in range(3):
                await timeline.append(session, opened(number), parts.keyring)
        await parts.database.dispose()

    run_async(keep())
    return made


@pytest.fixture
def ask(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.setenv("HAMKKE_DATA_DIR", str(folder))

    def asked(text: str, *options: str) -> tuple[int, str, str]:
        file = tmp_path / "changed.yaml"
        file.write_text(text, encoding="utf-8")
        answer = CliRunner().invoke(app, ["policy", "preview", CODE, str(file), *options])
        return answer.exit_code, answer.stdout, answer.stderr

    return asked


def test_it_counts_by_effect_and_stage(ask: Ask) -> None:
    code, out, _ = ask(SHORTER, "--lang", "en")
    assert code == 0
    assert "A deadline moves" in out
    assert "3 of 3 cases" in out


def test_its_json_holds_every_finding(ask: Ask) -> None:
    code, out, _ = ask(SHORTER, "--json")
    assert code == 0
    shown = json.loads(out)
    assert (shown["done"], shown["total"], shown["stopped"]) == (3, 3, False)
    assert shown["counts"]["MOVED"] == {"DISCOVERY": 3}
    assert {one["case_number"] for one in shown["findings"]} == {
        f"SB-2026-{n:04d}" for n in range(3)
    }


def test_the_file_in_force_changes_nothing(ask: Ask) -> None:
    code, out, _ = ask(OWN, "--json")
    assert code == 0
    assert json.loads(out)["counts"] == {}


def test_a_wrong_file_is_told_with_its_place(ask: Ask) -> None:
    code, out, err = ask(OWN + "\ndiscovery:\n  firstContact: {n: never, unit: bd}\n")
    assert code == 1
    assert "districts/gwangjin-gu.yaml:" in err
    assert out == ""
