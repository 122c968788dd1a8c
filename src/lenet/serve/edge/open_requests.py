"""How many requests may be open at one time, slow ones too; health and metrics have a place."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from lenet.serve.edge.refusals import RETRY_AFTER, problem

ALWAYS = ("/v2/health/live", "/v2/health/ready", "/metrics")
"""Paths that are answered however many requests are open."""

CROWDED = "crowded"
"""Stands in the state of a request whose connection is one too many."""


class OpenRequestLimit:
    """Middleware that refuses with 503 a request beyond the ``most`` that may be open."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app, self.most, self.open = app, most, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request if there are not too many."""
        if scope["type"] != "http" or scope["path"] in ALWAYS:
            await self.app(scope, receive, send)
            return
        if self.open >= self.most or CROWDED in scope.get("state", ()):
            sentence = "too many requests or connections are open already: try again soon"
            headers = {"Retry-After": RETRY_AFTER, "Connection": "close"}
            await problem(503, sentence, scope["path"], headers)(scope, receive, send)
            return
        self.open += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.open -= 1
