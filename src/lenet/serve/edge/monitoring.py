"""What the service tells of itself: figures for Prometheus, and a line a request."""

from __future__ import annotations

import json
import sys
import time
from typing import IO

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Upper ends of the histogram's classes."""


class Figures:
    """The figures of one service."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "lenet_requests",
            "Requests by route, method and status.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "lenet_request_seconds",
            "Seconds from a request's head to the end of its answer.",
            ("route",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.open = Gauge("lenet_open_requests", "Requests now open.", registry=self.registry)
        self.at_work = Gauge(
            "lenet_requests_at_work", "Requests now at work or waiting.", registry=self.registry
        )
        self.training = Gauge(
            "lenet_training", "1 while a network is trained.", registry=self.registry
        )

    def text(self) -> bytes:
        """Prometheus's text format."""
        return generate_latest(self.registry)


class Watch:
    """Counts and times each request; with ``log`` writes a JSON object a line there."""

    def __init__(self, app: ASGIApp, figures: Figures, log: bool) -> None:
        self.app, self.figures = app, figures
        self.log: IO[str] | None = sys.stderr if log else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status, sent = time.perf_counter(), 499, 0

        async def noting(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                sent += len(message.get("body", b""))
            await send(message)

        figures = self.figures
        figures.open.inc()
        try:
            await self.app(scope, receive, noting)
        finally:
            figures.open.dec()
            seconds = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", "")
            method = scope["method"] if scope["method"] in METHODS else "other"
            figures.requests.labels(route, method, status).inc()
            figures.seconds.labels(route).observe(seconds)
            if self.log is not None:
                self.log.write(json.dumps(_line(scope, status, seconds, sent)) + "\n")
                self.log.flush()


def _line(scope: Scope, status: int, seconds: float, sent: int) -> dict[str, object]:
    """What is told of a request; not its query nor its headers, which may hold what is private."""
    client = scope.get("client") or ("",)
    now = time.time()
    return {
        "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now % 1 * 1e3):03}Z",
        "client": client[0],
        "method": scope["method"],
        "path": scope["path"],
        "status": status,
        "milliseconds": round(1e3 * seconds, 2),
        "bytes": sent,
    }
