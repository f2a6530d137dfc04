"""Reads from the Temporal Web UI for operators' pages (SR-32): bounded, and without our cookies."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cached_property

import httpx2

from web.engine import EngineUiAway, UiAnswer

TIMEOUT = httpx2.Timeout(10.0, connect=2.0, read=65.0)
"""Reading waits as long as the UI's own long polls of a history take."""
LIMITS = httpx2.Limits(max_connections=32, max_keepalive_connections=8)
LARGEST = 32 * 1024 * 1024
"""Bytes of one answer; the largest script of the UI has three million."""


class TemporalUi:
    def __init__(self, address: str, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._address = address.rstrip("/")
        self._transport = transport

    @cached_property
    def _http(self) -> httpx2.AsyncClient:
        """Made at the first page, so that a web nobody operates pays nothing."""
        return httpx2.AsyncClient(
            timeout=TIMEOUT,
            limits=LIMITS,
            follow_redirects=False,
            trust_env=False,
            transport=self._transport,
        )

    @asynccontextmanager
    async def read(
        self, path: str, query: str, headers: Mapping[str, str]
    ) -> AsyncIterator[UiAnswer]:
        url = f"{self._address}{path}" + (f"?{query}" if query else "")
        try:
            async with self._http.stream("GET", url, headers=dict(headers)) as response:
                self._http.cookies.clear()
                told = {name.lower(): value for name, value in response.headers.items()}
                yield UiAnswer(response.status_code, told, _bounded(response))
        except (httpx2.TransportError, httpx2.InvalidURL):
            raise EngineUiAway from None


async def _bounded(response: httpx2.Response) -> AsyncIterator[bytes]:
    sent = 0
    async for part in response.aiter_raw():
        sent += len(part)
        if sent > LARGEST:
            raise EngineUiAway
        yield part
