"""Sends a referral, its withdrawal or a reminder, once if that can be known, never from memory.

A repeat under the same key counts once with most bodies. To one that does not honour keys, every
try is noted before it leaves; after a try whose end nobody knows, the body is asked whether it
holds the referral, and where it cannot tell, the referral goes again and a person is told.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.outgoing import Outgoing, for_good, gather
from activities.sending_notes import SendingNotes
from activities.turnstile import NotNow, Turnstile
from care.decide.calendar import due
from care.messages.envelope import DeliveryResult, ReferralToSend
from care.model.codes import PartnerChannel
from care.model.linking import LinkingRules
from partners.channel import Channel, Endpoint, Known, TransportError
from store import partner_links
from store.database import Database
from store.deliveries import After, Delivery
from store.keyring import Keyring
from workflows.effects import SEND_REFERRAL

POSSIBLY_TWICE = "possibly_twice"
FOUND = "found"
"""The body held it already: an earlier try had arrived."""
PAUSED_FOR = timedelta(minutes=10)
"""How long until somebody looks again whether a paused body may be written to."""
LINK_VALID = timedelta(days=14)
"""Of a link in a letter, where the district's policy is older than such links."""
ASKING_SECONDS = timedelta(seconds=5)
"""For asking and sending must both end before the engine takes the try for lost."""


@dataclass
class Doubt:
    """Whether an earlier try may be with the body, as far as it is known right now."""

    unsure: bool
    maybe_twice: bool


class ReferralSender:
    """``contact`` is how the body reaches the case manager: an address of ours, never a number."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        channels: Mapping[PartnerChannel, Channel],
        contact: str,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._channels = channels
        self._contact = contact
        self._clock = clock
        self._turnstile = Turnstile()
        self._notes = SendingNotes(database, clock)

    @activity.defn(name=SEND_REFERRAL.name)
    async def send_referral(self, asked: ReferralToSend) -> DeliveryResult:
        async with self._database.of(asked.district).read() as session:
            outgoing = await gather(session, self._keyring, self._contact, asked)
        if outgoing.before is not None and outgoing.before.delivered_at is not None:
            return _as_before(outgoing.before)
        channel = self._channels.get(outgoing.channel)
        if channel is None:
            raise for_good("channel_unavailable")
        now = self._clock()
        doubt = _doubt(outgoing)
        try:
            if outgoing.body.paused_at is not None and not asked.withdraw:
                raise NotNow("agency_paused", PAUSED_FOR)
            async with self._turnstile.through(outgoing.health, now):
                result = await self._hand_over(channel, outgoing, asked, doubt)
        except NotNow as wait:
            await self._notes.waiting(asked, outgoing.body, wait)
            raise again(wait.code, wait.wait) from None
        except TransportError as failed:
            raise await self._failed(asked, outgoing, failed, doubt) from None
        await self._notes.success(asked, outgoing.body, outgoing.health, result)
        return result

    async def _hand_over(
        self, channel: Channel, outgoing: Outgoing, asked: ReferralToSend, doubt: Doubt
    ) -> DeliveryResult:
        endpoint = outgoing.endpoint
        if asked.withdraw:
            return await channel.withdraw(asked.linkage_id, asked.effect_id, endpoint)
        if outgoing.channel is PartnerChannel.MAIL:
            endpoint = await self._with_link(outgoing, asked)
        if outgoing.reminder is not None:
            return await channel.remind(outgoing.reminder, endpoint)
        if outgoing.referral is None:
            raise for_good("nothing_to_send")
        if outgoing.body.honours_key:
            return await channel.send(outgoing.referral, endpoint)
        if doubt.unsure and await self._is_there(channel, outgoing, doubt):
            return DeliveryResult(delivered=True, code=_code(doubt, FOUND))
        await self._notes.beginning(asked, outgoing.body, maybe_twice=doubt.maybe_twice)
        result = await channel.send(outgoing.referral, endpoint)
        return result.model_copy(update={"code": _code(doubt, result.code)})

    async def _is_there(self, channel: Channel, outgoing: Outgoing, doubt: Doubt) -> bool:
        """Asked before it is sent again; the answer settles the doubt or makes it lasting."""
        seconds = min(outgoing.endpoint.timeout, ASKING_SECONDS)
        endpoint = outgoing.endpoint.model_copy(update={"timeout": seconds})
        known = await channel.find(outgoing.linkage.linkage_id, endpoint)
        if known is Known.NOT_THERE:
            doubt.unsure = doubt.maybe_twice = False
        elif known is Known.CANNOT_TELL:
            doubt.maybe_twice = True
        return known is Known.THERE

    async def _with_link(self, outgoing: Outgoing, asked: ReferralToSend) -> Endpoint:
        rules: LinkingRules | None = outgoing.policy.linking
        valid = asked.now + LINK_VALID
        if rules is not None:
            valid = due(asked.now, rules.link_valid, outgoing.policy.calendar)
        async with self._database.of(asked.district).write() as session:
            token = await partner_links.issue(
                session,
                self._keyring,
                asked.linkage_id,
                outgoing.body,
                valid,
                asked.now,
            )
        link = SecretStr(f"{self._contact}{partner_links.path_of(token)}")
        return outgoing.endpoint.model_copy(update={"link": link})

    async def _failed(
        self, asked: ReferralToSend, outgoing: Outgoing, failed: TransportError, doubt: Doubt
    ) -> ApplicationError:
        now, before = self._clock(), outgoing.before
        pause, rests = None, None
        if not failed.permanent:
            tried = 1 + (before.attempts if before else 0)
            since = before.first_at if before else now
            pause = failed.retry_after or self._turnstile.pause(tried, since, now)
            rests = await self._turnstile.rest(outgoing.health, failed, now)
        after = After(
            unsure=not outgoing.body.honours_key and (doubt.unsure or failed.unsure),
            next_at=now + pause if pause is not None else None,
            ended=failed.permanent,
        )
        await self._notes.failure(asked, outgoing.body, failed, after, rests)
        return for_good(failed.code) if pause is None else again(failed.code, pause)


def again(code: str, wait: timedelta) -> ApplicationError:
    return ApplicationError(code, type=code, next_retry_delay=wait)


def _doubt(outgoing: Outgoing) -> Doubt:
    before = outgoing.before
    if before is None or outgoing.body.honours_key:
        return Doubt(unsure=False, maybe_twice=False)
    return Doubt(before.unsure, before.maybe_twice)


def _code(doubt: Doubt, code: str) -> str:
    return POSSIBLY_TWICE if doubt.maybe_twice else code


def _as_before(before: Delivery) -> DeliveryResult:
    """It arrived and that was noted; only the engine had not heard of it."""
    code = POSSIBLY_TWICE if before.maybe_twice else before.code
    return DeliveryResult(delivered=True, code=code)
