"""Opens the cases a district has asked for, in rounds, until none waits.

Which ones lies in the store; told of more while it ends, the workflow looks once again. So a
worker that dies in the middle loses nothing, and the next round finds what is left.
"""

from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import Priority, RetryPolicy

with workflow.unsafe.imports_passed_through():
    from care.messages.openings import OpeningsAsked, OpeningsProgress
    from workflows import names

OPEN_CASES = "open_cases"
ROUND = timedelta(seconds=60)
"""How long one round works; then another one begins, so that a stuck one is noticed."""
ROUNDS = 200
"""After so many the workflow is continued as new, so that its history stays short."""
BEAT = timedelta(seconds=12)
"""A worker that says nothing for so long is dead; somebody may wait for an urgent case."""
PAUSE = timedelta(seconds=5)
"""Before asking again for those that had no answer."""
UNTIL_OPEN = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30)
)


@workflow.defn(name=names.CASE_OPENINGS)
class CaseOpenings:
    def __init__(self) -> None:
        self._more = False

    @workflow.run
    async def run(self, asked: OpeningsAsked) -> OpeningsProgress:
        for _ in range(ROUNDS):
            self._more = False
            progress = await self._round(asked)
            if not progress.waiting and not self._more:
                return progress
            if not progress.opened + progress.refused:
                await self._rest()
        workflow.continue_as_new(asked)

    @workflow.signal(name=names.SIGNAL_MORE)
    def more(self) -> None:
        """There is at least one more to open than when the round looked."""
        self._more = True

    async def _rest(self) -> None:
        try:
            await workflow.wait_condition(lambda: self._more, timeout=PAUSE)
        except TimeoutError:
            return

    async def _round(self, asked: OpeningsAsked) -> OpeningsProgress:
        answer: Any = await workflow.execute_activity(
            OPEN_CASES,
            asked,
            result_type=OpeningsProgress,
            start_to_close_timeout=ROUND * 3,
            heartbeat_timeout=BEAT,
            retry_policy=UNTIL_OPEN,
            priority=Priority(fairness_key=asked.district),
            summary=asked.district,
        )
        progress: OpeningsProgress = answer
        return progress
