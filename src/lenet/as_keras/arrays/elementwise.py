"""Functions of each number by itself, by TensorFlow's names; two arrays are broadcast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lenet.as_keras.arrays.tensor import plain, tensor
from lenet.as_keras.arrays.tensors_without_data import as_activation


def _of(function: Callable[..., Any]) -> Callable[..., Any]:
    """NumPy's function, taking and giving Tensors; TensorFlow's ``name`` says nothing here."""

    def made(*given: Any, name: str | None = None) -> Any:
        del name
        first, *rest = (plain(one) for one in _matched(given))
        return tensor(function(first, *rest))

    made.__doc__ = f"As ``numpy.{function.__name__}``."
    made.__name__ = function.__name__
    return made


def _matched(given: tuple[Any, ...]) -> list[Any]:
    """Bare numbers beside arrays in the arrays' type, as TensorFlow takes them."""
    types = [one.dtype for one in given if isinstance(one, np.ndarray)]
    if not types:
        return list(given)
    return [
        np.asarray(one, types[0]) if isinstance(one, int | float) and one is not True else one
        for one in given
    ]


ELEMENTWISE: dict[str, Callable[..., Any]] = {
    "abs": _of(np.abs),
    "add": _of(np.add),
    "ceil": _of(np.ceil),
    "clip_by_value": _of(np.clip),
    "clip": _of(np.clip),
    "cos": _of(np.cos),
    "divide": _of(np.true_divide),
    "equal": _of(np.equal),
    "exp": _of(np.exp),
    "floor": _of(np.floor),
    "floordiv": _of(np.floor_divide),
    "greater": _of(np.greater),
    "greater_equal": _of(np.greater_equal),
    "is_nan": _of(np.isnan),
    "less": _of(np.less),
    "less_equal": _of(np.less_equal),
    "log": _of(np.log),
    "log1p": _of(np.log1p),
    "logical_and": _of(np.logical_and),
    "logical_not": _of(np.logical_not),
    "logical_or": _of(np.logical_or),
    "maximum": _of(np.maximum),
    "minimum": _of(np.minimum),
    "mod": _of(np.mod),
    "multiply": _of(np.multiply),
    "negative": _of(np.negative),
    "not_equal": _of(np.not_equal),
    "pow": _of(np.power),
    "round": _of(np.rint),
    "sign": _of(np.sign),
    "sin": _of(np.sin),
    "sqrt": _of(np.sqrt),
    "square": _of(np.square),
    "subtract": _of(np.subtract),
    "tanh": as_activation(_of(np.tanh)),
}
"""TensorFlow's name -> function of arrays."""


def where(condition: Any, x: Any = None, y: Any = None) -> Any:
    """``x`` where the condition holds, else ``y``; the places, (n, axes), where both are left."""
    if x is None and y is None:
        return tensor(np.argwhere(plain(condition)))
    return tensor(np.where(plain(condition), plain(x), plain(y)))


@as_activation
def sigmoid(x: Any, name: str | None = None) -> Any:
    """1 / (1 + exp(-x))."""
    del name
    return tensor(_floats(0.5 * (1 + np.tanh(0.5 * _floats(x)))))


@as_activation
def relu(features: Any, name: str | None = None) -> Any:
    """The value, or 0 in the place of what is below."""
    del name
    return tensor(np.maximum(plain(features), 0))


@as_activation
def relu6(features: Any) -> Any:
    """The value between 0 and 6."""
    return tensor(np.clip(plain(features), 0, 6))


@as_activation
def leaky_relu(features: Any, alpha: float = 0.2) -> Any:
    """The value, or ``alpha`` times it below 0."""
    values = _floats(features)
    return tensor(_floats(np.where(values > 0, values, alpha * values)))


@as_activation
def elu(features: Any) -> Any:
    """The value, or exp(x) - 1 below 0."""
    values = _floats(features)
    return tensor(_floats(np.where(values > 0, values, np.expm1(np.minimum(values, 0)))))


@as_activation
def softplus(features: Any) -> Any:
    """log(1 + exp(x))."""
    return tensor(_floats(np.logaddexp(0, _floats(features))))


def matmul(a: Any, b: Any, transpose_a: bool = False, transpose_b: bool = False) -> Any:
    """The product of matrices."""
    left, right = plain(a), plain(b)
    left = np.swapaxes(left, -1, -2) if transpose_a else left
    return tensor(left @ (np.swapaxes(right, -1, -2) if transpose_b else right))


def tensordot(a: Any, b: Any, axes: Any) -> Any:
    """The sum of products over axes of both."""
    return tensor(np.tensordot(plain(a), plain(b), axes))


def _floats(x: Any) -> Any:
    """Values in the float type that they have, float32 if they have none."""
    values = plain(x)
    return values if values.dtype.kind == "f" else values.astype(np.float32)
