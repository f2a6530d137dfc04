"""Clocks of ``care.decide.long_case``."""

from collections.abc import Iterator

from care.model.case import CaseState
from care.model.work import Deadline


def long_case_clocks(state: CaseState) -> Iterator[Deadline]:
    yield from ()
