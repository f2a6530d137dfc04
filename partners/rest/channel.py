"""Sends referrals as signed JSON; turns every way of not arriving into one TransportError."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import quote
from uuid import uuid4

import httpx2
from pydantic import ValidationError

from care.messages.envelope import DeliveryResult
from care.model.ids import EffectId, LinkageId
from partners.channel import Endpoint, Known, Referral, Reminder, TransportError
from partners.rest.outward import (
    NotPublic,
    PublicTransport,
    Resolve,
    refuse_outside,
    resolved,
)
from partners.rest.protocol import (
    MAX_BODY,
    Person,
    ReferralKnown,
    ReferralReminder,
    ReferralRequest,
    ReferralWithdrawal,
)
from partners.rest.signing import signed_headers

CONNECT_SECONDS = 5.0
LIMITS = httpx2.Limits(max_connections=500, max_keepalive_connections=50)
RETRYABLE = frozenset({408, 409, 425, 429})
NOT_TAKEN = frozenset({503})
"""Of the 5XX, the one by which a server says that it did nothing with the request."""
MAX_RETRY_AFTER = timedelta(hours=1)


class RestChannel:
    """One HTTP client for all bodies; no redirects, only https to public hosts in production."""

    def __init__(self, *, allow_private: bool, resolve: Resolve = resolved) -> None:
        self._allow_private = allow_private
        transport = None if allow_private else PublicTransport(LIMITS, resolve)
        self._http = httpx2.AsyncClient(
            transport=transport, limits=LIMITS, follow_redirects=False, trust_env=False
        )

    async def aclose(self) -> None:
        await self._http.aclose()

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
        raise _failure(response)

    async def _post(
        self, url: str, effect_id: EffectId, body: bytes, endpoint: Endpoint
    ) -> DeliveryResult:
        response, _ = await self._ask("POST", url, effect_id, body, endpoint)
        if response.is_success:
            return DeliveryResult(delivered=True, code=f"http_{response.status_code}")
        raise _failure(response)

    async def _ask(
        self, method: str, url: str, message_id: str, body: bytes, endpoint: Endpoint
    ) -> tuple[httpx2.Response, bytes]:
        """The answer's head and at most as much of its body as a message may be long."""
        refuse_outside(url, endpoint, encrypted=not self._allow_private)
        first, *older = endpoint.secrets
        headers = signed_headers(message_id, body, first, datetime.now(UTC), *older)
        seconds = endpoint.timeout.total_seconds()
        waits = httpx2.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds))
        try:
            async with (
                asyncio.timeout(seconds),
                self._http.stream(
                    method, url, content=body, headers=headers, timeout=waits
                ) as response,
            ):
                return response, await _beginning(response)
        except NotPublic as error:
            raise TransportError("endpoint_not_public", permanent=True) from error
        except (httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            raise TransportError("timeout", permanent=False) from error
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise TransportError("timeout", permanent=False, unsure=True) from error
        except (httpx2.ConnectError, httpx2.UnsupportedProtocol, httpx2.InvalidURL) as error:
            raise TransportError("unreachable", permanent=False) from error
        except httpx2.TransportError as error:
            raise TransportError("broken_off", permanent=False, unsure=True) from error


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


async def _beginning(response: httpx2.Response) -> bytes:
    """A body that talks without end is cut off; what it said until then is enough."""
    content = b""
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > MAX_BODY:
            break
    return content[:MAX_BODY]


def _known(content: bytes, linkage_id: LinkageId) -> Known:
    """A page in HTML, or word of another referral, tells nothing."""
    try:
        told = ReferralKnown.model_validate_json(content)
    except ValidationError:
        return Known.CANNOT_TELL
    if told.referral != linkage_id:
        return Known.CANNOT_TELL
    return Known.THERE if told.known else Known.NOT_THERE


def _failure(response: httpx2.Response) -> TransportError:
    """What is neither taken, refused nor an error of the server is refused too: a redirect."""
    status = response.status_code
    return TransportError(
        f"http_{status}",
        permanent=not response.is_server_error and status not in RETRYABLE,
        retry_after=_retry_after(response),
        unsure=response.is_server_error and status not in NOT_TAKEN,
    )


def _retry_after(response: httpx2.Response) -> timedelta | None:
    """In seconds, or as a date of HTTP."""
    value = response.headers.get("retry-after", "")
    if value.isascii() and value.isdecimal():
        return min(timedelta(seconds=int(value[:9])), MAX_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    wait = until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)
    return min(max(wait, timedelta(0)), MAX_RETRY_AFTER)
