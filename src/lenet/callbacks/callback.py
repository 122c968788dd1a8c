"""The calls that a callback gets during ``fit``, with Keras's names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lenet.callbacks.trained import Trained

Logs = Mapping[str, float]
"""Figures by name: loss, accuracy, val_loss, val_accuracy as far as measured."""

BATCH_CALLS = ("on_train_batch_begin", "on_train_batch_end")


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

    @property
    def watches_batches(self) -> bool:
        """Whether it does something before or after a batch."""
        kind = type(self)
        return any(getattr(kind, name) is not getattr(Callback, name) for name in BATCH_CALLS)
