"""EarlyStopping: training ends when a figure no longer becomes better."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

from lenet.arguments.numbers import FINITE, real, truth, verbose_level, whole
from lenet.callbacks.callback import Logs
from lenet.callbacks.monitored_figure import MonitoringCallback


class EarlyStopping(MonitoringCallback):
    """Ends training when ``monitor`` has not become better for ``patience`` epochs, as Keras does.

    ``mode``: "min" or "max" is better; "auto" takes "max" for an accuracy. ``patience`` 0 and 1 are
    the same: the first epoch that is not better is the last. With ``baseline``, an epoch that is
    not better than it counts as one of those. ``restore_best_weights`` brings back the weights of
    the best epoch at the end. Epochs before ``start_from_epoch`` do not count. ``verbose=1`` prints
    when it ends.

    An epoch without the figure is passed over with a warning, as in Keras.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0.0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        super().__init__(monitor, mode, min_delta)
        self.patience, self.verbose = whole("patience", patience), verbose_level(verbose)
        self.baseline = None if baseline is None else real("baseline", baseline, FINITE)
        self.restore_best_weights = truth("restore_best_weights", restore_best_weights)
        self.start_from_epoch = whole("start_from_epoch", start_from_epoch)
        self._begin()

    def _begin(self) -> None:
        self.best: float | None = None
        self.best_weights: list[NDArray[np.float32]] | None = None
        self.wait = self.stopped_epoch = self.best_epoch = 0

    def on_train_begin(self, logs: Logs | None = None) -> None:
        del logs
        self._begin()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        value = self.get_monitor_value(logs)
        if value is None or epoch < self.start_from_epoch:
            return
        better = self.is_improvement(value, self.best)
        if self.restore_best_weights and (better or self.best_weights is None):
            self.best_weights, self.best_epoch = self.model.get_weights(), epoch
        self.wait += 1
        if better:
            self.best, self.best_epoch = value, epoch
            if self.baseline is None or self.is_improvement(value, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs: Logs | None = None) -> None:
        del logs
        if self.stopped_epoch > 0 and self.verbose:
            print(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.restore_best_weights and self.best_weights is not None:
            if self.verbose:
                print(
                    "Restoring model weights from the end of the best epoch: "
                    f"{self.best_epoch + 1}."
                )
            self.model.set_weights(self.best_weights)

    def get_monitor_value(self, logs: Logs | None) -> float | None:
        """The epoch's figure; None, with Keras's warning, where it is not there."""
        value: float | None = (logs or {}).get(self.monitor)
        if value is None:
            warnings.warn(
                f"Early stopping conditioned on metric `{self.monitor}` which is not available. "
                f"Available metrics are: {','.join(logs or {})}",
                stacklevel=2,
            )
        return value
