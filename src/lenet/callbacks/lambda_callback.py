"""LambdaCallback: a callback from functions."""

from __future__ import annotations

from collections.abc import Callable

from lenet.arguments.words import shown
from lenet.callbacks.callback import Callback
from lenet.errors import ModelError


class LambdaCallback(Callback):
    """A callback from functions, given by the names of the calls; None is no function.

    The six of Keras may also be given in its order, without names: ``on_epoch_begin``,
    ``on_epoch_end``, ``on_train_begin``, ``on_train_end``, ``on_train_batch_begin``,
    ``on_train_batch_end``. ModelError for other names, and for what cannot be called.
    """

    def __init__(
        self,
        on_epoch_begin: Callable[..., object] | None = None,
        on_epoch_end: Callable[..., object] | None = None,
        on_train_begin: Callable[..., object] | None = None,
        on_train_end: Callable[..., object] | None = None,
        on_train_batch_begin: Callable[..., object] | None = None,
        on_train_batch_end: Callable[..., object] | None = None,
        **others: Callable[..., object] | None,
    ) -> None:
        functions = {
            "on_epoch_begin": on_epoch_begin,
            "on_epoch_end": on_epoch_end,
            "on_train_begin": on_train_begin,
            "on_train_end": on_train_end,
            "on_train_batch_begin": on_train_batch_begin,
            "on_train_batch_end": on_train_batch_end,
            **others,
        }
        calls = [name for name in vars(Callback) if name.startswith("on_")]
        for name, function in functions.items():
            if name not in calls or not (function is None or callable(function)):
                raise ModelError(
                    f"LambdaCallback expects functions for {', '.join(calls)}; "
                    f"received {name}={shown(function)}"
                )
            if function is not None:
                setattr(self, name, function)
