"""History: what ``fit`` returns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lenet.callbacks.callback import Callback, Logs


class History(Callback):
    """What ``fit`` returns: ``epoch`` and ``history``, a list for each figure; ``params``.

    One that is given to ``fit`` begins anew with each call, as in Keras.
    """

    params: Mapping[str, Any]

    def __init__(self) -> None:
        self.epoch: list[int] = []
        self.history: dict[str, list[Any]] = {}

    def on_train_begin(self, logs: Logs | None = None) -> None:
        del logs
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
