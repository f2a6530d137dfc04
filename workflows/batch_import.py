"""An imported list from the first row to the last: tried out, confirmed by a person, taken.

The run lives as long as the list's sealed rows: it waits for the person, and after the days the
store keeps them it has them destroyed. All it knows lies in the store, so a round that dies with
its worker is simply begun again and goes on behind the last portion that was written.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from care.messages.batches import BatchAsked, BatchProgress
    from workflows import names
    from workflows.rounds import FEW, ROUNDS, UNTIL_KEPT, Patience, one_round

CARRY_BATCH = "carry_batch"
FAIL_BATCH = "fail_batch"
SIGNAL_LOOK = "look"
ROUND = timedelta(seconds=20)
"""How long one round works; short, so that lists of other districts have their turn between."""
BEAT = timedelta(seconds=10)
"""A worker that says nothing for so long, many portions, is dead; another one goes on."""
ROWS_KEPT = timedelta(days=7, minutes=1)
"""A little longer than the store keeps them, so that the last look finds them overdue."""


@workflow.defn(name=names.BATCH_IMPORT)
class BatchImport:
    def __init__(self) -> None:
        self._told = False

    @workflow.signal(name=SIGNAL_LOOK)
    def look(self) -> None:
        """Somebody confirmed, stopped or asked for another try: it stands in the store."""
        self._told = True

    @workflow.run
    async def run(self, asked: BatchAsked) -> BatchProgress:
        for _ in range(ROUNDS):
            self._told = False
            progress = await _round(asked)
            if not progress.rows_held:
                return progress
            if not progress.state.is_at_work:
                await self._told_or_overdue()
        workflow.continue_as_new(asked)

    async def _told_or_overdue(self) -> None:
        try:
            await workflow.wait_condition(lambda: self._told, timeout=ROWS_KEPT)
        except TimeoutError:
            return


async def _round(asked: BatchAsked) -> BatchProgress:
    try:
        patience = Patience(ROUND * 6, BEAT, FEW)
        return await one_round(CARRY_BATCH, asked, BatchProgress, patience, asked.batch_id)
    except ActivityError:
        patience = Patience(ROUND, BEAT, UNTIL_KEPT)
        return await one_round(FAIL_BATCH, asked, BatchProgress, patience, asked.batch_id)
