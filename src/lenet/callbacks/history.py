"""History: what ``fit`` returns."""

from __future__ import annotations

from lenet.callbacks.callback import Callback, Logs


class History(Callback):
    """What ``fit`` returns: ``epoch`` and ``history``, a list for each figure."""

    def __init__(self) -> None:
        self.epoch: list[int] = []
        self.history: dict[str, list[float]] = {}

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
