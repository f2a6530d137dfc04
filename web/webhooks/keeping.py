"""Verified messages on their way into the durable inbox: those that come together, as one write."""

from collections.abc import Sequence
from typing import Any

from store import webhooks
from store.database import Database, enter
from store.keyring import Keyring
from store.together import Together
from store.webhooks import Accepted, InboundMessage

Inbox = Together[InboundMessage, Accepted]


def inbox(database: Database, keyring: Keyring) -> Inbox:
    """One for each process; a message that was answered is committed."""

    async def keep(session: Any, messages: Sequence[InboundMessage]) -> list[Accepted]:
        kept = []
        for message in messages:
            await enter(session, message.district)
            kept.append(await webhooks.accept(session, keyring, message))
        return kept

    return Together(database.at_the_door().write, keep)
