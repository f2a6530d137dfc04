"""Sends referrals as signed JSON; turns every way of not arriving into one TransportError."""

import asyncio
import ipaddress
import socket
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit

import httpx2

from care.messages.envelope import DeliveryResult
from care.model.ids import EffectId, LinkageId
from partners.channel import Endpoint, Referral, TransportError
from partners.rest.protocol import Person, ReferralRequest, ReferralWithdrawal
from partners.rest.signing import signed_headers

TIMEOUT = httpx2.Timeout(10.0, connect=5.0)
RETRYABLE = frozenset({408, 409, 425, 429})
MAX_RETRY_AFTER = timedelta(hours=1)


class RestChannel:
    """One HTTP client for all bodies; no redirects, only https to public hosts in production."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._http = httpx2.AsyncClient(timeout=TIMEOUT, follow_redirects=False)

    async def aclose(self) -> None:
        await self._http.aclose()

    async def send(self, referral: Referral, endpoint: Endpoint) -> DeliveryResult:
        body = request_body(referral)
        return await self._post(f"{endpoint.url}/referrals", referral.effect_id, body, endpoint)

    async def withdraw(
        self, linkage_id: LinkageId, effect_id: EffectId, endpoint: Endpoint
    ) -> DeliveryResult:
        body = ReferralWithdrawal(referral=linkage_id).model_dump_json().encode()
        url = f"{endpoint.url}/referrals/{quote(linkage_id, safe='')}/withdrawal"
        return await self._post(url, effect_id, body, endpoint)

    async def _post(
        self, url: str, effect_id: EffectId, body: bytes, endpoint: Endpoint
    ) -> DeliveryResult:
        if not self._allow_private:
            await refuse_private(url)
        headers = signed_headers(effect_id, body, endpoint.secrets[0], datetime.now(UTC))
        try:
            response = await self._http.post(url, content=body, headers=headers)
        except httpx2.TimeoutException as error:
            raise TransportError("timeout", permanent=False) from error
        except (httpx2.TransportError, httpx2.InvalidURL) as error:
            raise TransportError("unreachable", permanent=False) from error
        return _outcome(response)


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


def _outcome(response: httpx2.Response) -> DeliveryResult:
    if response.is_success:
        return DeliveryResult(delivered=True, code=f"http_{response.status_code}")
    code = f"http_{response.status_code}"
    permanent = response.is_client_error and response.status_code not in RETRYABLE
    raise TransportError(code, permanent=permanent, retry_after=_retry_after(response))


def _retry_after(response: httpx2.Response) -> timedelta | None:
    value = response.headers.get("retry-after", "")
    return min(timedelta(seconds=int(value)), MAX_RETRY_AFTER) if value.isdecimal() else None


async def refuse_private(url: str) -> None:
    """Production sends only over https and only to public addresses (SR-42)."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise TransportError("endpoint_not_https", permanent=True)
    try:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(parts.hostname, 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise TransportError("host_unknown", permanent=False) from error
    if not all(ipaddress.ip_address(entry[4][0]).is_global for entry in found):
        raise TransportError("endpoint_not_public", permanent=True)
