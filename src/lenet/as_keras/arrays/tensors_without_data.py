"""``tf.nn.relu(x)`` and ``tf.reshape(x, ...)`` inside a model: layers behind a tensor without data.

Such a tensor is what ``keras.Input`` and layers give, in functional models and in ``call``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from lenet import layers


def without_data(x: Any) -> bool:
    """Whether ``x`` is a tensor that has a shape and no data yet."""
    return hasattr(x, "sample_shape")


def as_activation(function: Callable[..., Any], name: str | None = None) -> Callable[..., Any]:
    """The function of arrays, which is an Activation layer behind a tensor without data."""

    @functools.wraps(function)
    def of_either(x: Any, *given: Any, **named: Any) -> Any:
        if without_data(x):
            return layers.Activation(name or function.__name__)(x)
        return function(x, *given, **named)

    return of_either


def reshaped(x: Any, shape: Any) -> Any:
    """The tensor behind Flatten for (-1, values), else behind Reshape."""
    sides = [-1 if side is None else int(side) for side in shape]
    if len(sides) == 2:
        return layers.Flatten()(x)
    return layers.Reshape(tuple(sides[1:]))(x)
