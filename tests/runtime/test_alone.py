"""One system on one data directory."""

import subprocess
import sys
from pathlib import Path

import pytest

from runtime.alone import AlreadyRuns, alone_in

HOLDS = """
import sys, time
from pathlib import Path
from runtime.alone import alone_in
with alone_in(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_next_may_begin_when_the_first_has_ended(tmp_path: Path) -> None:
    for _ in range(2):
        with alone_in(tmp_path):
            pass


def test_a_second_one_is_refused_and_may_begin_after_a_kill(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDS, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(AlreadyRuns, match="already runs"), alone_in(tmp_path):
            pytest.fail("both run")
        first.kill()
        first.wait()
        with alone_in(tmp_path):
            pass
