"""Every request counted and timed, and logged if asked: the outermost middleware."""

from __future__ import annotations

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lenet.serve.edge.access_log import log_request
from lenet.serve.edge.metrics import Metrics
from lenet.serve.edge.refusals import CLIENT_LEFT

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
"""What is counted by its name; all others are one."""


class RequestMonitor:
    """Middleware that counts and times each request; with ``log`` it writes the access log."""

    def __init__(self, app: ASGIApp, metrics: Metrics, log: bool) -> None:
        self.app, self.metrics, self.log = app, metrics, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status, sent = time.perf_counter(), CLIENT_LEFT, 0

        async def measured_send(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                sent += len(message.get("body", b""))
            await send(message)

        self.metrics.open.inc()
        try:
            await self.app(scope, receive, measured_send)
        finally:
            self.metrics.open.dec()
            seconds = time.perf_counter() - started
            self._count(scope, status, seconds)
            if self.log:
                log_request(scope, status, seconds, sent)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "")
        method = scope["method"] if scope["method"] in METHODS else "other"
        self.metrics.requests.labels(route, method, status).inc()
        self.metrics.seconds.labels(route).observe(seconds)
        self.metrics.measure_memory()
