"""ModelCheckpoint: the model is saved after epochs, or after so many batches."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from lenet.arguments.numbers import FINITE, real, truth, verbose_level, whole
from lenet.callbacks.callback import TRAIN, Logs
from lenet.callbacks.monitored_figure import MonitoringCallback
from lenet.errors import ModelError

EPOCH = "epoch"


class ModelCheckpoint(MonitoringCallback):
    """Saves the model after every epoch, or only after the best so far, as Keras does.

    ``filepath`` may hold ``{epoch}``, counted from 1, and the epoch's figures, as in
    ``"runs/{epoch:02d}-{val_loss:.4f}.keras"``; its ending says what is written, as in
    ``model.save``. ``save_weights_only`` calls ``model.save_weights`` instead. ``mode`` as for
    ``EarlyStopping``. ``save_freq``: "epoch", or the number of batches after which it saves; then
    ``{batch}`` stands for the batch's number, from 1. ``initial_value_threshold`` is what the first
    epoch has to be better than. ``verbose=1`` prints when it saves.
    """

    def __init__(
        self,
        filepath: str | Path,
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: str | int = EPOCH,
        initial_value_threshold: float | None = None,
    ) -> None:
        super().__init__(monitor, mode)
        self.filepath = Path(filepath)
        self.save_best_only = truth("save_best_only", save_best_only)
        self.save_weights_only = truth("save_weights_only", save_weights_only)
        self.verbose = verbose_level(verbose)
        by_epoch = isinstance(save_freq, str) and save_freq == EPOCH
        self.save_freq = EPOCH if by_epoch else whole("save_freq", save_freq, 1)
        first = initial_value_threshold
        self.best = None if first is None else real("initial_value_threshold", first, FINITE)
        self._epoch = self._batches = 0

    def watches(self, what: str) -> bool:
        return super().watches(what) if self.save_freq == EPOCH else what == TRAIN

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        del logs
        self._epoch = epoch

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        if self.save_freq == EPOCH:
            return
        self._batches += 1
        if self._batches == self.save_freq:
            self._batches = 0
            self._save(self._epoch, {"batch": batch + 1, **(logs or {})})

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        if self.save_freq == EPOCH:
            self._save(epoch, logs or {})

    def _save(self, epoch: int, logs: Logs) -> None:
        path = self.path(epoch, logs)
        if not self._is_to_be_saved(epoch, logs, path):
            return
        model: Any = self.model
        if self.save_weights_only:
            model.save_weights(path)
        else:
            model.save(path)
        if self.verbose:
            print(f"\nEpoch {epoch + 1}: finished saving model to {path}")

    def _is_to_be_saved(self, epoch: int, logs: Logs, path: Path) -> bool:
        if not self.save_best_only:
            self._say(f"\nEpoch {epoch + 1}: saving model to {path}")
            return True
        value: float | None = logs.get(self.monitor)
        if value is None:
            warnings.warn(f"Can save best model only with {self.monitor} available.", stacklevel=2)
            return True
        before = "None" if self.best is None else f"{self.best:.5f}"
        if not self.is_improvement(value, self.best):
            self._say(f"\nEpoch {epoch + 1}: {self.monitor} did not improve from {before}")
            return False
        self._say(
            f"\nEpoch {epoch + 1}: {self.monitor} improved from {before} to {value:.5f}, "
            f"saving model to {path}"
        )
        self.best = value
        return True

    def _say(self, sentence: str) -> None:
        if self.verbose:
            print(sentence)

    def path(self, epoch: int, logs: Logs) -> Path:
        """Where epoch number ``epoch``, from 0, is saved; ModelError for a figure there is not."""
        try:
            return Path(str(self.filepath).format(epoch=epoch + 1, **logs))
        except (LookupError, ValueError) as error:
            names = ", ".join(["epoch", *logs])
            raise ModelError(
                f"expected a path with {names} in braces, received {str(self.filepath)!r}"
            ) from error
