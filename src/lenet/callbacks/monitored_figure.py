"""The figure that a callback monitors, and which way it becomes better."""

from __future__ import annotations

from lenet.arguments.numbers import FINITE, real
from lenet.arguments.words import text, word
from lenet.callbacks.callback import Callback

MORE_IS_BETTER = (
    "acc",
    "auc",
    "precision",
    "recall",
    "f1",
    "fbeta",
    "top_k",
    "iou",
    "r2",
    "cosine",
)
"""In the names of figures of which more is better."""


def sign_of_better(monitor: str, mode: str) -> float:
    """1 where a smaller figure is better, -1 where a larger one is. ModelError for another mode."""
    text("monitor", monitor)
    word("mode", mode, ("auto", "min", "max"))
    if mode != "auto":
        return -1.0 if mode == "max" else 1.0
    figure = monitor.removeprefix("val_")
    return -1.0 if "loss" not in figure and any(w in figure for w in MORE_IS_BETTER) else 1.0


class MonitoringCallback(Callback):
    """A callback that looks at one figure of each epoch, as Keras's ``MonitorCallback``.

    ``monitor`` is the figure's name. ``mode``: "min" or "max" is better; "auto" takes "max" for
    accuracies and their like. An improvement is more than ``min_delta``.
    """

    def __init__(self, monitor: str, mode: str, min_delta: float = 0.0) -> None:
        self.monitor, self.mode = monitor, mode
        self.sign = sign_of_better(monitor, mode)
        self.min_delta = abs(real("min_delta", min_delta, FINITE))

    def is_improvement(self, value: float, reference: float | None) -> bool:
        """Whether the value is better than the reference; nan is better than none alone."""
        if reference is None:
            return True
        return self.sign * value + self.min_delta < self.sign * reference
