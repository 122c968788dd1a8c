"""ReduceLROnPlateau: the learning rate becomes smaller when a figure no longer becomes better."""

from __future__ import annotations

import warnings

from lenet.arguments.numbers import NOT_NEGATIVE, PART, real, verbose_level, whole
from lenet.callbacks.callback import Logs
from lenet.callbacks.learning_rate import note_rate
from lenet.callbacks.monitored_figure import MonitoringCallback


class ReduceLROnPlateau(MonitoringCallback):
    """Multiplies the learning rate by ``factor`` after ``patience`` epochs without improvement.

    As Keras: an improvement is more than ``min_delta``; after a reduction, ``cooldown`` epochs do
    not count; the rate does not fall below ``min_lr``. ``verbose=1`` prints a reduction. The
    history has the rate as ``learning_rate``. An epoch without the figure is passed over with a
    warning.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
    ) -> None:
        super().__init__(monitor, mode, min_delta)
        self.factor = real("factor of ReduceLROnPlateau", factor, PART)
        self.patience, self.verbose = whole("patience", patience), verbose_level(verbose)
        self.cooldown, self.min_lr = (
            whole("cooldown", cooldown),
            real("min_lr", min_lr, NOT_NEGATIVE),
        )
        self._begin()

    def _begin(self) -> None:
        self.best: float | None = None
        self.cooldown_counter = self.wait = 0

    def on_train_begin(self, logs: Logs | None = None) -> None:
        del logs
        self._begin()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        note_rate(self.model, logs)
        value: float | None = (logs or {}).get(self.monitor)
        if value is None:
            warnings.warn(
                f"Learning rate reduction is conditioned on metric `{self.monitor}` which is not "
                f"available. Available metrics are: {','.join(logs or {})}.",
                stacklevel=2,
            )
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self.is_improvement(value, self.best):
            self.best, self.wait = value, 0
        elif not self.in_cooldown():
            self.wait += 1
            if self.wait >= self.patience and self._reduced(epoch):
                self.cooldown_counter, self.wait = self.cooldown, 0

    def _reduced(self, epoch: int) -> bool:
        """Make the rate smaller, if it may become smaller."""
        rate = float(self.model.optimizer.learning_rate)
        if rate <= self.min_lr:
            return False
        smaller = max(rate * self.factor, self.min_lr)
        self.model.optimizer.learning_rate = smaller
        if self.verbose:
            print(f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {smaller}.")
        return True

    def in_cooldown(self) -> bool:
        """Whether epochs do not count, after a reduction."""
        return self.cooldown_counter > 0
