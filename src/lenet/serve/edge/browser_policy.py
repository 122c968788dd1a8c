"""What every answer tells a browser: load nothing from elsewhere, be in nobody's frame."""

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

NOT_KEPT = (b"cache-control", b"no-store")


class Headers:
    """Adds them. Only files are kept by a browser; it asks each time whether they are new."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and add to its answer."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                is_file = any(name == b"etag" for name, _ in given)
                kept = (b"cache-control", b"no-cache") if is_file else NOT_KEPT
                message["headers"] = [*given, *SECURITY, kept]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)
