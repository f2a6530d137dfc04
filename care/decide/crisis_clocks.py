"""Clocks of ``care.decide.crisis``."""

from collections.abc import Iterator

from care.model.case import CaseState
from care.model.work import Deadline


def crisis_clocks(state: CaseState) -> Iterator[Deadline]:
    yield from ()
