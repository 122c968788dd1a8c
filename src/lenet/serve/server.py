"""Runs the service: takes its address, starts uvicorn, and ends it in order."""

from __future__ import annotations

import socket

import uvicorn
from fastapi import FastAPI

from lenet.serve.edge.connections import connections_within
from lenet.serve.edge.service_limits import ServiceLimits
from lenet.serve.settings import Settings

GRACE = 10
"""Seconds that open requests have to end when the service ends."""

BACKLOG = 1024
"""Connections that the system keeps waiting until they are accepted."""


def listen(settings: Settings) -> socket.socket:
    """A socket that listens at the settings' host and port. OSError that names the address."""
    where = f"{settings.host}:{settings.port}"
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        family, _, _, _, address = found[0]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        raise OSError(error.errno, error.strerror, where) from error


def browser_address(listening: socket.socket) -> str:
    """The address to type into a browser on this machine."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(app: FastAPI, listening: socket.socket, limits: ServiceLimits) -> None:
    """Serve until SIGTERM or Ctrl-C, then let open requests end."""
    Server(uvicorn_config(app, limits), app).run(sockets=[listening])


def uvicorn_config(app: FastAPI, limits: ServiceLimits) -> uvicorn.Config:
    """How uvicorn runs the service."""
    return uvicorn.Config(
        app,
        http=connections_within(limits),
        ws="none",
        lifespan="on",
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        proxy_headers=False,
    )


class Server(uvicorn.Server):
    """uvicorn's server; it ends streams of events and a training before it waits for requests."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self.service = app.state.service

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin the end of the service, then let open requests end."""
        self.service.drain()
        await super().shutdown(sockets)
