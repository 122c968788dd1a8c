"""EarlyStopping: training ends when a figure no longer becomes better."""

from __future__ import annotations

import math

from lenet.arguments.numbers import FINITE, real, truth, verbose_level, whole
from lenet.callbacks.callback import Callback, Logs
from lenet.callbacks.monitored_figure import monitored, sign_of_better


class EarlyStopping(Callback):
    """Ends training when ``monitor`` has not become better for ``patience`` epochs, as Keras does.

    ``mode``: "min" or "max" is better; "auto" takes "max" for an accuracy. ``patience`` 0 and 1 are
    the same: the first epoch that is not better is the last. ``verbose=1`` prints when it ends.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0.0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        *,
        restore_best_weights: bool = False,
    ) -> None:
        self.monitor, self.sign = monitor, sign_of_better(monitor, mode)
        self.min_delta = abs(real("min_delta", min_delta, FINITE))
        self.patience = whole("patience", patience)
        self.verbose = verbose_level(verbose)
        self.restore_best_weights = truth("restore_best_weights", restore_best_weights)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        del logs
        self.best, self.waited, self.best_weights = math.inf, 0, self.model.get_weights()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        value = self.sign * monitored(self.monitor, logs)
        self.waited += 1
        if value < self.best - self.min_delta:
            self.best, self.waited = value, 0
            self.best_weights = self.model.get_weights()
        elif self.waited >= self.patience:
            self.model.stop_training = True
            if self.verbose:
                print(f"Epoch {epoch + 1}: early stopping")

    def on_train_end(self, logs: Logs | None = None) -> None:
        del logs
        if self.restore_best_weights:
            self.model.set_weights(self.best_weights)
