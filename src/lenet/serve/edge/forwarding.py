"""Passes requests on to the process that trains, and its answers back while they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

import h11
from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lenet.serve.edge.executor import disconnected
from lenet.serve.edge.refusals import busy
from lenet.serve.settings import TrainerAddress

PATHS = ("/api/train",)
"""What is passed on: these paths, and what is below them."""

KEPT = (b"content-type", b"accept", b"last-event-id")
"""Headers of a request that are passed on; the others are for this process."""

DROPPED = (b"connection", b"transfer-encoding", b"keep-alive", b"date", b"server")
"""Headers of an answer that concern one connection alone."""

CHUNK = 2**16


class ForwardedRoute(NamedTuple):
    """How a request that is passed on is counted."""

    path: str


class Forwarding:
    """Middleware that passes requests about training on to ``trainer``."""

    def __init__(self, app: ASGIApp, trainer: TrainerAddress) -> None:
        self.app, self.trainer = app, trainer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, to the trainer or to this process's own routes."""
        path = scope.get("path", "")
        if not any(path == one or path.startswith(f"{one}/") for one in PATHS):
            await self.app(scope, receive, send)
            return
        scope["route"] = ForwardedRoute(PATHS[0])
        content = await Request(scope, receive).body()
        try:
            reader, writer = await asyncio.open_connection(self.trainer.host, self.trainer.port)
        except OSError as error:
            raise busy("the process that trains is starting: try again soon") from error
        exchange = h11.Connection(h11.CLIENT)
        writer.write(self._request(exchange, scope, content))
        answering = asyncio.ensure_future(_answer(exchange, reader, send))
        leaving = asyncio.ensure_future(disconnected(receive))
        try:
            await asyncio.wait({answering, leaving}, return_when="FIRST_COMPLETED")
            if answering.done():
                answering.result()
        finally:
            answering.cancel()
            leaving.cancel()
            writer.close()

    def _request(self, exchange: h11.Connection, scope: Scope, content: bytes) -> bytes:
        target = scope["raw_path"] + (
            b"?" + scope["query_string"] if scope["query_string"] else b""
        )
        headers = [
            (b"host", f"{self.trainer.host}:{self.trainer.port}".encode()),
            (b"authorization", f"Bearer {self.trainer.token}".encode()),
            (b"connection", b"close"),
            (b"content-length", b"%d" % len(content)),
            *((name, value) for name, value in scope["headers"] if name in KEPT),
        ]
        request = h11.Request(method=scope["method"], target=target, headers=headers)
        parts = (request, h11.Data(data=content), h11.EndOfMessage())
        return b"".join(exchange.send(part) or b"" for part in parts)


async def _answer(exchange: h11.Connection, reader: asyncio.StreamReader, send: Send) -> None:
    """Pass an answer back, part by part."""
    async for message in _messages(exchange, reader):
        await send(message)


async def _messages(
    exchange: h11.Connection, reader: asyncio.StreamReader
) -> AsyncIterator[Message]:
    """The answer of an exchange with the trainer, as ASGI has it.

    If the trainer ends before it answers, RefusedError 503; if it ends later, the answer stays
    without an end, and the client's connection is closed.
    """
    begun = False
    while True:
        try:
            event = exchange.next_event()
            if event is h11.NEED_DATA:
                exchange.receive_data(await reader.read(CHUNK))
        except (h11.RemoteProtocolError, OSError) as error:
            if begun:
                return
            raise busy("the process that trains has ended: try again soon") from error
        if event is h11.NEED_DATA:
            continue
        if isinstance(event, h11.Response):
            begun = True
            headers = [(name, value) for name, value in event.headers if name not in DROPPED]
            yield {"type": "http.response.start", "status": event.status_code, "headers": headers}
        elif isinstance(event, h11.Data):
            yield {"type": "http.response.body", "body": bytes(event.data), "more_body": True}
        elif isinstance(event, h11.EndOfMessage):
            yield {"type": "http.response.body", "body": b"", "more_body": False}
            return
