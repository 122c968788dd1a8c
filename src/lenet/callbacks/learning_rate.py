"""The learning rate of the model in training, as callbacks read it and write it down."""

from __future__ import annotations

from typing import Any

from lenet.callbacks.callback import Logs
from lenet.callbacks.trained import Trained
from lenet.errors import ModelError


def settable_rate(model: Trained, who: str) -> float:
    """The optimizer's learning rate, a number. ModelError, naming ``who``, if it is a schedule."""
    rate: Any = model.optimizer.learning_rate
    if callable(rate):
        raise ModelError(
            f"{who} expects an optimizer without a schedule: give it a number as learning_rate, "
            f"or leave {who} out"
        )
    return float(rate)


def note_rate(model: Trained, logs: Logs | None) -> None:
    """Put ``learning_rate`` into an epoch's figures, where Keras 3 has it."""
    rate: Any = model.optimizer.learning_rate
    if logs is not None and not callable(rate):
        logs["learning_rate"] = float(rate)
