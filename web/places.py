"""Addresses within this site; nothing else is ever redirected to."""

from urllib.parse import quote, urlsplit

from fastapi import Request

HOME = "/"
"""Leads to the first page of the menu, which is not the same for every role."""
INBOX = "/inbox"
LOGIN = "/login"
ENGINE_UI = "/ops/temporal"
"""The Temporal Web UI behind our login; it is told the same path, so that its links fit."""


def login_address(request: Request) -> str:
    """The login page, remembering a plain page to come back to."""
    query = request.url.query
    wanted = f"{request.url.path}?{query}" if query else request.url.path
    return f"{LOGIN}?next={quote(wanted, safe='')}" if wanted not in (HOME, INBOX) else LOGIN


def local(path: str | None) -> str:
    """``path`` if it is a path of this site, else the start page (no open redirects)."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")):
        return HOME
    parts = urlsplit(path)
    clean = not parts.scheme and not parts.netloc and path.isprintable() and "\\" not in path
    return path if clean and len(path) <= 2000 else HOME
