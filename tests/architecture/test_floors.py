"""Imports only point down (pyproject.toml, import-linter)."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.repository import ROOT


def test_imports_only_point_down() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    told = subprocess.run(
        [linter, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr
