"""Headers every answer carries, errors and fragments too (SR-35)."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.places import ENGINE_UI

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)
CSP = "Content-Security-Policy"
ALWAYS = {
    CSP: POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
HSTS = "max-age=63072000; includeSubDomains"
STATIC = "/static/"


class Headers:
    """HSTS only over https: on plain http a browser would be locked out of the trial."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.always = ALWAYS | ({"Strict-Transport-Security": HSTS} if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        cache = "public, max-age=3600" if scope["path"].startswith(STATIC) else "no-store"

        # Only the proxy's own answers under this prefix bring a policy; our errors there do not.
        foreign = scope["path"].startswith(f"{ENGINE_UI}/") or scope["path"] == ENGINE_UI

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.always.items():
                    if name != CSP or CSP not in headers or not foreign:
                        headers[name] = value
                headers.setdefault("Cache-Control", cache)
            await send(message)

        await self.app(scope, receive, with_headers)
