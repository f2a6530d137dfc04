"""Who gives way does so a little, once, and never gets back what was taken from it before."""

import os
import subprocess
import sys

import pytest

from runtime import pace

SAID = "import os; from runtime.pace import give_way; {}; print(os.getpriority(os.PRIO_PROCESS, 0))"
needs_priorities = pytest.mark.skipif(
    not hasattr(os, "setpriority"), reason="the platform knows no priorities"
)


def left(said: str) -> int:
    answer = subprocess.run(
        (sys.executable, "-c", SAID.format(said)), capture_output=True, text=True, check=True
    )
    return int(answer.stdout)


@needs_priorities
def test_whoever_gives_way_twice_gives_way_once() -> None:
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    assert left("give_way(); give_way()") == max(usual, pace.BEHIND)


@needs_priorities
def test_whoever_stands_further_back_stays_there() -> None:
    back = max(os.getpriority(os.PRIO_PROCESS, 0), 9)
    assert left(f"os.setpriority(os.PRIO_PROCESS, 0, {back}); give_way()") == back


@needs_priorities
def test_a_group_that_has_gone_is_no_fault() -> None:
    gone = subprocess.Popen((sys.executable, "-c", ""), start_new_session=True)
    gone.wait()
    pace.let_give_way(gone.pid)


def test_where_there_are_no_priorities_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "setpriority", raising=False)
    pace.give_way()
    pace.let_give_way(1)
