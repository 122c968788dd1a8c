"""The epochs of ``fit``: the engine's passes, validation, callbacks, History.

An epoch's order is drawn from (seed, epochs trained so far), so a training that is interrupted and
resumed gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field

import numpy as np

from lenet import _engine
from lenet.arguments.numbers import whole
from lenet.arguments.words import row
from lenet.callbacks import TRAIN, Callback, CallbackList, History, Logs, TerminateOnNaN
from lenet.errors import TrainingError
from lenet.models.checkpoint import State
from lenet.models.epoch_figures import EngineCall, EpochFigures
from lenet.models.feeds import Block, Feed
from lenet.models.measuring import measure
from lenet.models.progress import Silent
from lenet.models.samples import Samples
from lenet.models.trainee import Trainee


@dataclass
class Training:
    """One call of ``fit``.

    ``validated``: the numbers of the epochs, counted from 1, after which there is a validation;
    None is all.
    """

    model: Trainee
    feed: Feed
    validation: Feed | None
    threads: int
    callbacks: Sequence[Callback]
    show: Silent
    verbose: object = 0
    validated: Container[int] | None = None
    _called: CallbackList = field(init=False)

    def run(self, first: int, epochs: int) -> History:
        """Train epochs ``first`` to ``epochs`` - 1, counted from 0."""
        called = self._called = CallbackList(
            self.callbacks,
            add_history=True,
            model=self.model,
            verbose=self.verbose,
            epochs=epochs,
            steps=self.feed.steps,
        )
        called.append(_Shown(self.show))
        self.model.stop_training = False
        self.model.epochs_restored = 0
        found: Logs = {}
        try:
            called.on_train_begin()
            for epoch in range(first + self.model.epochs_restored, epochs):
                found = self._epoch(epoch, epochs)
                if self.model.stop_training:
                    break
        finally:
            self.show.close()
        called.on_train_end(found)
        assert called.history is not None
        return called.history

    def _epoch(self, epoch: int, epochs: int) -> Logs:
        self._called.on_epoch_begin(epoch)
        self.show.batches(0, self.feed.steps)
        self.show.begin(epoch + 1, epochs, self.feed.count or 0, self._names())
        found = self._pass(epoch)
        self.model.epochs_trained += 1
        if self.validation is not None and self._is_validated(epoch + 1):
            self.validation.reset()
            measured = measure(self.model, self.validation, self.threads, self._called)
            found.update({f"val_{name}": value for name, value in measured.items()})
        self._called.on_epoch_end(epoch, found)
        return found

    def _is_validated(self, number: int) -> bool:
        return self.validated is None or number in self.validated

    def _names(self) -> list[str]:
        names = sorted(self.model.new_figures().values())
        return names if self.validation is None else [*names, *(f"val_{name}" for name in names)]

    def _measure_curvature(self) -> None:
        """Measure the second derivatives that this epoch's steps are divided by, if they are."""
        count = self.model.optimizer.curvature_samples
        if count == 0:
            return
        measure_curvature(self.model, self.feed.some(self.model.epochs_trained, count))

    def _pass(self, epoch: int) -> Logs:
        figures = self.model.new_figures()
        self._measure_curvature()
        before = self.model.state()
        begin = self._called.on_train_batch_begin if self._called.watches(TRAIN) else None
        with closing(self.feed.blocks(self.model.epochs_trained, begin)) as blocks:
            for number, block in enumerate(blocks):
                part = self._train(block, figures)
                if not part.finite:
                    return self._ran_away(epoch, figures, before)
                if begin is not None:
                    self._called.on_train_batch_end(number, figures.values())
                if self.model.stop_training:
                    break
        if not self._finite():
            return self._ran_away(epoch, figures, before)
        self._tell(figures)
        return figures.values()

    def _train(self, block: Block, figures: EpochFigures) -> _engine.Progress:
        call = figures.call(block.samples, block.order, block.batch_size)

        def report(progress: _engine.Progress) -> None:
            call.told(progress)
            self._tell(figures)

        return take_steps(self.model, call, self.threads, report)

    def _tell(self, figures: EpochFigures) -> None:
        self.show.batches(figures.running.steps, self.feed.steps)
        self.show.advance(figures.running.samples, dict(sorted(figures.values().items())))

    def _finite(self) -> bool:
        return bool(np.isfinite(self.model.network.parameters).all())

    def _ran_away(self, epoch: int, figures: EpochFigures, before: State) -> Logs:
        """The figures with a loss that is none, if a TerminateOnNaN asks for them; or an error."""
        kept, step = "that step", figures.running.steps
        if not self._finite():
            self.model.set_state(before)
            kept, step = "this epoch", figures.running.steps - 1
        found = {**figures.values(), "loss": float("nan")}
        stopping = [one for one in self._called.callbacks if isinstance(one, TerminateOnNaN)]
        for callback in stopping:
            callback.on_batch_end(max(0, step), found)
        if stopping:
            return found
        raise TrainingError(
            f"the loss or the weights became infinite or not a number at step {step + 1} of "
            f"epoch {epoch + 1}: try a smaller learning rate, or look for values in the input that "
            f"are not numbers or very large; the weights from before {kept} are kept"
        )


def measure_curvature(model: Trainee, samples: Samples) -> None:
    """Measure the second derivatives that steps are divided by on samples."""
    given = samples.x, samples.labels, samples.values, samples.weights
    model.network.curvature(*given, model.engine_loss)


def take_steps(
    model: Trainee,
    call: EngineCall,
    threads: int,
    report: Callable[[_engine.Progress], object] | None = None,
) -> _engine.Progress:
    """Train on a call's samples, a step a batch; ``report`` is called now and then between."""
    network, optimizer, samples = model.network, model.optimizer, call.samples
    order = np.arange(len(samples)) if call.order is None else call.order
    progress = network.train(
        samples.x,
        samples.labels,
        samples.values,
        samples.weights,
        model.engine_loss,
        optimizer.engine_optimizer(),
        order,
        call.batch_size,
        optimizer.rates(network.updates, -(-len(order) // call.batch_size)),
        threads,
        report,
        model.seed,
        call.answers,
    )
    call.told(progress)
    optimizer.iterations = network.updates
    return progress


def validated_epochs(given: object, epochs: int) -> Container[int] | None:
    """The numbers of the epochs that are followed by a validation; None is all. ModelError.

    ``given``: every so many epochs, or their numbers, from 1.
    """
    if isinstance(given, Iterable) and np.ndim(given) > 0:  # type: ignore[arg-type]
        return {whole("validation_freq", number) for number in row("validation_freq", given)}
    every = whole("validation_freq", given, 1)
    return None if every == 1 else range(every, epochs + 1, every)


class _Shown(Callback):
    """Shows an epoch's figures after all callbacks, with what these have added."""

    def __init__(self, show: Silent) -> None:
        self.show = show

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        del epoch
        self.show.end(logs or {})
