"""Keeps our subscription at a body's FHIR server: made, looked after, renewed with a new secret.

A server that has no subscriptions, or refuses ours, is asked again a day later; until then, and
beside every subscription, it is looked at as often as any other.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog

from partners.channel import TransportError
from partners.fhir import subscription
from partners.fhir.channel import FhirServer
from store import fhir_subscriptions
from store.agencies import Agency
from store.database import Database
from store.fhir_subscriptions import Subscription

log = structlog.get_logger()
LIFE = timedelta(days=30)
RENEWED_BEFORE = timedelta(days=7)
"""Its end; so long may a server be away without a gap."""
EVERY = timedelta(hours=1)
AFTER_REFUSAL = timedelta(days=1)


class Subscribing:
    """``database`` shows every district; ``public_url`` is where bodies reach us."""

    def __init__(
        self, database: Database, public_url: str, clock: Callable[[], datetime] | None = None
    ) -> None:
        self._database = database
        self._public_url = public_url.rstrip("/")
        self._clock = clock or (lambda: datetime.now(UTC))

    async def keep(self, body: Agency, server: FhirServer) -> None:
        """At most once an hour; what goes wrong is kept as a code and stops nothing else."""
        async with self._database.of(body.district).read() as session:
            known = await fhir_subscriptions.subscription_of(session, body.agency_id)
        if known is not None and known.base != body.endpoint:
            known = None
        if known is not None and self._clock() < known.checked_at + _pause(known):
            return
        try:
            await self._look_after(body, server, known)
        except TransportError as failed:
            log.warning("fhir_subscription_failed", agency=body.agency_id, code=failed.code)
            async with self._database.of(body.district).write() as session:
                await fhir_subscriptions.checked(
                    session, body.agency_id, self._clock(), _code(failed)
                )

    async def _look_after(
        self, body: Agency, server: FhirServer, known: Subscription | None
    ) -> None:
        now, door = self._clock(), f"{self._public_url}/fhir/{body.agency_id}/look"
        logical = known.subscription_id if known else ""
        there = await subscription.found(server, logical, door)
        lasts = there is not None and subscription.holds(there, door, now + RENEWED_BEFORE)
        database = self._database.of(body.district)
        if known is not None and known.is_on and lasts and _in_time(known, now):
            async with database.write() as session:
                await fhir_subscriptions.checked(
                    session, body.agency_id, now, fhir_subscriptions.ON
                )
            return
        async with database.write() as session:
            secret = await fhir_subscriptions.new_secret(session, body, now)
        wanted = subscription.resource(door, secret, now + LIFE)
        logical = await subscription.laid(server, there, wanted)
        async with database.write() as session:
            await fhir_subscriptions.made(session, body.agency_id, logical, now + LIFE)


def _in_time(known: Subscription, now: datetime) -> bool:
    """By our own record, whatever the server says of its end: the secret is renewed with it."""
    return known.until is not None and now + RENEWED_BEFORE < known.until


def _code(failed: TransportError) -> str:
    return f"refused_{failed.code}" if failed.permanent else failed.code


def _pause(known: Subscription) -> timedelta:
    return AFTER_REFUSAL if known.code.startswith("refused_") else EVERY
