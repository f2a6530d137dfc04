"""Puts the web together: guarded areas, static files, limits, headers, one error shape."""

import re
from collections.abc import Iterable
from pathlib import Path

from asgi_cross_origin_protection import CrossOriginProtection
from fastapi import FastAPI, Request
from fastapi.staticfiles import StaticFiles
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from i18n import loader
from i18n.wording import ask_also
from store.policy_attachments import MAX_BYTES
from web import errors
from web.access import Area, check_routes
from web.areas import AREAS
from web.dependencies import Dependencies, WebSettings
from web.districts import level_word
from web.headers import Headers
from web.look import look_of
from web.operations.time import area as time_machine
from web.reading.tables import MOST_BYTES
from web.records import Recorder
from web.webhooks.keeping import inbox
from web.words import Problem

__all__ = ["Dependencies", "WebSettings", "create_app"]

STATIC = Path(__file__).parent / "static"
MACHINE_PATHS = ("/webhooks/", "/fhir/")
"""Authenticated by signature or key, never by cookie; the origin check does not apply to them."""

PAPER_PATH = re.compile(r"/policies/drafts/[^/]+/documents")
PAPER_BYTES = MAX_BYTES + 64 * 1024
"""The largest paper a draft stands on, and the fields beside it."""
SHEET_PATH = re.compile(r"/directory/import")
SHEET_BYTES = MOST_BYTES + 64 * 1024
"""The largest file the directory is filled from."""
LIST_PATH = re.compile(r"/imports")


def create_app(dependencies: Dependencies, areas: Iterable[Area] = AREAS) -> FastAPI:
    """The web of one process. Raises when a route does not say what it opens."""
    ask_also(level_word)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.dependencies = dependencies
    app.state.clock = dependencies.clock
    app.state.inbox = inbox(dependencies.database, dependencies.keyring)
    app.state.recorder = Recorder(dependencies.database)
    for area in (*areas, *_of_rehearsals(dependencies)):
        app.router.routes.extend(area.routes)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    check_routes(app, dependencies.authority.policies.actions)
    errors.install(app)
    _protect(app, dependencies.settings)
    return app


def _of_rehearsals(dependencies: Dependencies) -> tuple[Area, ...]:
    """Where nobody's time may be moved there is no address to ask it at."""
    return () if dependencies.time_machine is None else (time_machine,)


def _protect(app: FastAPI, settings: WebSettings) -> None:
    """The last one added sees a request first."""
    app.add_middleware(
        CrossOriginProtection,
        exempt_paths=MACHINE_PATHS,
        deny_app=errors.deny,
        allow_unverifiable_requests=False,
    )
    app.add_middleware(Bounded, most=settings.max_body_bytes)
    app.add_middleware(Speaking)
    app.add_middleware(Headers, secure=settings.secure)


class Bounded:
    """Refuses, before a byte is read and in our own words, a body that says it is too large.

    One that does not say its length is cut by Starlette's limit when it passes it. Only where a
    paper is attached, the directory filled or a list brought may a body be larger.
    """

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self.most = most
        self._usual = RequestBodyLimitMiddleware(app, max_body_size=most)
        self._with_file = {
            path: (size, RequestBodyLimitMiddleware(app, max_body_size=size))
            for path, size in (
                (PAPER_PATH, PAPER_BYTES),
                (SHEET_PATH, SHEET_BYTES),
                (LIST_PATH, SHEET_BYTES),
            )
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._usual(scope, receive, send)
            return
        most, bounded = next(
            (each for path, each in self._with_file.items() if path.fullmatch(scope["path"])),
            (self.most, self._usual),
        )
        said = Request(scope).headers.get("content-length", "")
        if said.isdigit() and int(said) > most:
            code = "FILE_TOO_LARGE" if LIST_PATH.fullmatch(scope["path"]) else "TOO_LARGE"
            too_large = errors.answer(Request(scope), Problem(413, code))
            await too_large(scope, receive, send)
            return
        await bounded(scope, receive, send)


class Speaking:
    """Sets the language of the request before anything makes a sentence."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            loader.speak(look_of(Request(scope)).language)
        await self.app(scope, receive, send)
