"""A rollout of one edition to a district's open cases: in rounds, slowly, and to be steered.

Which case was asked and what it said lies in the store. A round that dies with its worker is begun
again: a case asked twice answers the same, since the intent of the asking names rollout and case.
"""

from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import Priority, RetryPolicy

with workflow.unsafe.imports_passed_through():
    from care.messages.rollouts import RolloutNoted, RolloutRound, RolloutStart, RolloutState
    from workflows import names
    from workflows.rounds import BEHIND_CASES

NOTE_ROLLOUT = "note_rollout"
TAKE_UP_POLICY = "take_up_policy"
ROUND = timedelta(seconds=2)
"""How long one round asks cases; a pause or an end is obeyed after it."""
EACH_TRY = timedelta(seconds=60)
BEAT = timedelta(seconds=20)
"""A worker that says nothing for so long is dead; another one goes on."""
FRUITLESS = timedelta(seconds=30)
"""Pause after a round in which no case gave an answer."""
MOVE_AT_EVENTS = 1000
UNTIL_DONE = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1)
)


@workflow.defn(name=names.POLICY_ROLLOUT)
class PolicyRollout:
    @workflow.init
    def __init__(self, start: RolloutStart) -> None:
        self._start = start
        self._state = start.state
        self._paused = start.state is RolloutState.PAUSED
        self._cancelled = False

    @workflow.run
    async def run(self, start: RolloutStart) -> RolloutState:
        while not self._state.is_over:
            await self._go_on()
            if self._may_move():
                workflow.continue_as_new(start.model_copy(update={"state": self._state}))
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._state

    # What people steer -------------------------------------------------------------------------

    @workflow.update(name=names.UPDATE_PAUSE)
    async def pause(self) -> RolloutState:
        """Answered when no case is being asked any more."""
        self._paused = True
        await workflow.wait_condition(
            lambda: not self._paused or self._state is RolloutState.PAUSED or self._state.is_over
        )
        return self._state

    @workflow.update(name=names.UPDATE_RESUME)
    async def resume(self) -> RolloutState:
        self._paused = False
        await workflow.wait_condition(
            lambda: self._paused or self._state is not RolloutState.PAUSED
        )
        return self._state

    @workflow.update(name=names.UPDATE_CANCEL)
    async def cancel(self) -> RolloutState:
        self._cancelled = True
        await workflow.wait_condition(lambda: self._state.is_over)
        return self._state

    # How it goes on ----------------------------------------------------------------------------

    async def _go_on(self) -> None:
        ahead = self._start.begins_at - workflow.now()
        if self._cancelled:
            await self._note(RolloutState.CANCELLED)
        elif self._paused:
            await self._note(RolloutState.PAUSED)
            await workflow.wait_condition(lambda: self._cancelled or not self._paused)
        elif ahead > timedelta(0):
            await self._note(RolloutState.WAITING)
            await self._unless_steered(ahead, "the edition comes into force")
        else:
            await self._note(RolloutState.RUNNING)
            await self._ask_cases()

    async def _ask_cases(self) -> None:
        done = await self._round()
        if done.superseded:
            await self._note(RolloutState.SUPERSEDED)
        elif not done.left:
            await self._note(RolloutState.DONE)
        elif not done.settled:
            await self._unless_steered(FRUITLESS, "no case gave an answer")

    async def _unless_steered(self, span: timedelta, why: str) -> None:
        try:
            await workflow.wait_condition(
                lambda: self._cancelled or self._paused, timeout=span, timeout_summary=why
            )
        except TimeoutError:
            return

    def _may_move(self) -> bool:
        """Only where nobody waits for an answer: who steers is answered by this run."""
        info = workflow.info()
        long = (
            info.get_current_history_length() > MOVE_AT_EVENTS
            or info.is_continue_as_new_suggested()
            or info.is_target_worker_deployment_version_changed()
        )
        steered = self._paused or self._cancelled or self._state.is_over
        return long and not steered and workflow.all_handlers_finished()

    async def _note(self, state: RolloutState) -> None:
        if state is self._state:
            return
        noted = RolloutNoted(
            rollout_id=self._start.rollout_id,
            district=self._start.district,
            state=state,
            at=workflow.now(),
        )
        await self._ask(NOTE_ROLLOUT, noted, None)
        self._state = state

    async def _round(self) -> RolloutRound:
        answer: RolloutRound = await self._ask(TAKE_UP_POLICY, self._start, RolloutRound)
        return answer

    async def _ask(self, name: str, asked: RolloutNoted | RolloutStart, answer: Any) -> Any:
        return await workflow.execute_activity(
            name,
            asked,
            result_type=answer,
            start_to_close_timeout=EACH_TRY,
            heartbeat_timeout=BEAT,
            retry_policy=UNTIL_DONE,
            priority=Priority(priority_key=BEHIND_CASES, fairness_key=self._start.district),
            summary=self._start.rollout_id,
        )
