"""What operators' pages ask of the engine itself; ``runtime`` puts both doors into the web.

The web has no network code of its own: without these doors the pages say that there is nothing.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from care.model.ids import CaseId, DistrictCode


class EngineUiAway(Exception):
    """The Temporal Web UI cannot be reached, or broke off."""


@dataclass(frozen=True)
class UiAnswer:
    """Header names are lower case; ``body`` is as sent, compressed or not."""

    status: int
    headers: Mapping[str, str]
    body: AsyncIterator[bytes]


class EngineUi(Protocol):
    """Reads from the Temporal Web UI. It can only read: there is no other verb."""

    def read(
        self, path: str, query: str, headers: Mapping[str, str]
    ) -> AbstractAsyncContextManager[UiAnswer]:
        """``path`` is percent-encoded and starts with the prefix. Raises ``EngineUiAway``."""


@dataclass(frozen=True)
class StuckCase:
    """A case whose code fails again and again; ``problems`` are the engine's own codes."""

    case_id: CaseId
    problems: tuple[str, ...]


@dataclass(frozen=True)
class StuckWork:
    """A rollout or a study whose code fails again and again; ``work_id`` is its own id."""

    work_id: str
    problems: tuple[str, ...]


@dataclass(frozen=True)
class EngineHealth:
    """``worker_seen`` is when a worker last asked for work; None if none does."""

    worker_seen: datetime | None
    stuck: tuple[StuckCase, ...] = ()
    stuck_total: int = 0
    stuck_work: tuple[StuckWork, ...] = ()


class EngineWatch(Protocol):
    async def look(self, district: DistrictCode) -> EngineHealth | None:
        """None when the engine does not answer in time."""


class TimeStandsStill(Exception):
    """The clock of a case cannot be moved; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TimeMachine(Protocol):
    """Moves the clock of one living case in the engine. It only ever goes forward."""

    async def lead(self, case_id: CaseId) -> timedelta:
        """How far the case's clock is ahead of the wall's now, as the engine has it."""

    async def forward(self, case_id: CaseId, by: timedelta) -> bool:
        """Let the case live through ``by``; false when it ended on the way.

        Both raise ``TimeStandsStill``.
        """
