"""The epochs of ``fit``: shuffling, the engine's passes, validation, callbacks, History.

An epoch's order is drawn from (seed, epochs trained so far), so a training that is interrupted and
resumed gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lenet import _engine
from lenet.callbacks import Callback, History, Trained
from lenet.errors import TrainingError
from lenet.losses import EngineLoss, Loss
from lenet.models.checkpoint import State
from lenet.models.epoch_figures import EpochFigures
from lenet.models.progress import Silent
from lenet.models.samples import Samples, Streamed

ONCE = "once"
"""What ``shuffle`` is for one random order of all epochs, as in 1998."""


class Trainee(Trained, Protocol):
    """What training asks of a model and changes; ``Model`` is one."""

    seed: int
    epochs_trained: int

    @property
    def loss(self) -> Loss:
        """The compiled loss."""
        ...

    @property
    def engine_loss(self) -> EngineLoss:
        """The compiled loss as the engine takes it."""
        ...

    def new_figures(self) -> EpochFigures:
        """The figures of an epoch that begins."""
        ...

    @property
    def network(self) -> _engine.Network:
        """The engine's network."""
        ...

    def measure(self, samples: Samples, threads: int, batch_size: int) -> dict[str, float]:
        """Loss and metrics on samples, by name."""
        ...

    def state(self) -> State:
        """A copy of everything that training changes."""
        ...

    def set_state(self, state: State) -> None:
        """Go back to a state."""
        ...


@dataclass
class Training:
    """One call of ``fit``."""

    model: Trainee
    samples: Samples | Streamed
    validation: Samples | None
    batch_size: int
    shuffle: bool | str
    threads: int
    callbacks: Sequence[Callback]
    show: Silent

    def run(self, first: int, epochs: int) -> History:
        """Train epochs ``first`` to ``epochs`` - 1, counted from 0."""
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
        found = self._pass(epoch)
        self.model.epochs_trained += 1
        if self.validation is not None:
            measured = self.model.measure(self.validation, self.threads, self.batch_size)
            found.update({f"val_{name}": value for name, value in measured.items()})
        self.show.end(found)
        for callback in called:
            callback.on_epoch_end(epoch, found)

    def _names(self) -> list[str]:
        names = list(self.model.new_figures().values())
        return names if self.validation is None else [*names, *(f"val_{name}" for name in names)]

    def _order(self) -> NDArray[np.int64]:
        if not self.shuffle:
            return np.arange(len(self.samples))
        epoch = 0 if self.shuffle == ONCE else self.model.epochs_trained
        return np.random.default_rng([self.model.seed, epoch]).permutation(len(self.samples))

    def _measure_curvature(self) -> None:
        """Measure the second derivatives that this epoch's steps are divided by, if they are."""
        count = min(self.model.optimizer.curvature_samples, len(self.samples))
        if count == 0:
            return
        some = self._some(count)
        self.model.network.curvature(
            some.x, some.labels, some.values, some.weights, self.model.engine_loss
        )

    def _some(self, count: int) -> Samples:
        """``count`` random samples of the epoch; of a source, which is shuffled, the first."""
        seed, epoch = self.model.seed, self.model.epochs_trained
        if isinstance(self.samples, Streamed):
            return self.samples.first(epoch, count)
        chosen = np.random.default_rng([seed, epoch, 1]).choice(len(self.samples), count, False)
        return self.samples.part(np.sort(chosen))

    def _blocks(self) -> Generator[tuple[Samples, NDArray[np.int64]]]:
        """The epoch's blocks of samples, each with the order of its samples."""
        if isinstance(self.samples, Samples):
            yield self.samples, self._order()
            return
        with closing(self.samples.blocks(self.model.epochs_trained, self.batch_size)) as blocks:
            for block in blocks:
                yield block, np.arange(len(block))

    def _parts(self, watched: bool) -> Generator[tuple[Samples, NDArray[np.int64]]]:
        """The samples of each engine call: a block, or a batch if a callback watches batches."""
        with closing(self._blocks()) as blocks:
            for samples, order in blocks:
                size = self.batch_size if watched else len(order)
                for begin in range(0, len(order), size):
                    yield samples, order[begin : begin + size]

    def _pass(self, epoch: int) -> dict[str, float]:
        figures = self.model.new_figures()
        self._measure_curvature()
        before = self.model.state()
        watching = [callback for callback in self.callbacks if callback.watches_batches]
        with closing(self._parts(bool(watching))) as parts:
            for number, (samples, order) in enumerate(parts):
                for callback in watching:
                    callback.on_train_batch_begin(number)
                part = self._train(samples, order, figures)
                if not part.finite:
                    self._ran_away(epoch, figures.running.steps, before)
                for callback in watching:
                    callback.on_train_batch_end(number, figures.values())
                if self.model.stop_training:
                    break
        if not self._finite():
            self._ran_away(epoch, figures.running.steps - 1, before)
        self.show.advance(figures.running.samples, figures.values())
        return figures.values()

    def _train(
        self, samples: Samples, order: NDArray[np.int64], figures: EpochFigures
    ) -> _engine.Progress:
        model = self.model
        network = model.network
        call = figures.call(samples, order, self.batch_size)

        def report(progress: _engine.Progress) -> None:
            call.told(progress)
            self.show.advance(figures.running.samples, figures.values())

        progress = network.train(
            samples.x,
            samples.labels,
            samples.values,
            samples.weights,
            model.engine_loss,
            model.optimizer.engine_optimizer(),
            order,
            self.batch_size,
            model.optimizer.rates(network.updates, self._steps(len(order))),
            self.threads,
            report,
            model.seed,
            call.answers,
        )
        call.told(progress)
        model.optimizer.iterations = network.updates
        return progress

    def _steps(self, samples: int) -> int:
        return -(-samples // self.batch_size)

    def _finite(self) -> bool:
        return bool(np.isfinite(self.model.network.parameters).all())

    def _ran_away(self, epoch: int, steps: int, before: State) -> None:
        kept = "that step"
        if not self._finite():
            self.model.set_state(before)
            kept = "this epoch"
        raise TrainingError(
            f"the loss or the weights became infinite or not a number at step {steps + 1} of "
            f"epoch {epoch + 1}: try a smaller learning rate, or look for values in the input that "
            f"are not numbers or very large; the weights from before {kept} are kept"
        )
