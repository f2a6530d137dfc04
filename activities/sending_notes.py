"""What each try leaves behind for operators, for the next try, and for the health of the body."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from temporalio import activity

from activities.turnstile import NotNow
from care.messages.envelope import DeliveryResult, ReferralToSend
from partners.channel import TransportError
from store import agencies, agency_health, deliveries
from store.agencies import Agency
from store.agency_health import Health
from store.database import Database, StoreError
from store.deliveries import After

WELL_FOR = timedelta(minutes=1)
"""A body that does well is not noted as reached more often than this."""
SHORT = timedelta(seconds=5)
"""A shorter wait is not worth a line."""
GONE = "http_410"


class SendingNotes:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def beginning(self, asked: ReferralToSend, body: Agency, *, maybe_twice: bool) -> None:
        """Not left out on any account: without it a dying worker would leave no trace."""
        async with self._database.of(asked.district).write() as session:
            await deliveries.note_beginning(
                session, asked, body.agency_id, self._clock(), maybe_twice=maybe_twice
            )

    async def waiting(self, asked: ReferralToSend, body: Agency, wait: NotNow) -> None:
        if wait.wait < SHORT:
            return
        now = self._clock()
        async with self._lenient(asked) as session:
            await deliveries.note_waiting(
                session, asked, body.agency_id, wait.code, now, now + wait.wait
            )

    async def success(
        self, asked: ReferralToSend, body: Agency, health: Health, result: DeliveryResult
    ) -> None:
        now = self._clock()
        async with self._lenient(asked) as session:
            await deliveries.note_attempt(session, asked, body.agency_id, result, now)
            if health.failing_since is not None or not _lately(health, now):
                await agency_health.note_reached(session, body.agency_id, body.district, now)

    async def failure(
        self,
        asked: ReferralToSend,
        body: Agency,
        failed: TransportError,
        after: After,
        rests: datetime | None,
    ) -> None:
        now = self._clock()
        result = DeliveryResult(delivered=False, code=failed.code)
        async with self._lenient(asked) as session:
            await deliveries.note_attempt(session, asked, body.agency_id, result, now, after)
            if not failed.permanent:
                await agency_health.note_failed(
                    session, body.agency_id, body.district, failed.code, now, open_until=rests
                )
            elif failed.code == GONE:
                await agencies.gone(session, body.agency_id, now)

    @asynccontextmanager
    async def _lenient(self, asked: ReferralToSend) -> AsyncIterator[Any]:
        """What was handed over stays handed over if it cannot be noted."""
        try:
            async with self._database.of(asked.district).write() as session:
                yield session
        except StoreError as failure:
            activity.logger.warning("attempt not noted: %s", type(failure).__name__)


def _lately(health: Health, now: datetime) -> bool:
    return health.reached_at is not None and now - health.reached_at < WELL_FOR
