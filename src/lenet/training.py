"""The epochs of ``fit``: shuffling, the engine's passes, validation, callbacks, History.

A pass's order is drawn from (seed, number of epochs the model has been trained), so training that
was interrupted and resumed sees the same orders, and the same bytes come out.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet import _engine
from lenet.arrays import float_array
from lenet.callbacks import Callback, History, watches_batches
from lenet.errors import ModelError, TrainingError
from lenet.progress import Silent

if TYPE_CHECKING:
    from lenet.models import Model


ONCE = "once"
"""What ``shuffle`` is for one random order of all epochs, as in 1998."""


@dataclass(frozen=True)
class Samples:
    """Inputs and targets as the engine takes them: x float32, labels int32 or values float32."""

    x: NDArray[np.float32]
    labels: NDArray[np.int32] | None
    values: NDArray[np.float32] | None
    weights: NDArray[np.float32] | None

    def __len__(self) -> int:
        return len(self.x)

    def part(self, chosen: slice | NDArray[np.int64]) -> Samples:
        """The samples of a slice, or of these numbers."""

        def cut(given: Any) -> Any:
            return None if given is None else given[chosen]

        return Samples(self.x[chosen], cut(self.labels), cut(self.values), cut(self.weights))


def prepare(model: Model, x: ArrayLike, y: ArrayLike, weights: ArrayLike | None) -> Samples:
    """Check arrays against the model and bring them to the engine's types. ModelError if wrong."""
    inputs = model.prepare_input(x)
    if len(inputs) == 0:
        raise ModelError("expected at least one sample, received none")
    labels, values = model.loss.targets(y, len(inputs), math.prod(model.output_shape))
    if weights is None:
        return Samples(inputs, labels, values, None)
    given = float_array(weights, "sample_weight")
    if given.shape != (len(inputs),):
        raise ModelError(
            f"expected a weight for each of {len(inputs)} samples, received {given.shape}"
        )
    return Samples(inputs, labels, values, given)


def hold_out(samples: Samples, share: float) -> tuple[Samples, Samples | None]:
    """The last ``share`` of the samples, before shuffling, for validation; as Keras holds out."""
    if not isinstance(share, numbers.Real) or not 0 <= share < 1:
        raise ModelError(f"expected validation_split from 0 to below 1, received {share!r}")
    if share == 0:
        return samples, None
    kept = math.floor(len(samples) * (1 - share))
    if kept == 0 or kept == len(samples):
        raise ModelError(
            f"validation_split {share} of {len(samples)} samples leaves one part empty"
        )
    return samples.part(slice(kept)), samples.part(slice(kept, None))


@dataclass
class Training:
    """One call of ``fit``."""

    model: Model
    samples: Samples
    validation: Samples | None
    batch_size: int
    shuffle: bool | str
    threads: int
    callbacks: Sequence[Callback]
    show: Silent

    def run(self, first: int, epochs: int) -> History:
        """Epochs number ``first`` to ``epochs`` (from 0, the last not included)."""
        history = History()
        called = [*self.callbacks, history]
        self.model.stop_training = False
        try:
            for callback in called:
                callback.model = self.model
                callback.params = {"epochs": epochs, "steps": self._steps(len(self.samples))}
                callback.on_train_begin()
            for epoch in range(first, epochs):
                self._epoch(epoch, epochs, called)
                if self.model.stop_training:
                    break
        finally:
            self.show.close()
        for callback in called:
            callback.on_train_end()
        return history

    def _epoch(self, epoch: int, epochs: int, called: Sequence[Callback]) -> None:
        for callback in called:
            callback.on_epoch_begin(epoch)
        self.show.begin(epoch + 1, epochs, len(self.samples), self._names())
        figures = self._pass(epoch)
        self.model.epochs_trained += 1
        if self.validation is not None:
            measured = self.model.measure(self.validation, self.threads)
            figures.update({f"val_{name}": value for name, value in measured.items()})
        self.show.end(figures)
        for callback in called:
            callback.on_epoch_end(epoch, figures)

    def _names(self) -> list[str]:
        names = list(self._figures(_Sums()))
        return names if self.validation is None else [*names, *(f"val_{name}" for name in names)]

    def _order(self) -> NDArray[np.int64]:
        if not self.shuffle:
            return np.arange(len(self.samples))
        epoch = 0 if self.shuffle == ONCE else self.model.epochs_trained
        return np.random.default_rng([self.model.seed, epoch]).permutation(len(self.samples))

    def _measure_curvature(self) -> None:
        """The second derivatives that the next pass's steps are divided by, where they are."""
        count = min(self.model.optimizer.curvature_samples, len(self.samples))
        if count == 0:
            return
        generator = np.random.default_rng([self.model.seed, self.model.epochs_trained, 1])
        some = self.samples.part(np.sort(generator.choice(len(self.samples), count, replace=False)))
        self.model.network.curvature(
            some.x, some.labels, some.values, some.weights, self.model.loss.engine_loss()
        )

    def _pass(self, epoch: int) -> dict[str, float]:
        order, done = self._order(), _Sums()
        self._measure_curvature()
        before = self.model.state()
        watching = [callback for callback in self.callbacks if watches_batches(callback)]
        size = self.batch_size if watching else len(order)
        for number, begin in enumerate(range(0, len(order), size)):
            for callback in watching:
                callback.on_train_batch_begin(number)
            part = self._train(order[begin : begin + size], done)
            done = done.plus(part)
            if not part.finite:
                self._ran_away(epoch, done.steps, before)
            for callback in watching:
                callback.on_train_batch_end(number, self._figures(done))
            if self.model.stop_training:
                break
        if not self._finite():
            self._ran_away(epoch, done.steps - 1, before)
        self.show.advance(done.samples, self._figures(done))
        return self._figures(done)

    def _train(self, order: NDArray[np.int64], done: _Sums) -> _engine.Progress:
        model, samples = self.model, self.samples
        network = model.network

        def report(progress: _engine.Progress) -> None:
            running = done.plus(progress)
            self.show.advance(running.samples, self._figures(running))

        return network.train(
            samples.x,
            samples.labels,
            samples.values,
            samples.weights,
            model.loss.engine_loss(),
            model.optimizer.engine_optimizer(),
            order,
            self.batch_size,
            model.optimizer.rates(network.updates, self._steps(len(order))),
            self.threads,
            report,
        )

    def _steps(self, samples: int) -> int:
        return -(-samples // self.batch_size)

    def _figures(self, done: _Sums) -> dict[str, float]:
        return self.model.figures(done.loss, done.correct, done.samples)

    def _finite(self) -> bool:
        return bool(np.isfinite(self.model.network.parameters).all())

    def _ran_away(self, epoch: int, steps: int, before: Any) -> None:
        kept = "that step"
        if not self._finite():
            self.model.set_state(before)
            kept = "this epoch"
        raise TrainingError(
            f"the loss or the weights became infinite or not a number at step {steps + 1} of "
            f"epoch {epoch + 1}: try a smaller learning rate, or look for values in the input that "
            f"are not numbers or very large; the weights from before {kept} are kept"
        )


@dataclass(frozen=True)
class _Sums:
    steps: int = 0
    samples: int = 0
    correct: int = 0
    loss: float = 0.0

    def plus(self, part: _engine.Progress) -> _Sums:
        return _Sums(
            self.steps + part.steps,
            self.samples + part.samples,
            self.correct + part.correct,
            self.loss + part.loss,
        )
