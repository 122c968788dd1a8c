"""Checks of the arguments of a model's methods; ModelError."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import signature
from typing import Any

import numpy as np

from lenet.arguments.numbers import whole
from lenet.arguments.words import row, shown
from lenet.callbacks import Callback
from lenet.errors import ModelError
from lenet.models.feeds import ONCE


def no_other(method: Callable[..., object], other: Mapping[str, object]) -> None:
    """ModelError for the arguments in ``other``, which the method does not have."""
    if other:
        supported = [name for name in signature(method).parameters if name not in ("self", "other")]
        raise ModelError(
            f"{method.__name__} supports {', '.join(supported)}; received {', '.join(other)}"
        )


def callback_list(given: Callback | Sequence[Callback] | None) -> list[Callback]:
    """One callback or several as a list. ModelError for other objects."""
    callbacks = _several("callbacks", given, Callback)
    for callback in callbacks:
        if not isinstance(callback, Callback):
            raise ModelError(
                f"expected lenet.callbacks.Callback objects, received {shown(callback)}"
            )
    return callbacks


def batch_of(size: object) -> int:
    """How many samples a batch has: 32 unless told."""
    return 32 if size is None else whole("batch_size", size, 1)


def some_steps(what: str, value: object) -> int | None:
    """A number of batches, or None for as many as there are. ModelError that names ``what``."""
    return None if value is None else whole(what, value, 1)


def order_of(shuffle: object) -> bool | str:
    """How an epoch is ordered: True draws anew, False keeps the order, "once" draws one for all."""
    if isinstance(shuffle, str) and shuffle == ONCE:
        return ONCE
    if isinstance(shuffle, int | np.integer | np.bool_) and shuffle in (0, 1):
        return bool(shuffle)
    raise ModelError(f"expected True, False or 'once' for shuffle, received {shown(shuffle)}")


def _several(what: str, given: object, kind: type) -> list[Any]:
    """One thing of a kind, a list of things, or None, as a list. ModelError for anything else."""
    if given is None:
        return []
    return [given] if isinstance(given, kind) else row(what, given)
