"""Signed messages on their way into the durable inbox: those that come together, as one group.

A group costs a handful of statements and one commit however many messages it has. Bodies and their
secrets are read anew for each group, so that a secret that was retired opens nothing any more.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import SecretStr

from care.messages.inbound import InboundReader, InboundRejected, Incoming, IncomingCapacity
from care.model.ids import AgencyId, DistrictCode, LinkageId
from store import agencies, linkages, webhooks
from store.agencies import AtTheDoor
from store.danger import Knock
from store.database import Database, enter
from store.keyring import Keyring
from store.linkages import Asked
from store.together import Gathered
from store.webhooks import Accepted, InboundMessage
from web.reading.soundness import text_fault

BREATH_SECONDS = 0.05
"""Between two groups while messages pour in: a few at a time, and none waits long for it."""
NOBODY = Knock(None, None)
"""At no door: there is no such referral."""
GONE = Knock(None, None, "erased")
"""Where a case was that is erased: nothing of the message is kept (F13)."""


@dataclass(frozen=True)
class Arrived:
    """A message as it came; believed nothing of yet."""

    agency_id: AgencyId
    body: bytes
    headers: Mapping[str, str]
    at: datetime
    reader: InboundReader


@dataclass(frozen=True)
class Read:
    """A verified message, and how it is kept."""

    found: Incoming
    message: InboundMessage


Outcome = Accepted | InboundRejected | Knock
Inbox = Gathered[Arrived, Outcome]


def inbox(database: Database, keyring: Keyring) -> Inbox:
    """One for each process; a message that was answered is committed."""
    return Gathered(Door(database.at_the_door(), keyring).answer, BREATH_SECONDS)


@dataclass(frozen=True)
class Door:
    database: Database
    keyring: Keyring

    async def answer(self, arrived: Sequence[Arrived]) -> list[Outcome]:
        """Everything is read before the one short write."""
        async with self.database.read() as session:
            found = await self._looked(session, arrived)
        if new := {at: one for at, one in found.items() if isinstance(one, InboundMessage)}:
            async with self.database.write() as session:
                found |= await self._kept(session, new)
        return [_settled(found[at]) for at in range(len(arrived))]

    async def _looked(
        self, session: Any, arrived: Sequence[Arrived]
    ) -> dict[int, Outcome | InboundMessage]:
        """By their place in the group; an unknown body looks like a wrong signature."""
        known = await agencies.at_the_door(session, [one.agency_id for one in arrived])
        found: dict[int, Outcome | InboundMessage] = {
            at: InboundRejected(code="SIGNATURE_INVALID") for at in range(len(arrived))
        }
        for district, group in _by_district(arrived, known).items():
            await enter(session, district)
            found |= await self._looked_in(session, district, group)
        return found

    async def _looked_in(
        self, session: Any, district: DistrictCode, group: dict[int, Arrived]
    ) -> dict[int, Outcome | InboundMessage]:
        bodies = {one.agency_id for one in group.values()}
        secrets = await agencies.receiving(session, self.keyring, district, bodies)
        read = {
            at: _read(one, district, secrets.get(one.agency_id, ())) for at, one in group.items()
        }
        rejected = {at: one for at, one in read.items() if isinstance(one, InboundRejected)}
        placed = await _placed(session, {a: r for a, r in read.items() if isinstance(r, Read)})
        return {**rejected, **placed}

    async def _kept(self, session: Any, new: dict[int, InboundMessage]) -> dict[int, Accepted]:
        found: dict[int, Accepted] = {}
        for district in dict.fromkeys(one.district for one in new.values()):
            group = {at: one for at, one in new.items() if one.district == district}
            await enter(session, district)
            kept = await webhooks.accept_all(session, self.keyring, list(group.values()))
            found |= dict(zip(group, kept, strict=True))
        return found


def _by_district(
    arrived: Sequence[Arrived], known: Mapping[AgencyId, AtTheDoor]
) -> dict[DistrictCode, dict[int, Arrived]]:
    """Those of bodies that work with us; the rest is believed no more than a stranger."""
    found: dict[DistrictCode, dict[int, Arrived]] = defaultdict(dict)
    for at, one in enumerate(arrived):
        body = known.get(one.agency_id)
        if body is not None and body.active:
            found[body.district][at] = one
    return found


def _read(
    arrived: Arrived, district: DistrictCode, receiving: tuple[str, ...]
) -> Read | InboundRejected:
    """A note is held to what every text is."""
    secrets = tuple(SecretStr(one) for one in receiving)
    found = arrived.reader(arrived.body, dict(arrived.headers), secrets)
    if isinstance(found, InboundRejected):
        return found
    if text_fault(found.note or ""):
        return InboundRejected(code="PAYLOAD_INVALID", pointer="/note")
    body = arrived.body.decode()
    message = InboundMessage(arrived.agency_id, district, found.message_id, body, arrived.at)
    return Read(found, message)


async def _placed(session: Any, read: Mapping[int, Read]) -> dict[int, Outcome | InboundMessage]:
    """Another body's referral is as good as none (SR-41), and so is that of a hidden household.

    Its room is a body's own word; the rest must be of a referral asked of it.
    """
    about = {at: pair for at, one in read.items() if (pair := _about(one)) is not None}
    asked = await linkages.asked_of(session, set(about.values()))
    stopped = {
        at: knock
        for at, (body, linkage) in about.items()
        if (knock := _stopped(body, asked.get((body, linkage)))) is not None
    }
    going = {at: one.message for at, one in read.items() if at not in stopped}
    before = await webhooks.known(session, list(going.values()))
    passed = zip(going.items(), before, strict=True)
    return {**stopped, **{at: known or message for (at, message), known in passed}}


def _about(read: Read) -> tuple[AgencyId, LinkageId] | None:
    if isinstance(read.found, IncomingCapacity):
        return None
    return read.message.agency_id, read.found.linkage_id


def _stopped(body: AgencyId, asked: Asked | None) -> Knock | None:
    if asked is None:
        return NOBODY
    if asked.erased:
        return GONE
    return Knock(None, body, asked.case_id) if asked.hidden else None


def _settled(found: Outcome | InboundMessage) -> Outcome:
    if isinstance(found, InboundMessage):
        raise TypeError("a message was read and not kept")
    return found
