"""The learning rate of the model in training, as callbacks write it down."""

from __future__ import annotations

from lenet.callbacks.callback import Logs
from lenet.callbacks.trained import Trained


def note_rate(model: Trained, logs: Logs | None) -> None:
    """Put ``learning_rate`` into an epoch's figures, where Keras 3 has it."""
    if logs is not None:
        logs["learning_rate"] = float(model.optimizer.learning_rate)
