"""The figures of an epoch or an evaluation: sums and answers -> loss and metrics by name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lenet import _engine
from lenet.layers import Shape
from lenet.models.measured_metrics import MeasuredMetrics
from lenet.models.samples import Samples


@dataclass(frozen=True)
class EpochSums:
    """Sums over the batches of an epoch; ``loss`` is the sum over the samples."""

    steps: int = 0
    samples: int = 0
    correct: int = 0
    loss: float = 0.0

    def plus(self, part: _engine.Progress) -> EpochSums:
        """The sums with those of further batches added."""
        return EpochSums(
            self.steps + part.steps,
            self.samples + part.samples,
            self.correct + part.correct,
            self.loss + part.loss,
        )


class EpochFigures:
    """The figures of an epoch so far, or of an evaluation."""

    def __init__(self, metrics: MeasuredMetrics, made: Shape) -> None:
        self.metrics, self.made = metrics, made
        self.done = EpochSums()  # in calls of the engine that have come back
        self.running = self.done  # and in the one that has not
        self.begun = False

    def call(self, samples: Samples, order: NDArray[np.int64] | None, batch: int) -> EngineCall:
        """What is needed of a call of the engine on these samples, in this order."""
        if not self.begun:
            assert samples.targets is not None
            self.metrics.begin(samples.targets, self.made, samples.weights is not None)
            self.begun = True
        count = len(samples) if order is None else len(order)
        room = (count, *self.made) if self.metrics.see_answers else None
        answers = None if room is None else np.empty(room, np.float32)
        self.done = self.running
        return EngineCall(self, samples, order, batch, answers)

    def values(self) -> dict[str, float]:
        """The mean loss, and the figures of the metrics."""
        sums = self.running
        measured = {"loss": sums.loss / max(1, sums.samples)}
        if not self.begun:
            return {**measured, **dict.fromkeys(self.metrics.names, 0.0)}
        return {**measured, **self.metrics.results(sums.correct, sums.samples)}


@dataclass
class EngineCall:
    """One call of the engine: where it leaves the answers, and what becomes of them."""

    figures: EpochFigures
    samples: Samples
    order: NDArray[np.int64] | None
    batch_size: int
    answers: NDArray[np.float32] | None
    seen: int = 0

    def told(self, progress: _engine.Progress) -> None:
        """Take in how far the call has come."""
        self.figures.running = self.figures.done.plus(progress)
        if self.answers is None or progress.samples <= self.seen:
            return
        assert self.samples.targets is not None
        part = slice(self.seen, progress.samples)
        chosen = part if self.order is None else self.order[part]
        weights = self.samples.weights
        self.figures.metrics.update(
            self.samples.targets[chosen],
            self.answers[part],
            None if weights is None else weights[chosen],
            self.batch_size,
        )
        self.seen = progress.samples
