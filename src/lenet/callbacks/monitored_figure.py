"""The figure that a callback monitors, and which way it becomes better."""

from __future__ import annotations

from lenet.arguments.words import text, word
from lenet.callbacks.callback import Logs
from lenet.errors import ModelError


def sign_of_better(monitor: str, mode: str) -> float:
    """1 where a smaller figure is better, -1 where a larger one is. ModelError for another mode."""
    text("monitor", monitor)
    word("mode", mode, ("auto", "min", "max"))
    more = mode == "max" or (mode == "auto" and "acc" in monitor)
    return -1.0 if more else 1.0


def monitored(name: str, logs: Logs | None) -> float:
    """The figure ``name`` of an epoch; ModelError with the names there are when it is not one."""
    if name not in (logs or {}):
        raise ModelError(f"expected one of {', '.join(logs or {})} to monitor, received {name!r}")
    return (logs or {})[name]
