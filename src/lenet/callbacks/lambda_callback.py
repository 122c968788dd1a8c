"""LambdaCallback: a callback from functions."""

from __future__ import annotations

from collections.abc import Callable

from lenet.arguments.words import shown
from lenet.callbacks.callback import BATCH_CALLS, Callback, Logs
from lenet.errors import ModelError


class LambdaCallback(Callback):
    """A callback from functions, given by the names of the calls."""

    def __init__(self, **functions: Callable[..., None]) -> None:
        calls = [name for name in vars(Callback) if name.startswith("on_")]
        for name, function in functions.items():
            if name not in calls or not callable(function):
                raise ModelError(
                    f"LambdaCallback expects functions for {', '.join(calls)}; "
                    f"received {name}={shown(function)}"
                )
        self.functions = functions

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self._call("on_train_begin", logs)

    def on_train_end(self, logs: Logs | None = None) -> None:
        self._call("on_train_end", logs)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self._call("on_epoch_begin", epoch, logs)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self._call("on_epoch_end", epoch, logs)

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_train_batch_begin", batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_train_batch_end", batch, logs)

    def _call(self, name: str, *given: object) -> None:
        if name in self.functions:
            self.functions[name](*given)

    @property
    def watches_batches(self) -> bool:
        return any(name in self.functions for name in BATCH_CALLS)
