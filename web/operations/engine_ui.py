"""The Temporal Web UI for operators, behind our login and read-only (SR-32).

Only GET exists here, only the own district's cases are asked for (``ui_wall``), our cookies stay
here, and of the headers on either side only the listed ones pass. Its page runs one script of its
own, which the policy allows by its hash (SR-35).
"""

import base64
import hashlib
import re
from collections.abc import AsyncIterator, Mapping
from urllib.parse import quote, unquote, urlsplit

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from web.access import Access, Area, Here
from web.engine import EngineUi, EngineUiAway, UiAnswer
from web.headers import CSP
from web.operations.ui_wall import narrowed
from web.places import ENGINE_UI
from web.visitor import Visit
from web.words import Problem

area = Area(ENGINE_UI)
OPERATORS = Access("ViewOperations", record=None)
ASKED = ("accept", "accept-language", "if-none-match", "if-modified-since")
TOLD = ("content-type", "content-encoding", "content-length", "etag", "last-modified", "vary")
IMMUTABLE = f"{ENGINE_UI}/_app/immutable/"
SETTINGS = f"{ENGINE_UI}/api/v1/settings"
LONGEST = 4000
PAGE_LIMIT = 262_144
SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
POLICY = (
    "default-src 'none'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
)


@area.get("", access=OPERATORS)
async def start(visit: Here) -> Response:
    return relayed(visit)


@area.get("/{path:path}", access=OPERATORS)
async def show(visit: Here) -> Response:
    return relayed(visit)


def relayed(visit: Visit) -> Response:
    ui = visit.dependencies.engine_ui
    if ui is None:
        raise Problem(404, "NOT_FOUND")
    path = path_of(visit.request)
    query = narrowed(path, visit.request.url.query[:LONGEST], visit.visitor.district)
    return Relayed(ui, path, query, visit.request)


def path_of(request: Request) -> str:
    """As the browser wrote it, and certainly below our prefix."""
    raw: bytes = request.scope.get("raw_path") or quote(request.url.path).encode()
    path = raw.decode("latin-1").partition("?")[0]
    steps = unquote(path).replace("\\", "/").split("/")
    below = path == ENGINE_UI or path.startswith(f"{ENGINE_UI}/")
    if not below or len(path) > LONGEST or "." in steps or ".." in steps:
        raise Problem(404, "NOT_FOUND")
    return path


class Relayed(Response):
    """Asks only when it is sent: the page's transaction is over by then, long polls are long."""

    def __init__(self, ui: EngineUi, path: str, query: str, request: Request) -> None:
        super().__init__()
        self.ui, self.path, self.query = ui, path, query
        self.asked = {name: request.headers[name] for name in ASKED if name in request.headers}
        if path.startswith((IMMUTABLE, f"{ENGINE_UI}/api/")) and path != SETTINGS:
            self.asked["accept-encoding"] = request.headers.get("accept-encoding", "identity")
        else:
            self.asked["accept-encoding"] = "identity"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with self.ui.read(self.path, self.query, self.asked) as answer:
                made = await self._made(answer)
                await made(scope, receive, send)
        except EngineUiAway:
            raise Problem(503, "ENGINE_UI_AWAY") from None

    async def _made(self, answer: UiAnswer) -> Response:
        headers = {name: answer.headers[name] for name in TOLD if name in answer.headers}
        if location := place_of(answer.headers):
            headers["location"] = location
        kind = headers.get("content-type", "")
        if kind.startswith("text/html") or self.path == SETTINGS:
            return await self._rewritten(answer, headers)
        headers[CSP] = policy()
        if self.path.startswith(IMMUTABLE) and answer.status == 200:
            headers["cache-control"] = "private, max-age=604800, immutable"
        return StreamingResponse(answer.body, answer.status, headers)

    async def _rewritten(self, answer: UiAnswer, headers: dict[str, str]) -> Response:
        """A page gets the policy made for it; the settings say what is so: nothing can be done."""
        body = await whole(answer.body)
        if self.path == SETTINGS:
            body = body.replace(b'"DisableWriteActions":false', b'"DisableWriteActions":true')
        kept = {
            name: told for name, told in headers.items() if name in ("content-type", "location")
        }
        kept[CSP] = policy(*SCRIPT.findall(body))
        return Response(body, answer.status, kept)


async def whole(body: AsyncIterator[bytes]) -> bytes:
    read = b""
    async for part in body:
        read += part
        if len(read) > PAGE_LIMIT:
            raise EngineUiAway
    return read


def policy(*scripts: bytes) -> str:
    """Inline scripts by what they are, so that none that got in otherwise runs."""
    hashes = (base64.b64encode(hashlib.sha256(script).digest()).decode() for script in scripts)
    allowed = " ".join(("'self'", *(f"'sha256-{one}'" for one in hashes)))
    return "; ".join((*POLICY, f"script-src {allowed}"))


def place_of(headers: Mapping[str, str]) -> str:
    """A redirect may only lead to another page of the UI."""
    parts = urlsplit(headers.get("location", ""))
    if not parts.path.startswith(f"{ENGINE_UI}/"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")
