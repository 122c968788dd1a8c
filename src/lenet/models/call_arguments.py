"""Checks of the arguments of a model's methods; ModelError."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from inspect import signature

from lenet.callbacks import Callback
from lenet.errors import ModelError


def whole_number(argument: str, value: object, least: int) -> int:
    """A whole number from ``least`` on."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise ModelError(f"expected a whole number for {argument}, received {value!r}")
    number = operator.index(value)
    if number < least:
        raise ModelError(f"expected {argument} of at least {least}, received {number}")
    return number


def no_other(method: Callable[..., object], other: Mapping[str, object]) -> None:
    """ModelError for the arguments in ``other``, which the method does not have."""
    if other:
        supported = [name for name in signature(method).parameters if name not in ("self", "other")]
        raise ModelError(
            f"{method.__name__} supports {', '.join(supported)}; received {', '.join(other)}"
        )


def callback_list(given: Callback | Sequence[Callback] | None) -> list[Callback]:
    """One callback or several as a list. ModelError for other objects."""
    callbacks = [given] if isinstance(given, Callback) else list(given or ())
    for callback in callbacks:
        if not isinstance(callback, Callback):
            raise ModelError(f"expected lenet.callbacks.Callback objects, received {callback!r}")
    return callbacks
