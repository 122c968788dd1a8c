"""Headers that bind a browser: load nothing from elsewhere, stand in no other page's frame."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

SECURITY = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]

NEVER_CACHED = (b"cache-control", b"no-store")
ASK_EACH_TIME = (b"cache-control", b"no-cache")


class BrowserPolicy:
    """Middleware that adds these headers to every answer.

    A browser caches nothing but the page's files, and asks each time whether they have changed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and add to its answer."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                is_file = any(name == b"etag" for name, _ in given)
                caching = ASK_EACH_TIME if is_file else NEVER_CACHED
                message["headers"] = [*given, *SECURITY, caching]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)
