"""The service's metrics, in Prometheus's text format at ``/metrics``."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from typing import Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

from lenet.serve.edge.resident_memory import resident_bytes

SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Upper ends of the histogram's buckets."""

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder where several processes keep their figures together."""

SUM: Literal["livesum"] = "livesum"
"""A gauge of several processes is the sum over those that live."""


ACCEPTED, REJECTED = "accepted", "rejected"

BETWEEN_MEASUREMENTS = 1.0
"""Seconds between two looks at the process's memory."""


class Metrics:
    """The metrics of one service, in a registry of their own; of all its processes together."""

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
        self.open = self._gauge("lenet_open_requests", "Requests now open.")
        self.at_work = self._gauge("lenet_requests_at_work", "Requests now at work or waiting.")
        self.training = self._gauge("lenet_training", "1 while a network is trained.")
        self.memory = self._gauge(
            "lenet_memory_bytes",
            "Memory of the processes that serve; those that decode pictures are not counted. "
            "0 where the system does not say.",
        )
        self.readings = Counter(
            "lenet_readings",
            "Readings that /api/read gave, accepted or rejected.",
            ("verdict",),
            registry=self.registry,
        )
        for verdict in (ACCEPTED, REJECTED):
            self.readings.labels(verdict)  # 0, and not absent, until there is one
        self._measured = float("-inf")
        self.measure_memory()

    def _gauge(self, name: str, words: str) -> Gauge:
        """A figure that is added up over the processes."""
        return Gauge(name, words, registry=self.registry, multiprocess_mode=SUM)

    def count_readings(self, accepted: Iterable[bool]) -> None:
        """Count readings by whether each was accepted."""
        for one in accepted:
            self.readings.labels(ACCEPTED if one else REJECTED).inc()

    def measure_memory(self) -> None:
        """Look how much memory this process has, if the last look is long enough ago.

        Called after each request: a process without requests keeps what it has.
        """
        now = time.monotonic()
        if now - self._measured >= BETWEEN_MEASUREMENTS:
            self._measured = now
            self.memory.set(resident_bytes() or 0)

    def text(self) -> bytes:
        """All metrics in Prometheus's text format."""
        if SHARED_FOLDER not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)
