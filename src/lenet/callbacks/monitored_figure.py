"""The figure that a callback monitors, and which way it becomes better."""

from __future__ import annotations

from lenet.callbacks.callback import Logs
from lenet.errors import ModelError


def sign_of_better(monitor: str, mode: str) -> float:
    """1 where a smaller figure is better, -1 where a larger one is. ModelError for another mode."""
    if mode not in ("auto", "min", "max"):
        raise ModelError(f"expected mode auto, min or max, received {mode!r}")
    more = mode == "max" or (mode == "auto" and "acc" in monitor)
    return -1.0 if more else 1.0


def monitored(name: str, logs: Logs | None) -> float:
    """The figure ``name`` of an epoch; ModelError with the names there are when it is not one."""
    if name not in (logs or {}):
        raise ModelError(f"expected one of {', '.join(logs or {})} to monitor, received {name!r}")
    return (logs or {})[name]
