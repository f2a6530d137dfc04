"""Clocks of ``care.decide.support``."""

from collections.abc import Iterator

from care.model.case import CaseState
from care.model.work import Deadline


def support_clocks(state: CaseState) -> Iterator[Deadline]:
    yield from ()
