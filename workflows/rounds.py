"""Long work of a district, asked for round by round behind everything that cases wait for.

All that such work knows lies in the store, so a round that dies with its worker is simply begun
again and goes on behind the last thing that was written.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import Priority, RetryPolicy

with workflow.unsafe.imports_passed_through():
    from care.messages.batches import BatchAsked
    from care.messages.studies import StudyAsked

Progress = TypeVar("Progress")

BEHIND_CASES = 5
"""The engine's lowest priority: such work never makes a case wait."""
ROUNDS = 500
"""After so many the workflow is continued as new, so that its history stays short."""
FEW = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    maximum_interval=timedelta(seconds=30),
    maximum_attempts=20,
)
UNTIL_KEPT = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1)
)


@dataclass(frozen=True)
class Patience:
    """``beat``: a worker that says nothing for so long is dead, and another one goes on."""

    each_try: timedelta
    beat: timedelta
    retry: RetryPolicy


async def one_round(
    activity: str,
    asked: BatchAsked | StudyAsked,
    answer: type[Progress],
    patience: Patience,
    about: str,
) -> Progress:
    """``about``: what an operator reads beside it in the engine's own pages."""
    told: Any = await workflow.execute_activity(
        activity,
        asked,
        result_type=answer,
        start_to_close_timeout=patience.each_try,
        heartbeat_timeout=patience.beat,
        retry_policy=patience.retry,
        priority=Priority(priority_key=BEHIND_CASES, fairness_key=asked.district),
        summary=about,
    )
    progress: Progress = told
    return progress
