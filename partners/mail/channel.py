"""Hands letters to a mail server; turns every way of not being taken into one TransportError."""

from dataclasses import dataclass, field
from email.errors import MessageError
from typing import Literal

import aiosmtplib
from pydantic import SecretStr

from care.messages.envelope import DeliveryResult
from care.model.ids import EffectId, LinkageId
from partners.channel import Endpoint, Known, Referral, Reminder, TransportError
from partners.mail.letters import Letter, written

Tls = Literal["none", "starttls", "tls"]
REFUSED_FOR_GOOD = 500


@dataclass(frozen=True)
class MailServer:
    """Where letters are handed in; an empty host means that no letter leaves this house."""

    host: str
    port: int
    sender: str
    """Address letters come from."""
    tls: Tls = "starttls"
    user: str = ""
    password: SecretStr = field(default=SecretStr(""))


class MailChannel:
    """One letter for each effect; the same one when it is sent again."""

    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def send(self, referral: Referral, endpoint: Endpoint) -> DeliveryResult:
        letter = Letter(
            kind="asked",
            effect_id=referral.effect_id,
            sender=self._server.sender,
            to=endpoint.mail,
            link=_link(endpoint),
            answer_by=referral.answer_by,
            dated=referral.requested_at,
        )
        return await self._hand_in(letter, endpoint)

    async def withdraw(
        self, linkage_id: LinkageId, effect_id: EffectId, endpoint: Endpoint
    ) -> DeliveryResult:
        letter = Letter("withdrawn", effect_id, self._server.sender, endpoint.mail)
        return await self._hand_in(letter, endpoint)

    async def remind(self, reminder: Reminder, endpoint: Endpoint) -> DeliveryResult:
        letter = Letter(
            kind="going" if reminder.status else "reminded",
            effect_id=reminder.effect_id,
            sender=self._server.sender,
            to=endpoint.mail,
            link=_link(endpoint),
            answer_by=None if reminder.status else reminder.answer_by,
        )
        return await self._hand_in(letter, endpoint)

    async def find(self, linkage_id: LinkageId, endpoint: Endpoint) -> Known:
        """A mailbox cannot be asked; a second letter carries the same id and the same link."""
        return Known.CANNOT_TELL

    async def _hand_in(self, letter: Letter, endpoint: Endpoint) -> DeliveryResult:
        server = self._server
        if not server.host:
            raise TransportError("mail_not_set_up", permanent=True)
        if not endpoint.mail:
            raise TransportError("address_missing", permanent=True)
        try:
            await aiosmtplib.send(
                written(letter),
                hostname=server.host,
                port=server.port,
                username=server.user or None,
                password=server.password.get_secret_value() or None,
                use_tls=server.tls == "tls",
                start_tls=server.tls == "starttls",
                timeout=endpoint.timeout.total_seconds(),
            )
        except (aiosmtplib.SMTPException, MessageError, OSError, ValueError) as error:
            raise _failure(error) from error
        return DeliveryResult(delivered=True, code="mail_taken")


def _link(endpoint: Endpoint) -> str:
    if endpoint.link is None:
        raise TransportError("link_missing", permanent=True)
    return endpoint.link.get_secret_value()


def _failure(error: Exception) -> TransportError:
    """Only what the server refuses for good ends the trying: an address nobody has."""
    match error:
        case aiosmtplib.SMTPRecipientsRefused():
            for_good = all(one.code >= REFUSED_FOR_GOOD for one in error.recipients)
            return TransportError("address_refused", permanent=for_good)
        case aiosmtplib.SMTPAuthenticationError():
            return TransportError("mail_login_refused", permanent=False)
        case aiosmtplib.SMTPConnectError():
            return TransportError("unreachable", permanent=False)
        case aiosmtplib.SMTPResponseException():
            refused = error.code >= REFUSED_FOR_GOOD
            return TransportError(f"smtp_{error.code}", permanent=refused)
        case aiosmtplib.SMTPTimeoutError():
            return TransportError("timeout", permanent=False, unsure=True)
        case aiosmtplib.SMTPServerDisconnected():
            return TransportError("broken_off", permanent=False, unsure=True)
        case MessageError() | ValueError():
            return TransportError("address_invalid", permanent=True)
    return TransportError("unreachable", permanent=False)
