"""What is kept while a recorded case is lived through again: clocks, calls, requests, the parting.

Everything else a case remembers is in its state; this is what two courses are compared by.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from care.decide.clock import owners
from care.decide.ladder import HEIGHT, Rung, told
from care.decide.tasks import SHARED, kind_of, rests
from care.model.case import CaseState
from care.model.codes import Role
from care.model.ids import LevelCode
from care.model.whatif import Point
from care.model.work import Deadline, DeadlineKind

RHYTHM = frozenset(
    {
        DeadlineKind.CONTACT,
        DeadlineKind.VISIT,
        DeadlineKind.HOLD_CONTACT,
        DeadlineKind.REASSESSMENT,
    }
)
"""Clocks that come round again: one left unanswered for three terms asked three times."""


@dataclass(slots=True)
class Clock:
    """One wait, from when it began to run until nothing asked for it any more."""

    kind: DeadlineKind
    role: Role
    since: datetime
    due: datetime
    own: bool
    """It is an item of its own; otherwise it presses for one another clock asks."""
    resting: bool
    """Nobody's move until a rung of its ladder has spoken."""
    over: datetime | None = None

    def rounds(self, until: datetime) -> int:
        if not self.own or self.resting:
            return 0
        length = self.due - self.since
        if self.kind not in RHYTHM or not length:
            return 1
        return max(1, int(((self.over or until) - self.since) / length))

    def late(self, until: datetime) -> bool:
        return self.own and not self.resting and (self.over or until) > self.due


@dataclass(frozen=True, slots=True)
class Call:
    """A rung above the owner's has spoken."""

    role: Role
    at: datetime


@dataclass(slots=True)
class Asked:
    """A plan or a closure somebody asked approval for."""

    point: Point
    subject: str
    at: datetime
    tiers: tuple[Role, ...]
    refused: str = ""
    unasked: tuple[Role, ...] = ()
    answer: str = ""
    answered_at: datetime | None = None


@dataclass(slots=True)
class Proposal:
    """The level a complete assessment proposes; ``decided`` is the one in force after it."""

    at: datetime
    number: int
    level: LevelCode
    decided: LevelCode | None
    gone: bool = False
    """The changed policy has no such level as was decided."""


@dataclass(slots=True)
class Ledger:
    clocks: dict[str, Clock] = field(default_factory=dict)
    calls: dict[tuple[str, str, int], Call] = field(default_factory=dict)
    told: Counter[Role] = field(default_factory=Counter)
    requests: dict[str, Asked] = field(default_factory=dict)
    """By the intent that asked."""
    proposals: list[Proposal] = field(default_factory=list)
    parted_at: datetime | None = None
    parted_by: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""
    more: Counter[Role] = field(default_factory=Counter)
    """Tasks known to follow beyond the end of the record."""
    _running: set[str] = field(default_factory=set)

    def settle(self, state: CaseState, running: Iterable[Deadline], now: datetime) -> None:
        """Which clocks run after an act: new ones, moved ones, and those that are over."""
        found: set[str] = set()
        for deadline in running:
            found.add(deadline.key)
            clock = self.clocks.get(deadline.key)
            if clock is None:
                self.clocks[deadline.key] = _clock(state, deadline)
            else:
                clock.since, clock.due, clock.over = deadline.since, deadline.due, None
        for key in self._running - found:
            self.clocks[key].over = now
        self._running = found

    def fired(self, rung: Rung, at: datetime) -> None:
        role = told(rung.step, rung.deadline)
        self.told[role] += 1
        self.clocks[rung.key].resting = False
        if HEIGHT.get(rung.step.to, 0):
            again = sum(key[:2] == (rung.key, rung.code) for key in self.calls)
            self.calls[rung.key, rung.code, again] = Call(role=role, at=at)

    def part(self, at: datetime, why: str) -> None:
        """The first parting counts: all that follows rests on the record."""
        if self.parted_at is None:
            self.parted_at, self.parted_by = at, why

    def open_request(self, point: Point) -> Asked | None:
        """The one that waits for answers; a case has at most one plan and one closure asked."""
        of_kind = (asked for asked in reversed(self.requests.values()) if asked.point is point)
        last = next(of_kind, None)
        return last if last is not None and last.answered_at is None else None


def _clock(state: CaseState, deadline: Deadline) -> Clock:
    presses_for = SHARED.get(kind_of(state, deadline))
    role = deadline.whom if deadline.whom is not Role.PARTNER_WORKER else owners(state).role
    return Clock(
        kind=deadline.kind,
        role=role,
        since=deadline.since,
        due=deadline.due,
        own=presses_for is None or presses_for is deadline.kind,
        resting=rests(deadline),
    )
