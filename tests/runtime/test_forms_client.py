"""Whoever tells a story waits like a person whose page says 확인 중."""

import httpx2
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from runtime.forms_client import FormsClient

FORM = '<form method="post" action="/note"><input name="intent" value="i-1"></form>'
IN_DOUBT = '<section data-reload-to="/pending/i-1"></section>'


def late_web(looks: int) -> FastAPI:
    """Knows the outcome at the last of ``looks``."""
    app, asked = FastAPI(), iter(range(1, looks + 1))

    @app.get("/note")
    async def show() -> Response:
        return HTMLResponse(FORM)

    @app.post("/note")
    async def take() -> Response:
        return HTMLResponse(IN_DOUBT, 202)

    @app.get("/pending/i-1")
    async def pending() -> Response:
        known = next(asked) == looks
        return RedirectResponse("/cases/1", 303) if known else HTMLResponse(IN_DOUBT, 202)

    return app


async def test_an_answer_that_comes_late_is_waited_for() -> None:
    transport = httpx2.ASGITransport(app=late_web(looks=2))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        answer = await FormsClient(http).send("/note", {"note": "x"})

    assert (answer.status, answer.location) == (303, "/cases/1")
