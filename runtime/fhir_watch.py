"""Looks at the FHIR servers of bodies: changed Tasks and words on room go into the durable inbox.

Bounded: few bodies at once, few pages of each, each within its own time; a server that does not
answer is looked at again later and holds up nobody. What was read before is read once more at the
edge and recognised by its id, so that nothing falls between two looks.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import structlog
from pydantic import SecretStr

from care.messages.inbound import IncomingAnswer, IncomingCapacity
from partners.channel import Endpoint, TransportError
from partners.fhir.channel import FhirChannel, FhirServer, entries
from partners.fhir.inbound import NoAnswer, NotUnderstood, answer_of
from partners.fhir.room import KIND, room_after, rooms_of
from partners.kept import kept
from runtime.fhir_subscribing import Subscribing
from runtime.looking import keep_looking
from store import agencies, danger, fhir_polls, linkages, webhooks
from store.agencies import Agency
from store.danger import Knock
from store.database import Database
from store.fhir_polls import Poll
from store.keyring import Keyring
from store.webhooks import InboundMessage

log = structlog.get_logger()
AT_ONCE = 4
BODIES = 20
"""Looked at in one go."""
PAGES = 5
"""Of one body in one look; the next look goes on from there."""
PAGE = 50
AT_LEAST = timedelta(seconds=3)
"""How often it is asked who is due, so that a body that says so is looked at at once."""
FRESH = timedelta(days=1)
"""A word on room in an answer counts for so long after the server changed the Task."""


class FhirWatch:
    """``database`` shows every district."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        channel: FhirChannel,
        every: timedelta,
        clock: Callable[[], datetime] | None = None,
        subscribing: Subscribing | None = None,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._channel = channel
        self._every = every
        self._subscribing = subscribing
        self._clock = clock or (lambda: datetime.now(UTC))

    async def run(self, stop: asyncio.Event) -> None:
        pause = min(self._every / 2, AT_LEAST)
        await keep_looking("fhir", self.look, stop, pause.total_seconds())

    async def look(self) -> int:
        """How many new answers were kept."""
        async with self._database.write() as session:
            due = await fhir_polls.take_due(session, self._clock(), self._every, BODIES)
        room = asyncio.Semaphore(AT_ONCE)

        async def one(poll: Poll) -> int:
            async with room:
                return await self._look_at(poll)

        return sum(await asyncio.gather(*(one(poll) for poll in due)))

    async def _look_at(self, poll: Poll) -> int:
        kept, since, code = 0, poll.since, fhir_polls.READ
        try:
            server = await self._server(poll)
            async for task in _changed(server, poll):
                kept += await self._keep(poll, task)
                since = max(since, _moment(task) or since)
            kept += await self._rooms(server, poll)
            if self._subscribing is not None:
                await self._subscribing.keep(poll.body, server)
        except TransportError as failed:
            since, code = poll.since, failed.code
        async with self._database.of(poll.body.district).write() as session:
            await fhir_polls.looked(session, poll, since, self._clock(), code)
        return kept

    async def _server(self, poll: Poll) -> FhirServer:
        body = poll.body
        async with self._database.of(body.district).read() as session:
            keys = (await agencies.secrets(session, self._keyring, body.agency_id)).signing
        secrets = tuple(SecretStr(key) for key in keys)
        return self._channel.server(
            Endpoint(
                agency_id=body.agency_id,
                url=body.endpoint,
                secrets=secrets,
                hosts=body.hosts,
                timeout=body.timeout,
            )
        )

    async def _keep(self, poll: Poll, task: dict[str, Any]) -> int:
        """Whether it is a new answer to a referral asked of this body, and not hidden from it."""
        try:
            told = answer_of(task)
        except NoAnswer:
            return 0
        except NotUnderstood as wrong:
            log.warning("fhir_task_left", agency=poll.body.agency_id, pointer=wrong.pointer)
            return 0
        moment = _moment(task)
        fresh = moment is not None and self._clock() - moment < FRESH
        return await self._accept(poll, told, fresh=fresh)

    async def _rooms(self, server: FhirServer, poll: Poll) -> int:
        """After the Tasks: what changes meanwhile is read at the next look. Few servers have it."""
        kept = 0
        try:
            async for offered in _changed(server, poll, KIND):
                kept += await self._keep_rooms(poll, offered)
        except TransportError as failed:
            if not failed.permanent:
                raise
        return kept

    async def _keep_rooms(self, poll: Poll, offered: dict[str, Any]) -> int:
        """Another service than ours, or no word on room, is nothing that concerns us."""
        at = str((offered.get("meta") or {}).get("lastUpdated", ""))
        try:
            told = rooms_of(offered, at)
        except NotUnderstood:
            return 0
        async with self._database.of(poll.body.district).write() as session:
            return sum([await self._inbox(session, poll.body, one) for one in told])

    async def _inbox(
        self, session: Any, body: Agency, told: IncomingAnswer | IncomingCapacity
    ) -> int:
        message = InboundMessage(
            body.agency_id, body.district, told.message_id, kept(told), self._clock()
        )
        found = await webhooks.accept(session, self._keyring, message)
        return int(found is webhooks.Accepted.NEW)

    async def _accept(self, poll: Poll, told: IncomingAnswer, *, fresh: bool) -> int:
        body, now = poll.body, self._clock()
        async with self._database.of(body.district).write() as session:
            case_id = await linkages.case_of_linkage(session, body.agency_id, told.linkage_id)
            knock = Knock(None, body.agency_id, case_id or "")
            if case_id is None or await danger.knocked(session, knock, now):
                return 0
            new = await self._inbox(session, body, told)
            service = await linkages.service_of(session, case_id, told.linkage_id)
            room = room_after(told, service) if new and fresh and service else None
            if room is not None:
                await self._inbox(session, body, room)
        return new


async def _changed(
    server: FhirServer, poll: Poll, kind: str = "Task"
) -> AsyncIterator[dict[str, Any]]:
    """Resources changed since the last look, page by page; a next page lies on the same server."""
    asked = {
        "_lastUpdated": f"ge{poll.since.isoformat()}",
        "_sort": "_lastUpdated",
        "_count": str(PAGE),
    }
    below = f"{kind}?{urlencode(asked)}"
    base = f"{poll.body.endpoint.rstrip('/')}/"
    for _ in range(PAGES):
        bundle = await server.search(below)
        for one in entries(bundle, kind):
            yield one
        further = _next(bundle)
        if not further.startswith(base):
            return
        below = further.removeprefix(base)


def _next(bundle: dict[str, Any]) -> str:
    links = bundle.get("link")
    known = [one for one in links if isinstance(one, dict)] if isinstance(links, list) else []
    return next((str(one.get("url", "")) for one in known if one.get("relation") == "next"), "")


def _moment(task: dict[str, Any]) -> datetime | None:
    """When the server says it changed; the next look begins there."""
    told = str((task.get("meta") or {}).get("lastUpdated", ""))
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
