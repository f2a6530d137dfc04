"""Stories: whole cases told in a file, run on the real engine at the dates the file says."""

from datetime import UTC, datetime, timedelta

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper

from care.model.ids import CaseId
from workflows.care_case import CareCase

HERE_ALREADY = timedelta(seconds=1)


class StoryClock:
    """The story's own time: the web reads it, and the cases of the story are moved along with it.

    A case opened at story time starts with ``shift`` as its ``clock_shift``; from then on the
    engine skips its waiting, so timers fire in their order and at their hour.
    """

    def __init__(self, client: Client, start: datetime) -> None:
        self._client = client
        self._skipper = TimeSkipper(client)
        self._shift = start - datetime.now(UTC)
        self._cases: dict[CaseId, timedelta] = {}

    @property
    def shift(self) -> timedelta:
        return self._shift

    def now(self) -> datetime:
        return datetime.now(UTC) + self._shift

    def follow(self, case_id: CaseId, clock_shift: timedelta | None = None) -> None:
        """From now on this case moves with the story."""
        self._cases[case_id] = self._shift if clock_shift is None else clock_shift

    async def advance_to(self, moment: datetime) -> None:
        for case_id in list(self._cases):
            if not await self.advance_case(case_id, moment):
                del self._cases[case_id]
        self._shift = max(self._shift, moment - datetime.now(UTC))

    async def advance_case(self, case_id: CaseId, moment: datetime) -> bool:
        """Let one case live until ``moment`` of its own clock; False for one that has ended."""
        handle = self._client.get_workflow_handle_for(CareCase.run, case_id)
        clock = await self._skipper.get_current_time(handle) + self._cases[case_id]
        if moment - clock <= HERE_ALREADY:
            return True
        try:
            return await self._skipper.fast_forward(handle, moment - clock)
        except RPCError as failed:
            if failed.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
