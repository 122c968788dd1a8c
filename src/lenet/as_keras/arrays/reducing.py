"""Functions that make one number of many, by TensorFlow's names and arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lenet.as_keras.arrays.tensor import plain, tensor
from lenet.as_keras.arrays.tensors_without_data import as_activation
from lenet.losses.stand_ins import Asked


def _over(function: Callable[..., Any], *, floats: bool = False) -> Callable[..., Any]:
    """NumPy's function over axes, with TensorFlow's arguments and its types."""

    def made(
        input_tensor: Any, axis: Any = None, keepdims: bool = False, name: str | None = None
    ) -> Any:
        del name
        if isinstance(input_tensor, Asked) and function is np.mean:
            return input_tensor.mean()
        values = plain(input_tensor)
        axes = tuple(axis) if isinstance(axis, list) else axis
        found = function(values, axis=axes, keepdims=keepdims)
        same = values.dtype.kind in "iuf" and not (floats and values.dtype.kind != "f")
        return tensor(np.asarray(found).astype(values.dtype) if same else found)

    made.__doc__ = f"As ``numpy.{function.__name__}``; the type stays."
    made.__name__ = function.__name__
    return made


_mean, _sum, _max, _min = _over(np.mean), _over(np.sum), _over(np.max), _over(np.min)
_std, _variance = _over(np.std, floats=True), _over(np.var, floats=True)
_all, _any, _prod = _over(np.all), _over(np.any), _over(np.prod)

REDUCING: dict[str, Callable[..., Any]] = {
    "reduce_all": _all,
    "reduce_any": _any,
    "reduce_max": _max,
    "reduce_mean": _mean,
    "reduce_min": _min,
    "reduce_prod": _prod,
    "reduce_std": _std,
    "reduce_sum": _sum,
    "reduce_variance": _variance,
}
"""TensorFlow's names."""

BACKEND: dict[str, Callable[..., Any]] = {
    "all": _all,
    "any": _any,
    "max": _max,
    "mean": _mean,
    "min": _min,
    "prod": _prod,
    "std": _std,
    "sum": _sum,
    "var": _variance,
}
"""The same functions by the names of ``keras.backend`` and ``keras.ops``."""


def argmax(input: Any, axis: int | None = 0, output_type: Any = np.int64) -> Any:  # noqa: A002
    """The place of the largest value, along the first axis unless told."""
    return tensor(np.argmax(plain(input), axis).astype(output_type))


def argmin(input: Any, axis: int | None = 0, output_type: Any = np.int64) -> Any:  # noqa: A002
    """The place of the smallest value, along the first axis unless told."""
    return tensor(np.argmin(plain(input), axis).astype(output_type))


def last_argmax(x: Any, axis: int = -1) -> Any:
    """The place of the largest value, along the last axis unless told: the backend's ``argmax``."""
    return argmax(x, axis)


def last_argmin(x: Any, axis: int = -1) -> Any:
    """The place of the smallest value, along the last axis unless told."""
    return argmin(x, axis)


def argsort(values: Any, axis: int = -1, direction: str = "ASCENDING") -> Any:
    """The places in the order of their values."""
    given = plain(values)
    return tensor(np.argsort(-given if direction == "DESCENDING" else given, axis, kind="stable"))


@as_activation
def softmax(logits: Any, axis: int = -1, name: str | None = None) -> Any:
    """exp(x) divided by its sum along the axis."""
    del name
    values = plain(logits)
    values = values if values.dtype.kind == "f" else values.astype(np.float32)
    powers = np.exp(values - values.max(axis=axis, keepdims=True))
    return tensor(powers / powers.sum(axis=axis, keepdims=True))


def log_softmax(logits: Any, axis: int = -1) -> Any:
    """The logarithm of ``softmax``."""
    values = plain(logits) - plain(logits).max(axis=axis, keepdims=True)
    return tensor(values - np.log(np.exp(values).sum(axis=axis, keepdims=True)))


def norm(tensor: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A002
    """The root of the sum of squares, or another norm."""
    kind = None if ord == "euclidean" else ord
    return _tensor(np.linalg.norm(plain(tensor), kind, axis, keepdims))


_tensor = tensor


def in_top_k(targets: Any, predictions: Any, k: int) -> Any:
    """Whether the target's value is one of the ``k`` largest: bool (n,)."""
    values = plain(predictions)
    own = np.take_along_axis(values, plain(targets).astype(int)[:, None], 1)
    return tensor((values > own).sum(axis=1) < k)


def top_k(input: Any, k: int = 1) -> tuple[Any, Any]:  # noqa: A002 - TensorFlow's name
    """The ``k`` largest values of the last axis, and their places."""
    values = plain(input)
    places = np.argsort(-values, -1, kind="stable")[..., :k]
    return tensor(np.take_along_axis(values, places, -1)), tensor(places.astype(np.int32))


def confusion_matrix(labels: Any, predictions: Any, num_classes: int | None = None) -> Any:
    """How often each class (row) was answered as each (column): int32 (classes, classes)."""
    true, told = plain(labels).astype(int).ravel(), plain(predictions).astype(int).ravel()
    classes = num_classes or int(max(true.max(initial=0), told.max(initial=0))) + 1
    counts = np.zeros((classes, classes), np.int32)
    np.add.at(counts, (true, told), 1)
    return tensor(counts)
