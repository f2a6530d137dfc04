"""The HTTP door every channel leaves by: one client, no redirects, bounded in time and length."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx2

from partners.channel import Endpoint, TransportError
from partners.rest.outward import (
    NotPublic,
    PublicTransport,
    Resolve,
    refuse_outside,
    resolved,
)
from partners.rest.protocol import MAX_BODY

CONNECT_SECONDS = 5.0
LIMITS = httpx2.Limits(max_connections=500, max_keepalive_connections=50)
RETRYABLE = frozenset({408, 409, 425, 429})
NOT_TAKEN = frozenset({503})
"""Of the 5XX, the one by which a server says that it did nothing with the request."""
MAX_RETRY_AFTER = timedelta(hours=1)


class Door:
    """Only https to public hosts in production; otherwise to whatever the body names."""

    def __init__(self, *, allow_private: bool, resolve: Resolve = resolved) -> None:
        self._allow_private = allow_private
        transport = None if allow_private else PublicTransport(LIMITS, resolve)
        self._http = httpx2.AsyncClient(
            transport=transport, limits=LIMITS, follow_redirects=False, trust_env=False
        )

    async def aclose(self) -> None:
        await self._http.aclose()

    async def ask(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        content: bytes,
        endpoint: Endpoint,
        most: int = MAX_BODY,
    ) -> tuple[httpx2.Response, bytes]:
        """The answer's head and at most ``most`` bytes of its body; raises ``TransportError``."""
        refuse_outside(url, endpoint, encrypted=not self._allow_private)
        seconds = endpoint.timeout.total_seconds()
        waits = httpx2.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds))
        head: httpx2.Response | None = None
        told = b""
        try:
            async with (
                asyncio.timeout(seconds),
                self._http.stream(
                    method, url, content=content, headers=headers, timeout=waits
                ) as response,
            ):
                head = response
                told = await _beginning(response, most)
        except (TimeoutError, httpx2.HTTPError, httpx2.InvalidURL, NotPublic) as error:
            if head is None or not head.is_success:
                raise _not_arrived(error) from error
        return head, told


def _not_arrived(error: Exception) -> TransportError:
    """Once it has left, nobody knows whether it was taken; before, it surely was not.

    A 2xx that broke off after its first line is one: the body said that it took the message.
    """
    match error:
        case NotPublic():
            return TransportError("endpoint_not_public", permanent=True)
        case httpx2.ConnectTimeout() | httpx2.PoolTimeout():
            return TransportError("timeout", permanent=False)
        case TimeoutError() | httpx2.TimeoutException():
            return TransportError("timeout", permanent=False, unsure=True)
        case httpx2.UnsupportedProtocol() | httpx2.InvalidURL():
            return TransportError("endpoint_not_allowed", permanent=True)
        case httpx2.ConnectError():
            return TransportError("unreachable", permanent=False)
        case _:
            return TransportError("broken_off", permanent=False, unsure=True)


async def _beginning(response: httpx2.Response, most: int) -> bytes:
    """A body that talks without end is cut off; what it said until then is enough."""
    content = b""
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > most:
            break
    return content[:most]


def failure(response: httpx2.Response) -> TransportError:
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
