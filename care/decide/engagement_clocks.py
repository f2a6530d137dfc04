"""Clocks of ``care.decide.engagement``."""

from collections.abc import Iterator

from care.model.case import CaseState
from care.model.work import Deadline


def engagement_clocks(state: CaseState) -> Iterator[Deadline]:
    yield from ()
