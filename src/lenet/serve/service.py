"""The parts of one service, made once and shared by its routes."""

from __future__ import annotations

from typing import Any

from fastapi.responses import Response
from pydantic_core import to_json

from lenet.host.cores import usable_cores
from lenet.pictures.decoders.pool import decoders
from lenet.reading import Reader, shipped_reader
from lenet.serve.answers.available_networks import AvailableNetworks
from lenet.serve.answers.trainer import Trainer
from lenet.serve.edge.bodies import RequestBodies
from lenet.serve.edge.executor import Executor
from lenet.serve.edge.metrics import Metrics
from lenet.serve.settings import Settings


class Service:
    """What the routes share. Nothing of it is global, so two services can run side by side.

    DataError if the user's own reader cannot be loaded, OSError if no decoder process can start.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings, self.limits = settings, settings.limits
        self.metrics = Metrics()
        self.bodies = RequestBodies(self.limits)
        workers = settings.threads or usable_cores()
        # Two, so that a digit does not wait until long pages are read.
        self.executor = Executor(self.limits, workers, self.metrics.at_work)
        self.reading_executor = Executor(self.limits, workers, self.metrics.at_work)
        self.reader = shipped_reader() if settings.reader is None else Reader.load(settings.reader)
        decoders.start(workers)
        self.networks = AvailableNetworks(settings.runs)
        state = "off" if settings.read_only else "idle"
        self.trainer = Trainer(
            settings.runs, settings.data, settings.threads, state, self.metrics.training.set
        )
        self.streams = 0

    @property
    def draining(self) -> bool:
        """Whether the service has begun to close."""
        return self.trainer.closed

    @property
    def ready(self) -> bool:
        """Whether a digit and a page would be taken now."""
        return not (self.draining or self.executor.full or self.reading_executor.full)

    def drain(self) -> None:
        """Begin to close: streams end, and a training after its last finished epoch."""
        self.trainer.close()

    def close(self) -> None:
        """Wait for what is still at work."""
        self.drain()
        self.trainer.join()
        self.executor.close()
        self.reading_executor.close()


def json_response(content: Any, status: int = 200) -> Response:
    """A JSON response; infinite numbers and NaN are null."""
    return Response(to_json(content, inf_nan_mode="null"), status, media_type="application/json")
