"""One alarm a case: rings at the next moment something happens by itself."""

import asyncio
from datetime import datetime, timedelta

from temporalio import workflow

FAR = timedelta(days=3650)


class Alarm:
    """Keeps its timer while the moment stays: an act that moves no date costs no timer events."""

    def __init__(self) -> None:
        self._moment: datetime | None = None
        self._timer: asyncio.Task[None] | None = None

    def set(self, moment: datetime | None, now: datetime, code: str) -> None:
        """``moment`` and ``now`` are of the case's clock; ``code`` tells operators what is due."""
        if moment == self._moment and not self.rang:
            return
        self.stop()
        if moment is not None:
            wait = min(max(moment - now, timedelta(0)), FAR)
            self._moment = moment
            self._timer = asyncio.create_task(workflow.sleep(wait, summary=code))

    @property
    def rang(self) -> bool:
        return self._timer is not None and self._timer.done()

    def stop(self) -> None:
        if self._timer is not None and not self._timer.done():
            self._timer.cancel()
        self._timer = self._moment = None
