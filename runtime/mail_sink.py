"""A mailbox to try letters on: takes every letter on loopback, keeps the newest, sends none on."""

import asyncio
import email
import re
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from html import escape

from aiosmtpd.smtp import SMTP, Envelope, Session
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

MOST = 200
STYLE = (
    "<style>:root{color-scheme:light dark;background:Canvas;color:CanvasText}a{color:LinkText}"
    "body{max-width:44rem;margin:1rem auto;padding:0 1rem;"
    "font-family:sans-serif}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}</style>"
)
LINK = re.compile(r"https?://[^\s<>\"]+")


class Letter(BaseModel):
    """One letter as it arrived."""

    at: datetime
    to: str
    subject: str
    message_id: str
    text: str


class MailSink:
    def __init__(self) -> None:
        self.letters: deque[Letter] = deque(maxlen=MOST)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        found = email.message_from_bytes(raw, policy=policy.default)
        self.letters.append(_letter(found, ", ".join(envelope.rcpt_tos)))
        return "250 OK"


@asynccontextmanager
async def listening(sink: MailSink, port: int) -> AsyncIterator[int]:
    """Takes letters on loopback until left; the port it listens on, a free one for 0."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(sink, hostname="sandbox", loop=loop), "127.0.0.1", port
    )
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        await server.wait_closed()


def show_letters(app: FastAPI, sink: MailSink) -> None:
    """``/letters`` for people, ``/letters.json`` for whoever checks what left the house."""

    @app.get("/letters.json")
    async def letters() -> list[Letter]:
        return list(sink.letters)

    @app.get("/letters")
    async def page() -> HTMLResponse:
        return HTMLResponse(_page(sink))


def _letter(found: EmailMessage, to: str) -> Letter:
    body = found.get_body(("plain",))
    return Letter(
        at=datetime.now(UTC),
        to=to,
        subject=str(found["Subject"] or ""),
        message_id=str(found["Message-ID"] or ""),
        text=str(body.get_content()) if body else "",
    )


def _page(sink: MailSink) -> str:
    shown = "".join(
        f"<article><h2>{escape(one.subject)}</h2><p>{escape(one.to)} · {one.at:%H:%M:%S}</p>"
        f"<pre>{_linked(one.text)}</pre></article>"
        for one in reversed(sink.letters)
    )
    return (
        '<!doctype html><html lang="ko"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>편지함</title>{STYLE}"
        f"<main><h1>편지함</h1>{shown or '<p>아직 온 편지가 없습니다.</p>'}</main>"
    )


def _linked(text: str) -> str:
    return LINK.sub(lambda one: f'<a href="{one[0]}">{one[0]}</a>', escape(text))
