"""ModelCheckpoint: the model is saved after epochs."""

from __future__ import annotations

import math
from pathlib import Path

from lenet.arguments.numbers import truth, verbose_level
from lenet.callbacks.callback import Callback, Logs
from lenet.callbacks.monitored_figure import monitored, sign_of_better
from lenet.errors import ModelError


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
        self.filepath, self.monitor = Path(filepath), monitor
        self.sign = sign_of_better(monitor, mode)
        self.save_best_only = truth("save_best_only", save_best_only)
        self.verbose = verbose_level(verbose)
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
