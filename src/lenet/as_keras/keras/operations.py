"""Names of ``keras.ops`` that TensorFlow has not, on NumPy arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lenet.as_keras.arrays import making, shaping
from lenet.as_keras.arrays.tensor import plain, tensor


def _from_numpy(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of NumPy's on tensors, whose answer is one."""

    def made(x: Any, *given: Any, **named: Any) -> Any:
        return tensor(function(plain(x), *given, **named))

    return made


def _to_numpy(x: Any) -> Any:
    """``convert_to_numpy``: the values as an array of NumPy's own."""
    return np.array(plain(x))


def _shape(x: Any) -> tuple[int, ...]:
    """A tuple, as in Keras 3."""
    return tuple(int(side) for side in np.shape(x))


def _concatenate(xs: Any, axis: int = 0) -> Any:
    return shaping.concat(xs, axis)


def _arange(start: Any, stop: Any = None, step: Any = 1, dtype: Any = None) -> Any:
    return making.range(start, stop, step, dtype)


def _full(shape: Any, fill_value: Any, dtype: Any = None) -> Any:
    return making.constant(fill_value, dtype, shape)


OPERATIONS: dict[str, Callable[..., Any]] = {
    "arange": _arange,
    "array": making.convert_to_tensor,
    "average": _from_numpy(np.average),
    "bincount": _from_numpy(np.bincount),
    "concatenate": _concatenate,
    "convert_to_numpy": _to_numpy,
    "copy": _from_numpy(np.copy),
    "count_nonzero": _from_numpy(np.count_nonzero),
    "cumsum": _from_numpy(np.cumsum),
    "diag": _from_numpy(np.diag),
    "flip": _from_numpy(np.flip),
    "full": _full,
    "isnan": _from_numpy(np.isnan),
    "median": _from_numpy(np.median),
    "moveaxis": _from_numpy(np.moveaxis),
    "pad": _from_numpy(np.pad),
    "ravel": _from_numpy(np.ravel),
    "repeat": _from_numpy(np.repeat),
    "roll": _from_numpy(np.roll),
    "shape": _shape,
    "sort": _from_numpy(np.sort),
    "swapaxes": _from_numpy(np.swapaxes),
    "take": _from_numpy(np.take),
    "unique": _from_numpy(np.unique),
}
