"""``ModelCheckpoint(period=5)`` of Keras 1 and 2: every fifth epoch is kept."""

from __future__ import annotations

import functools
from typing import Any

from lenet.as_keras.old.told import tell


def with_period(kind: type) -> None:
    """Let a callback take ``period``: its ends of epochs are those of every so many."""
    made = kind.__init__  # type: ignore[misc]

    @functools.wraps(made)
    def init(self: Any, *given: Any, period: int = 1, **named: Any) -> None:
        made(self, *given, **named)
        if int(period) > 1:
            tell(f"{kind.__name__}(period={period}) is save_freq, in batches, today")
            self.on_epoch_end = _every(int(period), self.on_epoch_end)

    kind.__init__ = init  # type: ignore[misc]


def _every(period: int, hook: Any) -> Any:
    """The hook, called at the end of the epochs whose number from 1 is a multiple."""

    def called(epoch: int, logs: Any = None) -> None:
        if (epoch + 1) % period == 0:
            hook(epoch, logs)

    return called
