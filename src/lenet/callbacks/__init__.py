"""What a user can do between epochs: Keras's callbacks, as far as they need no other framework."""

from lenet.callbacks.callback import (
    BATCH_CALLS,
    Callback,
    EarlyStopping,
    History,
    LambdaCallback,
    LearningRateScheduler,
    Logs,
    ModelCheckpoint,
    monitored,
    watches_batches,
)

__all__ = [
    "BATCH_CALLS",
    "Callback",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "Logs",
    "ModelCheckpoint",
    "monitored",
    "watches_batches",
]
