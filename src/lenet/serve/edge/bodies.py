"""Request bodies: bounded below all routes, one by one and all together. None touches the disk."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lenet.serve.edge.refusals import RefusedError, busy, client_left
from lenet.serve.edge.service_limits import ServiceLimits

BODY = "lenet.body"
"""Where the ``Body`` of a request stands in its scope."""


class BodyLimit:
    """Middleware that bounds what any route can read; ``held`` is what is in memory of all bodies.

    A body may have ``option_bytes``, and ``bytes`` where a route asks for a large one.
    """

    def __init__(self, app: ASGIApp, bodies: RequestBodies) -> None:
        self.app, self.bodies = app, bodies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and forget its body when it is answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = scope[BODY] = Body(receive, self.bodies, self.bodies.limits.option_bytes)
        try:
            await self.app(scope, body.receive, send)
        finally:
            self.bodies.held -= body.length


class RequestBodies:
    """Reads large bodies, and counts the bytes of all that are in memory."""

    def __init__(self, limits: ServiceLimits) -> None:
        self.limits = limits
        self.held = 0

    async def whole(self, request: Request, most: int | None = None) -> bytes:
        """The whole body of a request, of at most so many bytes, ``limits.bytes`` if not said.

        RefusedError 413 for one that is too large, 503 when all bodies together are too large.
        """
        body: Body = request.scope[BODY]
        body.most = self.limits.bytes if most is None else min(most, self.limits.bytes)
        body.check(_announced(request))
        try:
            return await request.body()
        except ClientDisconnect as error:
            raise client_left() from error


@dataclass
class Body:
    """What came of a request's body so far, and how long it may become."""

    source: Receive
    bodies: RequestBodies
    most: int
    length: int = 0

    async def receive(self) -> Message:
        """The next message of the client. RefusedError when the body becomes too large."""
        message = await self.source()
        length = len(message.get("body", b""))
        self.length += length
        self.bodies.held += length
        self.check(self.length)
        return message

    def check(self, length: int) -> None:
        """RefusedError for a body of so many bytes, or if there is no place for it now."""
        if length > self.most:
            raise RefusedError(413, f"expected a body of at most {self.most} bytes")
        if self.bodies.held > self.bodies.limits.held_bytes:
            raise busy("too many large bodies are here at once: try again soon")


def media_type(request: Request) -> str:
    """The Content-Type of a request without its parameters; empty without one."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _announced(request: Request) -> int:
    """The Content-Length of a request, 0 without one."""
    length = request.headers.get("content-length", "")
    return int(length[:20]) if length.isdecimal() else 0
