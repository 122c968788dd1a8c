"""A shorter way for requests that are frequent and plain: past the router and its parameters.

The route stays in the application: it describes the request, and serves all that is not plain.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from fastapi import Request
from fastapi.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

PLAIN = re.compile(rb"(?:(\w{1,20})=([\w.-]{1,200}))?")
"""A query of one parameter at most, with nothing in it that is written otherwise."""


class DirectRoute(NamedTuple):
    """An endpoint that takes a request and the one parameter it may have, by its name."""

    method: str
    path: str
    parameter: str
    endpoint: Callable[..., Awaitable[Response]]

    def arguments(self, query: bytes) -> dict[str, str] | None:
        """The arguments that a query gives; None for one that is not plain."""
        found = PLAIN.fullmatch(query)
        if not found:
            return None
        if found[1] is None:
            return {}
        name, value = found[1].decode(), found[2].decode()
        return {name: value} if name == self.parameter else None


class DirectRoutes:
    """Middleware that serves plain requests of ``routes``."""

    def __init__(self, app: ASGIApp, routes: Sequence[DirectRoute]) -> None:
        self.app = app
        self.routes = {(route.method, route.path): route for route in routes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a plain request; pass any other on."""
        route = self.routes.get((scope.get("method", ""), scope.get("path", "")))
        arguments = route.arguments(scope["query_string"]) if route else None
        if route is None or arguments is None:
            await self.app(scope, receive, send)
            return
        scope["route"] = route
        answer = await route.endpoint(Request(scope, receive), **arguments)
        await answer(scope, receive, send)
