"""A function of a user's own as an initializer."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.initializers.fan import Fan, Shape
from lenet.initializers.initializer import Initializer, checked_values


class Own(Initializer):
    """A function ``(shape, dtype) -> array``; called with the shape alone if it takes no dtype.

    A file keeps its name alone, and cannot make it again.
    """

    settings = ()

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.name = str(getattr(function, "__name__", type(function).__name__))

    def drawn(self, generator: np.random.Generator, fan: Fan, shape: Shape) -> NDArray[np.float64]:
        del generator, fan
        return checked_values(self._called(shape), shape, self.name)

    def _called(self, shape: Shape) -> Any:
        if _takes_dtype(self.function):
            return self.function(shape, dtype="float32")
        return self.function(shape)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Own) and other.function == self.function

    __hash__ = None


def _takes_dtype(function: Callable[..., Any]) -> bool:
    try:
        inspect.signature(function).bind((1,), dtype="float32")
    except (TypeError, ValueError):  # it takes none, or does not say what it takes
        return False
    return True
