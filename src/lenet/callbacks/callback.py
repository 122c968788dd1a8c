"""The calls that a callback gets from ``fit``, ``evaluate`` and ``predict``, with Keras's names."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from enum import Enum
from types import FunctionType
from typing import Any
from weakref import WeakKeyDictionary

from lenet.callbacks.trained import Trained

Logs = dict[str, Any]
"""Figures by name: loss, accuracy, val_loss, val_accuracy as far as measured, sorted by name."""

TRAIN, TEST, PREDICT = "train", "test", "predict"
"""What a batch may be for."""

BATCH_CALLS = {
    TRAIN: ("on_train_batch_begin", "on_train_batch_end", "on_batch_begin", "on_batch_end"),
    TEST: ("on_test_batch_begin", "on_test_batch_end"),
    PREDICT: ("on_predict_batch_begin", "on_predict_batch_end"),
}


class Callback:
    """Called during ``fit``, ``evaluate`` and ``predict``; override what is of use.

    ``self.model`` is the model, ``self.params`` has ``verbose``, ``epochs`` and ``steps``, the
    batches of an epoch (None where nobody knows before its end).

    A callback that overrides a call around batches makes every batch a call of its own into the
    engine, which is slower. Figures that are put into ``logs`` after an epoch stand in the history.
    """

    model: Trained
    params: Mapping[str, Any]

    def set_model(self, model: Any) -> None:
        """Take the model, before the first call."""
        self.model = model

    def set_params(self, params: Mapping[str, Any]) -> None:
        """Take ``verbose``, ``epochs`` and ``steps``, before the first call."""
        self.params = params

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Before the first epoch."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """After the last epoch, with its figures."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Before epoch number ``epoch``, counted from 0."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """After it, with ``logs``: loss, accuracy, val_loss, val_accuracy as far as measured."""

    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """The old name of ``on_train_batch_begin``, which calls it."""

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """The old name of ``on_train_batch_end``, which calls it."""

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Before batch number ``batch`` of the epoch."""
        call_with_logs(self.on_batch_begin, (batch,), logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After it, with the epoch's running loss and accuracy."""
        call_with_logs(self.on_batch_end, (batch,), logs)

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """Before ``evaluate``, and before an epoch's validation."""

    def on_test_end(self, logs: Logs | None = None) -> None:
        """After it, with its figures."""

    def on_test_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Before a batch of ``evaluate`` or of the validation."""

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After it, with the running figures."""

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        """Before ``predict``."""

    def on_predict_end(self, logs: Logs | None = None) -> None:
        """After it."""

    def on_predict_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Before a batch of ``predict``."""

    def on_predict_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After it, with ``logs["outputs"]``, the batch's answers."""

    def watches(self, what: str) -> bool:
        """Whether it does something before or after a batch that is for ``what``.

        ``what``: "train", "test" or "predict".
        """
        return any(overridden(self, name) for name in BATCH_CALLS[what])


def overridden(callback: Callback, name: str) -> bool:
    """Whether the callback has a call of that name of its own, by its class or set on it."""
    return getattr(getattr(callback, name), "__func__", None) is not getattr(Callback, name)


def call_with_logs(
    function: Callable[..., object], given: tuple[int, ...], logs: Logs | None
) -> None:
    """Call with ``logs`` last, or by its name, or without where the function has no room for it."""
    room = _room_for_logs(function, len(given))
    if room is _Room.LAST:
        function(*given, logs)
    elif room is _Room.BY_NAME:
        function(*given, logs=logs)
    else:
        function(*given)


class _Room(Enum):
    LAST = "last"
    BY_NAME = "by name"
    NONE = "none"


_ROOMS: WeakKeyDictionary[FunctionType, dict[tuple[bool, int], _Room]] = WeakKeyDictionary()
"""Function -> whether it is bound, and how many arguments come before ``logs`` -> its room.

A signature takes longer to read than many a batch to train.
"""


def _room_for_logs(function: Callable[..., object], before: int) -> _Room:
    plain = getattr(function, "__func__", function)
    if not isinstance(plain, FunctionType):
        return _read_room(function, before)
    rooms = _ROOMS.setdefault(plain, {})
    key = plain is not function, before
    if key not in rooms:
        rooms[key] = _read_room(function, before)
    return rooms[key]


def _read_room(function: Callable[..., object], before: int) -> _Room:
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # it does not say what it takes
        return _Room.LAST
    if _takes(signature, *range(before + 1)):
        return _Room.LAST
    return _Room.BY_NAME if _takes(signature, *range(before), logs=None) else _Room.NONE


def _takes(signature: inspect.Signature, *given: object, **named: object) -> bool:
    try:
        signature.bind(*given, **named)
    except TypeError:
        return False
    return True
