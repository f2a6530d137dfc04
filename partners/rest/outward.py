"""The only way out: to the hosts a body may be reached at, and only to public addresses (SR-42).

A name is resolved at the moment of connecting and the connection goes to the very address that
was judged, so that a name which changes its mind in between (rebinding) gains nothing. TLS is
still checked against the name.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

import httpcore2
import httpx2
from httpcore2 import AsyncNetworkBackend, AsyncNetworkStream

from partners.channel import Endpoint, TransportError

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
Resolve = Callable[[str, int], Awaitable[list[str]]]


class NotPublic(Exception):
    """The name leads inside."""


async def resolved(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


class PublicOnly(AsyncNetworkBackend):
    """Connects to the first of a host's addresses, if every one of them is public."""

    def __init__(self, resolve: Resolve = resolved) -> None:
        self._resolve = resolve
        self._inner = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 — the library calls it by this name
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> AsyncNetworkStream:
        addresses = await self._addresses(host, port)
        if not all(is_public(address) for address in addresses):
            raise NotPublic
        return await self._inner.connect_tcp(
            addresses[0], port, timeout, local_address, socket_options
        )

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            addresses = await self._resolve(host, port)
        except OSError as error:
            raise httpcore2.ConnectError("host_unknown") from error
        if not addresses:
            raise httpcore2.ConnectError("host_unknown")
        return addresses

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 — the library calls it by this name
        socket_options: Iterable[Any] | None = None,
    ) -> AsyncNetworkStream:
        raise NotPublic

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def is_public(address: str) -> bool:
    """Judged by the address really meant, also where IPv6 wraps an IPv4 one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is not None:
            found = inner
        elif found in NAT64:
            found = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.is_global and not found.is_multicast


class PublicTransport(httpx2.AsyncHTTPTransport):
    """As the usual transport, with a pool of connections that leads nowhere but outside."""

    def __init__(self, limits: httpx2.Limits, resolve: Resolve = resolved) -> None:
        super().__init__(trust_env=False, limits=limits)
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=False),
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=PublicOnly(resolve),
        )


def refuse_outside(url: str, endpoint: Endpoint, *, encrypted: bool) -> None:
    """Before anything is resolved: https, and a host the body may be reached at."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").lower()
    if encrypted and (parts.scheme != "https" or not host):
        raise TransportError("endpoint_not_https", permanent=True)
    if parts.username or parts.password:
        raise TransportError("endpoint_not_allowed", permanent=True)
    allowed = endpoint.hosts or ((urlsplit(endpoint.url).hostname or ""),)
    if host not in {one.rstrip(".").lower() for one in allowed}:
        raise TransportError("endpoint_not_allowed", permanent=True)
