"""Runs the service: takes its address, starts uvicorn, and ends it in order, or else in time."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sys
import threading
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from lenet.errors import LenetError
from lenet.serve.edge.connections import Connection, connections_within
from lenet.serve.edge.service_limits import RESERVED, ServiceLimits
from lenet.serve.settings import Settings

log = logging.getLogger("lenet.serve")

GRACE = 5
"""Seconds that open requests have to end when the service ends; then they are refused."""

LAST_SECONDS = 2
"""Seconds after that in which the refusals are sent, before uvicorn cancels what is left."""

ENDS_WITHIN = 9.5
"""Seconds after which the process ends whatever goes on: files are whole at every moment."""

FILES_BESIDE = 128
"""Open files that are no connections: modules, runs, pipes to the processes that decode."""

SWITCH_INTERVAL = 0.0005
"""Seconds after which Python lets another thread go on: an answer waits for no work longer."""

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


def run(
    app: FastAPI,
    listening: socket.socket,
    limits: ServiceLimits,
    when_started: Callable[[], None] | None = None,
) -> None:
    """Serve until SIGTERM or Ctrl-C, then let open requests end.

    ``when_started`` is called as soon as requests are answered. LenetError if the system allows too
    few open files.
    """
    allow_open_files(files_needed(limits))
    sys.setswitchinterval(SWITCH_INTERVAL)
    server = Server(uvicorn_config(app, limits), app, ENDS_WITHIN, when_started)
    server.run(sockets=[listening])


def files_needed(limits: ServiceLimits) -> int:
    """How many files a process has open at most."""
    return limits.connections + RESERVED + FILES_BESIDE


def allow_open_files(count: int) -> None:
    """Let this process open so many files. LenetError if the system does not allow it."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = resource.RLIM_INFINITY
    if soft != allowed and soft < count:
        if hard != allowed and hard < count:
            raise LenetError(
                f"expected to be allowed {count} open files, received {hard}: raise ulimit -n, "
                "or take fewer --connections"
            )
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))


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
        timeout_graceful_shutdown=GRACE + LAST_SECONDS,
        proxy_headers=False,
    )


class Server(uvicorn.Server):
    """uvicorn's server; it ends streams of events and a training before it waits for requests."""

    def __init__(
        self,
        config: uvicorn.Config,
        app: FastAPI,
        ends_within: float | None = None,
        when_started: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(config)
        self.service = app.state.service
        self.ends_within, self.when_started = ends_within, when_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if self.when_started is not None and self.started:
            self.when_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin the end of the service, then let open requests end."""
        if self.ends_within is not None:
            last = threading.Timer(self.ends_within, _end_process, (self.ends_within,))
            last.daemon = True
            last.start()
        self.service.drain()
        asyncio.get_running_loop().call_later(GRACE, self.refuse_open)
        await super().shutdown(sockets)

    def refuse_open(self) -> None:
        """Refuse what is still open: its work ends, as it does when a client leaves."""
        for connection in tuple(self.server_state.connections):
            if isinstance(connection, Connection):
                connection.refuse(503, "the service is closing")


def _end_process(seconds: float) -> None:
    log.error("what was at work did not end within %g seconds: it is given up", seconds)
    os._exit(1)
