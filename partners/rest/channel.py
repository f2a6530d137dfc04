"""Sends referrals as signed JSON; turns every way of not arriving into one TransportError."""

from datetime import UTC, datetime
from urllib.parse import quote
from uuid import uuid4

import httpx2
from pydantic import ValidationError

from care.messages.envelope import DeliveryResult
from care.model.ids import EffectId, LinkageId
from partners.channel import Endpoint, Known, Referral, Reminder
from partners.rest.door import RETRYABLE, Door, failure
from partners.rest.outward import Resolve, resolved
from partners.rest.protocol import (
    Person,
    ReferralKnown,
    ReferralReminder,
    ReferralRequest,
    ReferralWithdrawal,
)
from partners.rest.signing import signed_headers


class RestChannel:
    """One HTTP client for all bodies; every message signed, each attempt anew."""

    def __init__(self, *, allow_private: bool, resolve: Resolve = resolved) -> None:
        self._door = Door(allow_private=allow_private, resolve=resolve)

    async def aclose(self) -> None:
        await self._door.aclose()

    async def send(self, referral: Referral, endpoint: Endpoint) -> DeliveryResult:
        body = request_body(referral)
        return await self._post(f"{endpoint.url}/referrals", referral.effect_id, body, endpoint)

    async def withdraw(
        self, linkage_id: LinkageId, effect_id: EffectId, endpoint: Endpoint
    ) -> DeliveryResult:
        body = ReferralWithdrawal(referral=linkage_id).model_dump_json().encode()
        url = f"{_of(linkage_id, endpoint)}/withdrawal"
        return await self._post(url, effect_id, body, endpoint)

    async def remind(self, reminder: Reminder, endpoint: Endpoint) -> DeliveryResult:
        message = ReferralReminder(
            referral=reminder.linkage_id, status=reminder.status, answer_by=reminder.answer_by
        )
        url = f"{_of(reminder.linkage_id, endpoint)}/reminder"
        body = message.model_dump_json().encode()
        return await self._post(url, reminder.effect_id, body, endpoint)

    async def find(self, linkage_id: LinkageId, endpoint: Endpoint) -> Known:
        url, asked = _of(linkage_id, endpoint), f"find-{uuid4().hex}"
        response, content = await self._ask("GET", url, asked, b"", endpoint)
        if response.status_code == httpx2.codes.OK:
            return _known(content, linkage_id)
        if response.is_client_error and response.status_code not in RETRYABLE:
            return Known.CANNOT_TELL
        raise failure(response)

    async def _post(
        self, url: str, effect_id: EffectId, body: bytes, endpoint: Endpoint
    ) -> DeliveryResult:
        response, _ = await self._ask("POST", url, effect_id, body, endpoint)
        if response.is_success:
            return DeliveryResult(delivered=True, code=f"http_{response.status_code}")
        raise failure(response)

    async def _ask(
        self, method: str, url: str, message_id: str, body: bytes, endpoint: Endpoint
    ) -> tuple[httpx2.Response, bytes]:
        first, *older = endpoint.secrets
        headers = signed_headers(message_id, body, first, datetime.now(UTC), *older)
        return await self._door.ask(method, url, headers, body, endpoint)


def request_body(referral: Referral) -> bytes:
    """The same bytes for the same referral, however often it is sent (I7)."""
    people = tuple(Person(**person.model_dump()) for person in referral.people)
    message = ReferralRequest(
        referral=referral.linkage_id,
        people=people,
        **referral.model_dump(include={"service", "need", "urgent", "requested_at", "answer_by"}),
        contact=referral.contact,
    )
    return message.model_dump_json(exclude_none=True).encode()


def _of(linkage_id: LinkageId, endpoint: Endpoint) -> str:
    return f"{endpoint.url}/referrals/{quote(linkage_id, safe='')}"


def _known(content: bytes, linkage_id: LinkageId) -> Known:
    """A page in HTML, or word of another referral, tells nothing."""
    try:
        told = ReferralKnown.model_validate_json(content)
    except ValidationError:
        return Known.CANNOT_TELL
    if told.referral != linkage_id:
        return Known.CANNOT_TELL
    return Known.THERE if told.known else Known.NOT_THERE
