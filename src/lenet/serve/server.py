"""Runs the service: its socket, its connections, and how it ends."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from lenet.serve.edge import refusals as problems
from lenet.serve.edge.service_limits import Bounds
from lenet.serve.settings import Settings

GRACE = 10
"""Seconds that answers on their way have when the service ends."""

BACKLOG = 1024


def listen(settings: Settings) -> socket.socket:
    """Take the address that the settings name. OSError that names it."""
    where = f"{settings.host}:{settings.port}"
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        family, _, _, _, address = found[0]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        raise OSError(error.errno, error.strerror, where) from error


def address(listening: socket.socket) -> str:
    """The address to type into a browser on this machine."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(app: FastAPI, listening: socket.socket, bounds: Bounds) -> None:
    """Serve until SIGTERM or Ctrl-C, then let what is at work come to its end."""
    Server(configured(app, bounds), app).run(sockets=[listening])


def configured(app: FastAPI, bounds: Bounds) -> uvicorn.Config:
    """How uvicorn is to run the service."""
    return uvicorn.Config(
        app,
        http=patient_for(bounds),
        ws="none",
        lifespan="on",
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        proxy_headers=False,
    )


class Server(uvicorn.Server):
    """Tells the service when it is to end, so that streams and a training end with it."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self.service = app.state.service

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let what is at work come to its end."""
        self.service.drain()
        await super().shutdown(sockets)


def patient_for(bounds: Bounds) -> type[asyncio.Protocol]:
    """Connections that are closed when a request's head is too slow, too long or none at all."""

    class Protocol(HttpToolsProtocol):
        """A connection. uvicorn itself waits for a head as long as it takes.

        What is not a request has no application to answer it, so its refusal is written here.
        """

        in_head = True
        head = 0
        waiting: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self.wait()

        def on_message_begin(self) -> None:
            self.in_head, self.head = True, 0
            super().on_message_begin()

        def on_headers_complete(self) -> None:
            self.in_head = False
            super().on_headers_complete()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.transport.is_closing():
                return
            if not self.in_head:
                self.wait_no_longer()
                return
            self.head += len(data)
            if self.waiting is None:
                self.wait()
            if self.head > bounds.head_bytes:
                self.refuse(431, f"expected a head of at most {bounds.head_bytes} bytes")

        def connection_lost(self, exc: Exception | None) -> None:
            self.wait_no_longer()
            super().connection_lost(exc)

        def wait(self) -> None:
            """For a head, so long and no longer."""
            self.waiting = self.loop.call_later(bounds.body_seconds, self.give_up)

        def give_up(self) -> None:
            """Nothing came, or a part of a head."""
            if self.head:
                self.refuse(408, f"expected a whole head within {bounds.body_seconds:g} seconds")
            else:
                self.transport.close()

        def wait_no_longer(self) -> None:
            """The head is here, or nobody is."""
            if self.waiting is not None:
                self.waiting.cancel()
                self.waiting = None

        def send_400_response(self, msg: str) -> None:
            del msg
            self.refuse(400, "expected a request of HTTP/1.1")

        def refuse(self, status: int, sentence: str) -> None:
            """Tell a problem and hang up."""
            told = problems.problem(status, sentence, headers={"Connection": "close"})
            head = [b"HTTP/1.1 %d %s" % (status, problems.title(status).encode())]
            head += [name + b": " + value for name, value in told.raw_headers]
            self.transport.write(b"\r\n".join([*head, b"", bytes(told.body)]))
            self.transport.close()

    return Protocol
