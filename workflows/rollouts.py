"""The door through which rollouts are started and steered; the store tells how far they are."""

from datetime import timedelta

from temporalio.client import (
    Client,
    RPCTimeoutOrCancelledError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import (
    Priority,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.service import RPCError, RPCStatusCode

from care.messages.rollouts import RolloutStart, RolloutState
from care.model.ids import DistrictCode, RolloutId
from workflows import names
from workflows.doors import heard, of_district, was_never_reached
from workflows.policy_rollout import PolicyRollout
from workflows.rounds import BEHIND_CASES

__all__ = ["CANCEL", "PAUSE", "RESUME", "Rollouts", "rollout_id"]

PAUSE, RESUME, CANCEL = names.UPDATE_PAUSE, names.UPDATE_RESUME, names.UPDATE_CANCEL
STEERING = timedelta(seconds=8)
"""A round has to end first."""


def rollout_id(district: DistrictCode, edition: int, which: str = "") -> RolloutId:
    """Begins with the district, as the engine's keys do; ``which`` tells one begun by hand."""
    return RolloutId(f"{district}-rollout-{edition}{which and '-'}{which}")


class Rollouts:
    def __init__(self, client: Client, task_queue: str = names.TASK_QUEUE) -> None:
        self._client = client
        self._task_queue = task_queue

    async def start(self, start: RolloutStart) -> bool:
        """Again for one that was started, nothing happens. False: the engine is away, ask later."""
        begun = self._client.start_workflow(
            PolicyRollout.run,
            start,
            id=start.rollout_id,
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            priority=Priority(priority_key=BEHIND_CASES, fairness_key=start.district),
            search_attributes=of_district(start.district),
        )
        return await heard(begun)

    async def steer(self, rollout: RolloutId, wish: str) -> RolloutState | None:
        """``wish`` is PAUSE, RESUME or CANCEL. None: no answer in time, it may still be obeyed.

        One that is over, or was never started, answers with ``KeyError``.
        """
        handle = self._client.get_workflow_handle_for(PolicyRollout.run, rollout)
        try:
            state: RolloutState = await handle.execute_update(
                wish, result_type=RolloutState, rpc_timeout=STEERING
            )
        except (RPCTimeoutOrCancelledError, WorkflowUpdateRPCTimeoutOrCancelledError):
            return None
        except WorkflowUpdateFailedError:
            return None
        except RPCError as failed:
            if failed.status is RPCStatusCode.NOT_FOUND:
                raise KeyError(rollout) from None
            return None
        except RuntimeError as failed:
            if was_never_reached(failed):
                return None
            raise
        return state
