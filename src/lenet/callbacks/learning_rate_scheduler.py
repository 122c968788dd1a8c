"""LearningRateScheduler: a learning rate for each epoch."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from lenet.arguments.numbers import verbose_level
from lenet.arguments.words import shown
from lenet.callbacks.callback import Callback, Logs
from lenet.callbacks.learning_rate import note_rate
from lenet.errors import ModelError


class LearningRateScheduler(Callback):
    """Sets the learning rate before each epoch to ``schedule(epoch, rate)`` or ``schedule(epoch)``.

    ``verbose=1`` prints it. The history has it as ``learning_rate``, as in Keras 3.
    """

    def __init__(self, schedule: Callable[..., float], verbose: int = 0) -> None:
        if not callable(schedule):
            raise ModelError(f"expected a function as schedule, received {shown(schedule)}")
        self.schedule, self.verbose = schedule, verbose_level(verbose)
        try:
            inspect.signature(schedule).bind(0, 0.0)
            self.takes_rate = True
        except (TypeError, ValueError):  # it takes one, or does not say what it takes
            self.takes_rate = False

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        del logs
        optimizer = self.model.optimizer
        given = (epoch, float(optimizer.learning_rate)) if self.takes_rate else (epoch,)
        optimizer.learning_rate = self.schedule(*given)
        if self.verbose:
            print(
                f"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to "
                f"{optimizer.learning_rate}."
            )

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        del epoch
        note_rate(self.model, logs)
