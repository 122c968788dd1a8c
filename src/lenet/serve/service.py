"""The parts of one service, made once and handed to its routes."""

from __future__ import annotations

from typing import Any

from fastapi.responses import Response
from pydantic_core import to_json

from lenet.host.cores import usable_cores
from lenet.reading.reader import Reader, shipped_reader
from lenet.serve.answers.available_networks import Shelf
from lenet.serve.answers.trainer import Trainer
from lenet.serve.edge.bodies import Bodies
from lenet.serve.edge.executor import Desk
from lenet.serve.edge.monitoring import Figures
from lenet.serve.settings import Settings


class Service:
    """What the routes share; nothing of it is global, so two services can stand side by side.

    Making it is a DataError if the user's own reader is none.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings, self.bounds = settings, settings.bounds
        self.figures = Figures()
        self.bodies = Bodies(self.bounds)
        workers = settings.threads or usable_cores()
        # Apart, so that a digit does not wait until long pages are read.
        self.desk, self.reading_desk = Desk(self.bounds, workers), Desk(self.bounds, workers)
        self.reader = shipped_reader() if settings.reader is None else Reader.load(settings.reader)
        self.shelf = Shelf(settings.runs)
        at_first = "off" if settings.read_only else "idle"
        self.trainer = Trainer(settings.runs, settings.data, settings.threads, at_first)
        self.draining = False
        self.streams = 0
        self.figures.at_work.set_function(lambda: self.desk.at_work + self.reading_desk.at_work)
        self.figures.training.set_function(lambda: self.trainer.busy)

    def drain(self) -> None:
        """Take nothing that goes on: streams end, and a training after its last finished epoch."""
        self.draining = True
        self.trainer.stop_for_good()

    def close(self) -> None:
        """Wait for what still is at work."""
        self.drain()
        self.trainer.join()
        self.desk.close()
        self.reading_desk.close()


def json_answer(told: Any, status: int = 200) -> Response:
    """An answer as JSON; numbers that are none are null."""
    return Response(to_json(told, inf_nan_mode="null"), status, media_type="application/json")
