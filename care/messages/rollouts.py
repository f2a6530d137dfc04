"""What the workflow of a rollout (단계 적용) asks for, and how far it has come.

A rollout asks every open case of a district to take one edition of the policy up, at a pace at
which nobody waits longer for it.
"""

from datetime import datetime
from enum import StrEnum

from care.model.ids import DistrictCode, RolloutId
from care.model.value import Value


class RolloutState(StrEnum):
    WAITING = "WAITING"
    """Its day has not come, or the engine has not heard of it yet."""
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    DONE = "DONE"
    CANCELLED = "CANCELLED"
    """By a person; cases that took the edition up keep it."""
    SUPERSEDED = "SUPERSEDED"
    """A rollout of a newer edition has begun; nobody is asked twice for nothing."""

    @property
    def is_over(self) -> bool:
        return self in (RolloutState.DONE, RolloutState.CANCELLED, RolloutState.SUPERSEDED)


class CaseResult(StrEnum):
    """What became of one case in a rollout."""

    WAITING = "WAITING"
    """Not asked yet, or without an answer so far."""
    TAKEN = "TAKEN"
    ALREADY = "ALREADY"
    """It followed this edition, or a newer one, before it was asked."""
    REFUSED = "REFUSED"
    """The case cannot take it up now; a refusal code says why."""
    ENDED = "ENDED"


class RolloutStart(Value):
    """Input of the workflow; everything else lies in the store."""

    rollout_id: RolloutId
    district: DistrictCode
    begins_at: datetime
    state: RolloutState = RolloutState.WAITING
    """Carried from run to run."""


class RolloutNoted(Value):
    """Input of the activity that keeps where the rollout stands."""

    rollout_id: RolloutId
    district: DistrictCode
    state: RolloutState
    at: datetime


class RolloutRound(Value):
    """What one round of asking cases came to."""

    settled: int
    left: int
    superseded: bool = False
