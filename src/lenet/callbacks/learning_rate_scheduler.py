"""LearningRateScheduler: a learning rate for each epoch."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from lenet.callbacks.callback import Callback, Logs
from lenet.errors import ModelError


class LearningRateScheduler(Callback):
    """Sets the learning rate before each epoch to ``schedule(epoch, rate)`` or ``schedule(epoch)``.

    ``verbose=1`` prints it.
    """

    def __init__(self, schedule: Callable[..., float], verbose: int = 0) -> None:
        self.schedule, self.verbose = schedule, verbose
        try:
            inspect.signature(schedule).bind(0, 0.0)
            self.takes_rate = True
        except TypeError:
            self.takes_rate = False

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        del logs
        optimizer = self.model.optimizer
        rate = optimizer.learning_rate
        if callable(rate):
            raise ModelError("LearningRateScheduler expects an optimizer without a schedule")
        given = (epoch, rate) if self.takes_rate else (epoch,)
        optimizer.learning_rate = self.schedule(*given)
        optimizer.rates(0, 1)  # refuses what is not a learning rate
        if self.verbose:
            print(f"Epoch {epoch + 1}: learning rate {optimizer.learning_rate}")
