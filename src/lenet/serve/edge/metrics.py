"""The service's metrics, in Prometheus's text format at ``/metrics``."""

from __future__ import annotations

import os
from typing import Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Upper ends of the histogram's buckets."""

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder where several processes keep their figures together."""

SUM: Literal["livesum"] = "livesum"
"""A gauge of several processes is the sum over those that live."""


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
        self.open = Gauge(
            "lenet_open_requests",
            "Requests now open.",
            registry=self.registry,
            multiprocess_mode=SUM,
        )
        self.at_work = Gauge(
            "lenet_requests_at_work",
            "Requests now at work or waiting.",
            registry=self.registry,
            multiprocess_mode=SUM,
        )
        self.training = Gauge(
            "lenet_training",
            "1 while a network is trained.",
            registry=self.registry,
            multiprocess_mode=SUM,
        )

    def text(self) -> bytes:
        """All metrics in Prometheus's text format."""
        if SHARED_FOLDER not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)
