"""BackupAndRestore: a training that was interrupted goes on where it was."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from lenet.arguments.numbers import truth, whole
from lenet.callbacks.callback import TRAIN, Callback, Logs
from lenet.errors import ModelError

CHECKPOINT = "checkpoint.safetensors"
"""The file that ``Model.save_checkpoint`` writes into a folder."""


class BackupAndRestore(Callback):
    """Keeps the training's state in a folder, and goes on from it when ``fit`` begins again.

    The state is written whole after every epoch, or after ``save_freq`` batches: then the epoch
    that was interrupted is trained again from that batch's weights, as in Keras. The folder
    ``backup_dir`` serves one training and nothing else; it is removed at its end unless
    ``delete_checkpoint=False``. ``double_checkpoint`` is accepted and changes nothing: a state is
    never half written. OSError; DataError for another model's state.
    """

    def __init__(
        self,
        backup_dir: str | Path,
        save_freq: str | int = "epoch",
        double_checkpoint: bool = False,
        delete_checkpoint: bool = True,
    ) -> None:
        if isinstance(backup_dir, str) and not backup_dir:
            raise ModelError("expected a folder as backup_dir, received an empty name")
        self.backup_dir = Path(backup_dir)
        by_epoch = isinstance(save_freq, str) and save_freq == "epoch"
        self.save_freq = "epoch" if by_epoch else whole("save_freq", save_freq, 1)
        truth("double_checkpoint", double_checkpoint)
        self.delete_checkpoint = truth("delete_checkpoint", delete_checkpoint)
        self._batches = 0

    def watches(self, what: str) -> bool:
        return what == TRAIN and self.save_freq != "epoch"

    def on_train_begin(self, logs: Logs | None = None) -> None:
        del logs
        self._batches = 0
        if (self.backup_dir / CHECKPOINT).is_file():
            model: Any = self.model
            before = model.epochs_trained
            model.load_checkpoint(self.backup_dir)
            model.epochs_restored = max(0, model.epochs_trained - before)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        del epoch, logs
        if self.save_freq == "epoch":
            self._save()

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        del batch, logs
        self._batches += 1
        if self._batches == self.save_freq:
            self._batches = 0
            self._save()

    def _save(self) -> None:
        self.backup_dir.mkdir(parents=True, exist_ok=True)
        model: Any = self.model
        model.save_checkpoint(self.backup_dir)

    def on_train_end(self, logs: Logs | None = None) -> None:
        del logs
        if self.delete_checkpoint and self.backup_dir.is_dir():
            (self.backup_dir / CHECKPOINT).unlink(missing_ok=True)
            shutil.rmtree(self.backup_dir)
