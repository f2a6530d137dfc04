"""Clocks of ``care.decide.kin``."""

from collections.abc import Iterator

from care.model.case import CaseState
from care.model.work import Deadline


def kin_clocks(state: CaseState) -> Iterator[Deadline]:
    yield from ()
