"""Clocks of ``care.decide.course``."""

from collections.abc import Iterator

from care.model.case import CaseState
from care.model.work import Deadline


def course_clocks(state: CaseState) -> Iterator[Deadline]:
    yield from ()
