"""Activation functions, as Keras names them: for a layer's ``activation``, for arrays and tensors.

``relu(x)`` of an array is float32 of its shape; of a tensor without data it is the tensor behind an
Activation layer.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet import _engine
from lenet.arguments.arrays import float_array
from lenet.arguments.numbers import FINITE, real, whole
from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.keras_names import absent
from lenet.layers import (
    ACTIVATIONS,
    Activation,
    ElementFunction,
    EngineLayer,
    KerasTensor,
    curve_named,
    threshold_curve,
)
from lenet.models.softmax import softmax as softmax_of

_NUMBERS: dict[str, tuple[str, ...]] = {
    "relu": ("negative_slope", "max_value", "threshold"),
    "leaky_relu": ("negative_slope",),
    "elu": ("alpha",),
    "celu": ("alpha",),
    "soft_shrink": ("threshold",),
    "hard_shrink": ("threshold",),
    "squareplus": ("b",),
    "gelu": ("approximate",),
    "softmax": ("axis",),
}
"""The arguments that each function takes behind ``x``, in Keras's order."""


class ActivationFunction:
    """A function of each value, or the softmax: callable on arrays, and an ``activation``."""

    def __init__(self, name: str, curve: ElementFunction) -> None:
        self.__name__ = self.name = name
        self.curve = curve

    def __call__(self, x: Any, *numbers: Any, **named: Any) -> Any:
        """The function of arrays or of a tensor. ModelError for arguments that it does not have."""
        arguments = _NUMBERS.get(self.curve.name, ())
        given = dict(zip(arguments, numbers, strict=False)) | named
        if len(numbers) > len(arguments) or not set(given) <= set(arguments):
            raise ModelError(
                f"{self.name} takes x and {', '.join(arguments) or 'nothing else'}; received "
                f"{shown((*numbers, *named))}"
            )
        if isinstance(x, KerasTensor):
            return _layer(_with(self.curve, given))(x)
        values = float_array(x, "values")
        if self.name == "softmax":
            return _softmax(values, whole("axis", given.get("axis", -1), -32, 31))
        return _values(_with(self.curve, given), values)

    def __repr__(self) -> str:
        return f"<activation {self.name}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return get, (self.name,)


def _with(curve: ElementFunction, given: dict[str, Any]) -> ElementFunction:
    """The function with these numbers."""
    numbers = list(curve.numbers)
    for place, name in enumerate(_NUMBERS.get(curve.name, ())):
        if name not in given or name == "axis":
            continue
        if name == "approximate":
            engine = "gelu_tanh" if given[name] else "gelu"
            return curve._replace(engine=engine)
        most = name == "max_value" and given[name] is None
        numbers[place] = math.inf if most else real(name, given[name], FINITE)
    return curve._replace(numbers=tuple(numbers))


def _layer(curve: ElementFunction) -> Activation:
    return Activation(ActivationFunction(curve.name, curve))


def _values(curve: ElementFunction, x: NDArray[np.float32]) -> NDArray[np.float32]:
    layer = EngineLayer("Activation", curve=curve.engine, numbers=curve.numbers)
    row = np.ascontiguousarray(x).reshape(-1, 1)
    return _engine.Network((1, 1, 1), [layer]).predict(row).reshape(x.shape)


def _softmax(x: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    if x.ndim == 0 or not -x.ndim <= axis < x.ndim:
        raise ModelError(f"expected an axis of an array {x.shape}, received {axis}")
    return np.moveaxis(softmax_of(np.moveaxis(x, axis, -1)), -1, axis)


_FUNCTIONS = {
    name: ActivationFunction(name, curve)
    for name in ACTIVATIONS
    if (curve := curve_named(name)) is not None
}


def threshold(x: Any, threshold: float, default_value: float) -> Any:
    """``x`` above ``threshold``, ``default_value`` elsewhere."""
    curve = threshold_curve(threshold, default_value)
    if isinstance(x, KerasTensor):
        return _layer(curve)(x)
    return _values(curve, float_array(x, "values"))


def get(identifier: Any) -> Any:
    """The function of a name; None is linear, and a function is returned as it is. ModelError."""
    if identifier is None:
        return _FUNCTIONS["linear"]
    if isinstance(identifier, str) and identifier in _FUNCTIONS:
        return _FUNCTIONS[identifier]
    if callable(identifier):
        return identifier
    raise ModelError(
        f"lenet has the activations {', '.join(_FUNCTIONS)}; received {shown(identifier)}"
    )


def serialize(activation: Any) -> str:
    """The name of a function."""
    return str(get(activation).name)


deserialize = get


def __getattr__(name: str) -> ActivationFunction:
    if name in _FUNCTIONS:
        return _FUNCTIONS[name]
    raise absent(__name__, name)


def __dir__() -> list[str]:
    return sorted([*_FUNCTIONS, "deserialize", "get", "serialize", "threshold"])
