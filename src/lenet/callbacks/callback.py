"""What a user can do between epochs: Keras's callbacks, as far as they need no other framework."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.errors import ModelError
from lenet.optimizers import Optimizer

Logs = Mapping[str, float]


class Trained(Protocol):
    """What a callback may ask of the model in training, and change; ``Model`` is one."""

    stop_training: bool

    @property
    def optimizer(self) -> Optimizer:
        """The compiled optimizer."""
        ...

    def get_weights(self) -> list[NDArray[np.float32]]:
        """Copies of the parameter arrays."""
        ...

    def set_weights(self, weights: Sequence[ArrayLike]) -> None:
        """Take parameter arrays as ``get_weights`` gives them."""
        ...

    def save(self, folder: str | Path) -> None:
        """Write the model into a folder."""
        ...


class Callback:
    """Called during ``fit``; override what is of use. ``self.model`` is the model in training.

    A callback that overrides ``on_train_batch_begin`` or ``on_train_batch_end`` makes every batch
    a call of its own into the engine, which is slower.
    """

    model: Trained
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


BATCH_CALLS = ("on_train_batch_begin", "on_train_batch_end")


def watches_batches(callback: Callback) -> bool:
    """Whether it does something before or after a batch."""
    if isinstance(callback, LambdaCallback):
        return any(name in callback.functions for name in BATCH_CALLS)
    kind = type(callback)
    return any(getattr(kind, name) is not getattr(Callback, name) for name in BATCH_CALLS)


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
        calls = [name for name in vars(Callback) if name.startswith("on_")]
        for name, function in functions.items():
            if name not in calls or not callable(function):
                raise ModelError(
                    f"LambdaCallback expects functions for {', '.join(calls)}; "
                    f"received {name}={function!r}"
                )
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
        self.monitor, self.min_delta, self.patience = monitor, abs(min_delta), patience
        self.verbose, self.sign = verbose, _sign(monitor, mode)
        self.restore_best_weights = restore_best_weights

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


class ModelCheckpoint(Callback):
    """Saves the model's folder after every epoch, or only after the best so far.

    ``filepath`` may hold ``{epoch}``, counted from 1, and the epoch's figures, as in
    ``"runs/{epoch:02d}-{val_loss:.4f}"``. ``mode`` as for ``EarlyStopping``; ``verbose=1`` prints
    when it saves.
    """

    def __init__(
        self,
        filepath: str | Path,
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        *,
        mode: str = "auto",
    ) -> None:
        self.filepath, self.monitor, self.save_best_only = Path(filepath), monitor, save_best_only
        self.verbose, self.sign = verbose, _sign(monitor, mode)
        self.best = math.inf

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        if self.save_best_only:
            value = self.sign * monitored(self.monitor, logs)
            if not value < self.best:
                return
            self.best = value
        folder = self.folder(epoch, logs)
        self.model.save(folder)
        if self.verbose:
            print(f"Epoch {epoch + 1}: saved in {folder}")

    def folder(self, epoch: int, logs: Logs | None) -> Path:
        """Where epoch number ``epoch``, from 0, is saved; ModelError for a figure there is not."""
        try:
            return Path(str(self.filepath).format(epoch=epoch + 1, **(logs or {})))
        except (LookupError, ValueError) as error:
            names = ", ".join(["epoch", *(logs or {})])
            raise ModelError(
                f"expected a path with {names} in braces, received {str(self.filepath)!r}"
            ) from error


def _sign(monitor: str, mode: str) -> float:
    """1 where less of the figure is better, -1 where more of it is."""
    if mode not in ("auto", "min", "max"):
        raise ModelError(f"expected mode auto, min or max, received {mode!r}")
    more = mode == "max" or (mode == "auto" and "acc" in monitor)
    return -1.0 if more else 1.0


def monitored(name: str, logs: Logs | None) -> float:
    """The figure ``name`` of an epoch; ModelError with the names there are when it is not one."""
    if name not in (logs or {}):
        raise ModelError(f"expected one of {', '.join(logs or {})} to monitor, received {name!r}")
    return (logs or {})[name]
