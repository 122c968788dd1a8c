"""Activation functions by Keras's names, and how the engine runs each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from lenet.arguments.numbers import FINITE, NOT_NEGATIVE, real
from lenet.arguments.words import shown
from lenet.errors import ModelError

FUSED = ("linear", "relu", "sigmoid", "tanh", "scaled_tanh")
"""What the engine applies at the end of another layer: functions without numbers."""


class ElementFunction(NamedTuple):
    """A function of each value: its name in Keras, the engine's, and the engine's numbers."""

    name: str
    engine: str
    numbers: tuple[float, ...] = ()

    @property
    def fused(self) -> bool:
        """Whether another layer can apply it at its end."""
        return self.engine in FUSED and (not self.numbers or self.numbers == _RELU)


_RELU = (0.0, math.inf, 0.0)

_NAMED = {
    curve.name: curve
    for curve in (
        ElementFunction("linear", "linear"),
        ElementFunction("relu", "relu", _RELU),
        ElementFunction("leaky_relu", "relu", (0.2, math.inf, 0.0)),
        ElementFunction("relu6", "relu", (0.0, 6.0, 0.0)),
        ElementFunction("elu", "elu", (1.0,)),
        ElementFunction("celu", "celu", (1.0,)),
        ElementFunction("selu", "selu"),
        ElementFunction("exponential", "exponential"),
        ElementFunction("sigmoid", "sigmoid"),
        ElementFunction("log_sigmoid", "log_sigmoid"),
        ElementFunction("hard_sigmoid", "hard_sigmoid"),
        ElementFunction("sparse_sigmoid", "sparse_sigmoid"),
        ElementFunction("tanh", "tanh"),
        ElementFunction("scaled_tanh", "scaled_tanh"),
        ElementFunction("hard_tanh", "hard_tanh"),
        ElementFunction("tanh_shrink", "tanh_shrink"),
        ElementFunction("soft_shrink", "soft_shrink", (0.5,)),
        ElementFunction("hard_shrink", "hard_shrink", (0.5,)),
        ElementFunction("softplus", "softplus"),
        ElementFunction("softsign", "softsign"),
        ElementFunction("squareplus", "squareplus", (4.0,)),
        ElementFunction("sparse_plus", "sparse_plus"),
        ElementFunction("silu", "silu"),
        ElementFunction("hard_silu", "hard_silu"),
        ElementFunction("gelu", "gelu"),
        ElementFunction("mish", "mish"),
    )
}

LINEAR = _NAMED["linear"]
_THRESHOLD = ElementFunction("threshold", "threshold", (0.0, 0.0))

OTHER_NAMES = {"swish": "silu", "hard_swish": "hard_silu"}
"""Second names in Keras."""

VARIANTS = {"gelu_tanh": "gelu"}
"""The engine's functions that Keras has under another's name, by an argument."""

SOFTMAX = ElementFunction("softmax", "softmax")
"""The softmax over a last layer's units, which is no function of each value alone."""

NAMES = (*_NAMED, *OTHER_NAMES, "softmax")
"""All names that an ``activation`` may have."""


def curve_named(name: str) -> ElementFunction | None:
    """The function of a name with Keras's default numbers; None for a name that is not one."""
    if name == "softmax":
        return SOFTMAX
    return _NAMED.get(OTHER_NAMES.get(name, name))


def relu(
    negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0
) -> ElementFunction:
    """``max_value`` at most, and ``negative_slope (x - threshold)`` below the threshold."""
    most = math.inf if max_value is None else real("max_value", max_value, NOT_NEGATIVE)
    slope = real("negative_slope", negative_slope, FINITE)
    return ElementFunction("relu", "relu", (slope, most, real("threshold", threshold, FINITE)))


def with_number(name: str, argument: str, value: float) -> ElementFunction:
    """The function of a name with another number, such as the ``alpha`` of ``elu``."""
    curve = _NAMED[name]
    return curve._replace(numbers=(real(argument, value, FINITE), *curve.numbers[1:]))


def threshold_curve(value: float, default: float) -> ElementFunction:
    """``x`` above ``value``, ``default`` elsewhere."""
    numbers = real("threshold", value, FINITE), real("default_value", default, FINITE)
    return _THRESHOLD._replace(numbers=numbers)


def curve_of(layer: str, given: object) -> ElementFunction:
    """What an ``activation`` asks for: a name, a function of ``lenet.activations``, or a layer.

    ModelError for another.
    """
    if given is None:
        return LINEAR
    if isinstance(given, Mapping):
        curve = _restored(given)
    else:
        curve = curve_named(given) if isinstance(given, str) else getattr(given, "curve", None)
    if isinstance(curve, ElementFunction):
        return curve
    hint = ": the engine differentiates its own functions, no Python" if callable(given) else ""
    raise ModelError(
        f"{layer} supports activation {', '.join(NAMES)}; received {shown(given)}{hint}"
    )


def described(curve: ElementFunction) -> Any:
    """The function for JSON: its name, or its name and its numbers if they are not Keras's own."""
    if curve == curve_named(curve.name):
        return curve.name
    numbers = [None if number == math.inf else number for number in curve.numbers]
    variant = {"variant": curve.engine} if curve.engine in VARIANTS else {}
    return {"name": curve.name, "numbers": numbers, **variant}


def _restored(given: Mapping[str, Any]) -> ElementFunction | None:
    """The function that ``described`` described."""
    name, numbers = given.get("name"), given.get("numbers")
    curve = _THRESHOLD if name == _THRESHOLD.name else _NAMED.get(str(name))
    if curve is None or not isinstance(numbers, list) or len(numbers) != len(curve.numbers):
        return None
    read = (
        math.inf if one is None else real("a number of the activation", one, FINITE)
        for one in numbers
    )
    variant = given.get("variant", curve.engine)
    if variant != curve.engine and VARIANTS.get(str(variant)) != curve.name:
        return None
    return curve._replace(engine=variant, numbers=tuple(read))
