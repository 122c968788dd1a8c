"""What looks at a running training: during an epoch, and after each."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.callbacks import Callback, Logs
from lenet.evaluation import mistakes
from lenet.models.progress import Figures, Silent
from lenet.runs.run import Run
from lenet.serve.answers.json_numbers import numbers, outputs_first
from lenet.serve.answers.training_progress import TrainingProgress, UpdateCounts

REFRESH = 0.1
"""Seconds between two looks at a running epoch."""

MOST_SHOWN = 100
"""Misread test images that are shown; all are counted."""


class EpochDisplay(Silent):
    """Notes how far an epoch is; ``check`` raises KeyboardInterrupt when training is to stop."""

    def __init__(
        self, run: Run, progress: TrainingProgress, updates: UpdateCounts, check: Callable[[], None]
    ) -> None:
        self.run, self.progress, self.updates, self.check = run, progress, updates, check

    def begin(self, epoch: int, epochs: int, samples: int, names: Sequence[str]) -> None:
        del names
        progress = self.progress
        progress.epoch, progress.epochs, progress.images, progress.of = epoch, epochs, 0, samples
        self.started = self.shown = time.perf_counter()

    def advance(self, samples: int, figures: Figures) -> None:
        self.check()
        now, progress = time.perf_counter(), self.progress
        if now - self.shown < REFRESH and samples < progress.of:
            return
        self.shown = now
        progress.images, progress.figures = samples, dict(figures)
        progress.speed = samples / max(now - self.started, 1e-9)
        progress.kernels = _first_kernels(self.run)
        self.updates.add()


class EpochMistakes(Callback):
    """Notes after each epoch which test images are misread."""

    def __init__(
        self, run: Run, progress: TrainingProgress, updates: UpdateCounts, threads: int | None
    ) -> None:
        self.run, self.progress, self.updates, self.threads = run, progress, updates, threads
        self.inputs = run.recipe.network_input(run.data.test[0])

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        del epoch
        progress = self.progress
        scores = self.run.model.scores(self.inputs, threads=self.threads)
        progress.errors, progress.misread = _misread(self.run, scores)
        progress.figures, progress.kernels = dict(logs or {}), _first_kernels(self.run)
        self.updates.add(epoch=True)


def _first_kernels(run: Run) -> list[Any]:
    """The kernels of the first layer that has some, [filter][channel][row][column]."""
    for name, array in zip(run.model.weight_shapes(), run.model.get_weights(), strict=True):
        if name.endswith(".kernel"):
            return numbers(outputs_first(array))
    return []


def _misread(run: Run, scores: NDArray[np.float32]) -> tuple[int, list[dict[str, Any]]]:
    """How many test images are misread, and those the network is surest of, the surest first."""
    images, labels = run.data.test
    names = run.classes
    wrong = mistakes(labels, scores)
    shown = sorted(wrong, key=lambda one: -one.confidence)[:MOST_SHOWN]
    return len(wrong), [
        {
            "index": one.index,
            "truth": names[one.truth],
            "answer": names[one.answer],
            "confidence": one.confidence,
            "pixels": base64.b64encode(images[one.index].tobytes()).decode(),
        }
        for one in shown
    ]
