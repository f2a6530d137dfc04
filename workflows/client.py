"""The one door for outsiders (web, relay, command line): open a case, ask something of it, read it.

Three outcomes: a ``Receipt``, ``Refused``, or ``Unknown``: then the same envelope is sent again
until it is one of the other two.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import NoReturn, Protocol, TypeVar

from temporalio.client import (
    Client,
    RPCTimeoutOrCancelledError,
    WithStartWorkflowOperation,
    WorkflowHandle,
    WorkflowUpdateFailedError,
)
from temporalio.common import (
    Priority,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from care.decide.evolve import blank
from care.decide.step import step
from care.messages.envelope import CaseStart, Envelope, Outlook, Receipt
from care.model.case import CaseState
from care.model.codes import Programme
from care.model.ids import CaseId, IntentKey
from care.model.refusal import Refusal
from workflows import names
from workflows.care_case import CareCase
from workflows.doors import was_never_reached
from workflows.history import HistoryLine, Teller

__all__ = ["Cases", "HistoryLine", "NotFound", "Receipts", "Refused", "Unknown"]

Answer = TypeVar("Answer")
GRACE_SECONDS = 0.5
"""The call's own deadline comes first; this one is for the pauses between calls."""
MOVED_ON = "AcceptedUpdateCompletedWorkflow"


class Receipts(Protocol):
    """What the store knows of acts the case itself no longer remembers."""

    async def overtaken(self, case_id: CaseId, intent: IntentKey) -> Receipt | None:
        """Only if so many steps followed that the engine must have kept it.

        The newest lines of the store prove nothing: a worker may have died between the store's
        commit and the engine's, and then the act has to be done again.
        """

    async def stored(self, case_id: CaseId, intent: IntentKey) -> Receipt | None:
        """Of a case that has ended, where nothing can follow."""


class Refused(Exception):
    """The case said no; nothing changed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class Unknown(Exception):
    """No answer in time. It may have happened: ask again with the same intent."""

    def __init__(self, intent: IntentKey | None = None) -> None:
        super().__init__("outcome not known")
        self.intent = intent


class NotFound(Exception):
    """No such case in the engine."""


class Cases:
    """``receipts`` answers for very old intents and for those of ended cases."""

    def __init__(
        self,
        client: Client,
        *,
        task_queue: str = names.TASK_QUEUE,
        timeout: timedelta = timedelta(seconds=5),
        receipts: Receipts | None = None,
    ) -> None:
        self._client = client
        self.task_queue = task_queue
        self._timeout = timeout
        self._receipts = receipts

    async def open(self, start: CaseStart, envelope: Envelope) -> Receipt:
        """Start the case and open it in one request; the same envelope twice gives one case."""
        if (first := await self._first(start.case_id, envelope.intent)) is not None:
            return first
        refuse_early(start, envelope)

        async def attempt() -> Receipt:
            return await self._start(start, envelope)

        try:
            return await self._settled(attempt, envelope.intent)
        except WorkflowAlreadyStartedError:
            return await self._of_the_ended(start.case_id, envelope.intent, "already_open")

    async def _start(self, start: CaseStart, envelope: Envelope) -> Receipt:
        starting = self._starting(start)
        begun = asyncio.create_task(starting.workflow_handle())
        begun.add_done_callback(nobody_waits)
        try:
            receipt: Receipt = await self._client.execute_update_with_start_workflow(
                names.UPDATE_ACT,
                envelope,
                id=envelope.intent,
                result_type=Receipt,
                start_workflow_operation=starting,
                rpc_timeout=self._timeout,
            )
        except RuntimeError:  # never connected: then the start is not told of it
            begun.cancel()
            raise
        return receipt

    async def ask(self, case_id: CaseId, envelope: Envelope) -> Receipt:
        if (first := await self._first(case_id, envelope.intent)) is not None:
            return first
        handle = self._handle(case_id)

        async def attempt() -> Receipt:
            receipt: Receipt = await handle.execute_update(
                names.UPDATE_ACT,
                envelope,
                id=envelope.intent,
                result_type=Receipt,
                rpc_timeout=self._timeout,
            )
            return receipt

        try:
            return await self._settled(attempt, envelope.intent)
        except NotFound:
            return await self._answer_of_the_ended(case_id, envelope.intent)

    async def state(self, case_id: CaseId) -> CaseState:
        handle = self._handle(case_id)

        async def attempt() -> CaseState:
            return await handle.query(CareCase.state, rpc_timeout=self._timeout)

        return await self._settled(attempt)

    async def outlook(self, case_id: CaseId) -> Outlook:
        handle = self._handle(case_id)

        async def attempt() -> Outlook:
            return await handle.query(CareCase.outlook, rpc_timeout=self._timeout)

        return await self._settled(attempt)

    async def history(self, case_id: CaseId) -> tuple[HistoryLine, ...]:
        """Every line of every run, oldest first, for operators."""

        async def attempt() -> tuple[HistoryLine, ...]:
            return await Teller(self._client, case_id).lines()

        return await self._settled(attempt)

    def _handle(self, case_id: CaseId) -> WorkflowHandle[CareCase, None]:
        """Without a run id: it follows the case from run to run."""
        return self._client.get_workflow_handle_for(CareCase.run, case_id)

    def _starting(self, start: CaseStart) -> WithStartWorkflowOperation[CareCase, None]:
        return WithStartWorkflowOperation(
            CareCase.run,
            start,
            id=start.case_id,
            task_queue=self.task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            priority=Priority(fairness_key=start.district),
            search_attributes=TypedSearchAttributes(
                [
                    SearchAttributePair(names.DISTRICT, start.district),
                    SearchAttributePair(names.STAGE, blank(start).stage),
                    SearchAttributePair(names.PROGRAMME, [Programme.ICM]),
                ]
            ),
        )

    async def _first(self, case_id: CaseId, intent: IntentKey) -> Receipt | None:
        return await self._receipts.overtaken(case_id, intent) if self._receipts else None

    async def _answer_of_the_ended(self, case_id: CaseId, intent: IntentKey) -> Receipt:
        """Tell a case that has ended from one that never was."""
        handle = self._handle(case_id)

        async def attempt() -> object:
            return await handle.describe(rpc_timeout=self._timeout)

        await self._settled(attempt, intent)
        return await self._of_the_ended(case_id, intent, "not_open")

    async def _of_the_ended(self, case_id: CaseId, intent: IntentKey, otherwise: str) -> Receipt:
        first = await self._receipts.stored(case_id, intent) if self._receipts else None
        if first is None:
            raise Refused(Refusal(code=otherwise))
        return first

    async def _settled(
        self, attempt: Callable[[], Awaitable[Answer]], intent: IntentKey | None = None
    ) -> Answer:
        """Try until the case is ready to answer, within the time a person waits for a page."""
        try:
            async with asyncio.timeout(self._timeout.total_seconds() + GRACE_SECONDS):
                return await self._patiently(attempt, intent)
        except TimeoutError:
            raise Unknown(intent) from None

    async def _patiently(
        self, attempt: Callable[[], Awaitable[Answer]], intent: IntentKey | None
    ) -> Answer:
        pause = 0.02
        while True:
            try:
                return await attempt()
            except WorkflowUpdateFailedError as failed:
                if not has_moved_on(failed):
                    raise_refusal(failed)
            except RPCTimeoutOrCancelledError:
                raise Unknown(intent) from None
            except RPCError as failed:
                raise_unless_unready(failed, intent)
            except RuntimeError as failed:
                raise_unless_away(failed, intent)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 0.25)


def nobody_waits(begun: asyncio.Task[WorkflowHandle[CareCase, None]]) -> None:
    """The start's own failure comes a second time with the update's; look, or Python complains."""
    if not begun.cancelled():
        begun.exception()


def refuse_early(start: CaseStart, envelope: Envelope) -> None:
    """An opening that cannot succeed must not leave an empty case behind."""
    decided = step(blank(start), envelope, datetime.now(UTC) + start.clock_shift)
    if isinstance(decided, Refusal):
        raise Refused(decided)


def has_moved_on(failed: WorkflowUpdateFailedError) -> bool:
    """Accepted by a run that ended before it answered: ask the new run, under the same intent."""
    return isinstance(failed.cause, ApplicationError) and failed.cause.type == MOVED_ON


def raise_refusal(failed: WorkflowUpdateFailedError) -> NoReturn:
    cause = failed.cause
    if isinstance(cause, ApplicationError) and cause.details:
        raise Refused(Refusal.model_validate(cause.details[0])) from None
    raise failed


def raise_unless_away(failed: RuntimeError, intent: IntentKey | None) -> NoReturn:
    if was_never_reached(failed):
        raise Unknown(intent) from None
    raise failed


def raise_unless_unready(failed: RPCError, intent: IntentKey | None) -> None:
    if failed.status is RPCStatusCode.FAILED_PRECONDITION:
        return
    if failed.status is RPCStatusCode.NOT_FOUND:
        raise NotFound from None
    if failed.status in (RPCStatusCode.INVALID_ARGUMENT, RPCStatusCode.PERMISSION_DENIED):
        raise failed
    raise Unknown(intent) from None
