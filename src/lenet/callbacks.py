"""What a user can do between epochs: Keras's callbacks, as far as they need no other framework."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lenet.errors import ModelError

if TYPE_CHECKING:
    from lenet.models import Model

Logs = Mapping[str, float]


class Callback:
    """Called during ``fit``; override what is of use. ``self.model`` is the model in training.

    A callback that overrides ``on_train_batch_begin`` or ``on_train_batch_end`` makes every batch
    a call of its own into the engine, which is slower.
    """

    model: Model
    params: Mapping[str, Any]

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Before the first epoch."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """After the last epoch."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Before epoch number ``epoch``, counted from 0."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """After it, with ``logs``: loss, accuracy, val_loss, val_accuracy as far as measured."""

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Before batch number ``batch`` of the epoch."""

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After it, with the epoch's running loss and accuracy."""


def watches_batches(callback: Callback) -> bool:
    """Whether it overrides one of the two calls around a batch."""
    kind = type(callback)
    return (
        kind.on_train_batch_begin is not Callback.on_train_batch_begin
        or kind.on_train_batch_end is not Callback.on_train_batch_end
    )


class History(Callback):
    """What ``fit`` returns: ``epoch`` and ``history``, a list for each figure."""

    def __init__(self) -> None:
        self.epoch: list[int] = []
        self.history: dict[str, list[float]] = {}

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)


class LambdaCallback(Callback):
    """A callback from functions, given by the names of the calls."""

    def __init__(self, **functions: Callable[..., None]) -> None:
        unknown = [name for name in functions if not hasattr(Callback, name)]
        if unknown:
            raise ModelError(f"Callback has no call named {', '.join(unknown)}")
        self.functions = functions

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self._call("on_train_begin", logs)

    def on_train_end(self, logs: Logs | None = None) -> None:
        self._call("on_train_end", logs)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self._call("on_epoch_begin", epoch, logs)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self._call("on_epoch_end", epoch, logs)

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_train_batch_begin", batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_train_batch_end", batch, logs)

    def _call(self, name: str, *given: object) -> None:
        if name in self.functions:
            self.functions[name](*given)


class LearningRateScheduler(Callback):
    """Sets the learning rate before each epoch to ``schedule(epoch, rate)``."""

    def __init__(self, schedule: Callable[[int, float], float]) -> None:
        self.schedule = schedule

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        del logs
        optimizer = self.model.optimizer
        rate = optimizer.learning_rate
        if callable(rate):
            raise ModelError("LearningRateScheduler expects an optimizer without a schedule")
        optimizer.learning_rate = float(self.schedule(epoch, rate))


class EarlyStopping(Callback):
    """Ends training when ``monitor`` has not become better for ``patience`` epochs."""

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0.0,
        patience: int = 0,
        restore_best_weights: bool = False,
    ) -> None:
        self.monitor, self.min_delta, self.patience = monitor, min_delta, patience
        self.restore_best_weights = restore_best_weights

    def on_train_begin(self, logs: Logs | None = None) -> None:
        del logs
        self.best, self.waited, self.best_weights = math.inf, 0, self.model.get_weights()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        del epoch
        worse = -1.0 if "accuracy" in self.monitor else 1.0
        value = worse * monitored(self.monitor, logs)
        self.waited += 1
        if value < self.best - self.min_delta:
            self.best, self.waited = value, 0
            self.best_weights = self.model.get_weights()
        elif self.waited > self.patience:
            self.model.stop_training = True

    def on_train_end(self, logs: Logs | None = None) -> None:
        del logs
        if self.restore_best_weights:
            self.model.set_weights(self.best_weights)


class ModelCheckpoint(Callback):
    """Saves the model's folder after every epoch, or only after the best so far."""

    def __init__(
        self, filepath: str | Path, monitor: str = "val_loss", save_best_only: bool = False
    ) -> None:
        self.filepath, self.monitor, self.save_best_only = Path(filepath), monitor, save_best_only
        self.best = math.inf

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        del epoch
        worse = -1.0 if "accuracy" in self.monitor else 1.0
        value = worse * monitored(self.monitor, logs) if self.save_best_only else -math.inf
        if value < self.best or not self.save_best_only:
            self.best = value
            self.model.save(self.filepath)


def monitored(name: str, logs: Logs | None) -> float:
    """The figure ``name`` of an epoch; ModelError with the names there are when it is not one."""
    if name not in (logs or {}):
        raise ModelError(f"expected one of {', '.join(logs or {})} to monitor, received {name!r}")
    return (logs or {})[name]
