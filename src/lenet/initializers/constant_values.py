"""Values that are not drawn: zeros, ones, a constant, the identity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.arrays import float_array
from lenet.arguments.numbers import FINITE, real
from lenet.errors import ModelError
from lenet.initializers.fan import Fan, Shape
from lenet.initializers.initializer import Initializer


class Constant(Initializer):
    """``value`` everywhere; or an array that is broadcast to the shape."""

    settings = ("value",)

    def __init__(self, value: float | Sequence[Any] | ArrayLike = 0.0) -> None:
        array = isinstance(value, list | tuple) or np.ndim(_ndarray(value)) > 0
        self.value: Any = (
            float_array(value, "value").tolist() if array else real("value", value, FINITE)
        )

    def drawn(self, generator: np.random.Generator, fan: Fan, shape: Shape) -> NDArray[np.float64]:
        del generator, fan
        values = np.asarray(self.value, np.float64)
        try:
            return np.broadcast_to(values, shape).copy()
        except ValueError as error:
            raise ModelError(
                f"expected a constant for the shape {shape}, received one of {values.shape}"
            ) from error


class Zeros(Initializer):
    """Zeros."""

    def drawn(self, generator: np.random.Generator, fan: Fan, shape: Shape) -> NDArray[np.float64]:
        del generator, fan
        return np.zeros(shape)


class Ones(Initializer):
    """Ones."""

    def drawn(self, generator: np.random.Generator, fan: Fan, shape: Shape) -> NDArray[np.float64]:
        del generator, fan
        return np.ones(shape)


class Identity(Initializer):
    """``gain`` times the identity matrix; for arrays of two sides, such as a Dense kernel."""

    settings = ("gain",)

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = real("gain", gain, FINITE)

    def drawn(self, generator: np.random.Generator, fan: Fan, shape: Shape) -> NDArray[np.float64]:
        del generator, fan
        if len(shape) != 2:
            raise ModelError(f"identity expects an array of two sides, received the shape {shape}")
        return self.gain * np.eye(*shape)


def _ndarray(value: Any) -> Any:
    return value if isinstance(value, np.ndarray) else 0
