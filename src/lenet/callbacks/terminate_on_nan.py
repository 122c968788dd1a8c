"""TerminateOnNaN: training stops, and does not fail, when the loss is no longer a number."""

from __future__ import annotations

import math

from lenet.arguments.numbers import truth
from lenet.callbacks.callback import Callback, Logs


class TerminateOnNaN(Callback):
    """Stops training at the first batch whose loss is infinite or not a number.

    Without it ``fit`` raises TrainingError there. The weights from before that batch are kept: in
    Keras they are no numbers afterwards. ``raise_error=True`` raises RuntimeError, as in Keras.

    The engine finds such a batch itself: no batch becomes a call of its own for this callback.
    """

    def __init__(self, raise_error: bool = False) -> None:
        self.raise_error = truth("raise_error", raise_error)

    def watches(self, what: str) -> bool:
        del what
        return False

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        loss = (logs or {}).get("loss")
        if loss is None or math.isfinite(loss):
            return
        if self.raise_error:
            raise RuntimeError(
                f"NaN or Inf loss encountered at batch {batch}. Loss value: {loss}. "
                "Terminating training immediately."
            )
        print(f"Batch {batch}: Invalid loss, terminating training")
        self.model.stop_training = True
