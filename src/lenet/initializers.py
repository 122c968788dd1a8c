"""How a layer's parameters begin. F is the fan-in: how many inputs a unit sums over."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

import numpy as np
from numpy.typing import NDArray

from lenet.keras_names import absent

Shape = tuple[int, ...]
Initializer = Callable[[np.random.Generator, "Fan", Shape], NDArray[np.float64]]


class Fan:
    """Inputs and outputs of a layer's units; ``inputs`` may differ from unit to unit."""

    def __init__(self, inputs: float | NDArray[np.float64], outputs: float) -> None:
        self.inputs, self.outputs = inputs, outputs


def glorot_uniform(generator: np.random.Generator, fan: Fan, shape: Shape) -> NDArray[np.float64]:
    """Uniform in +-sqrt(6 / (inputs + outputs)) (Glorot & Bengio 2010)."""
    limit = np.sqrt(6 / (fan.inputs + fan.outputs))
    return generator.uniform(-limit, limit, shape)


def lecun_uniform(generator: np.random.Generator, fan: Fan, shape: Shape) -> NDArray[np.float64]:
    """Uniform in +-sqrt(3 / F), so that sums are as large as the inputs; as Keras names it.

    (LeCun, Bottou, Orr and Müller 1998, Efficient BackProp, section 4.6.)
    """
    limit = np.sqrt(3 / fan.inputs)
    return generator.uniform(-limit, limit, shape)


def inverse_sqrt_fan_in(
    generator: np.random.Generator, fan: Fan, shape: Shape
) -> NDArray[np.float64]:
    """All 1 / sqrt(F); nothing is drawn."""
    del generator
    return np.broadcast_to(1 / np.sqrt(fan.inputs), shape).astype(np.float64)


def fan_in_uniform(generator: np.random.Generator, fan: Fan, shape: Shape) -> NDArray[np.float64]:
    """Uniform in +-2.4 / F, as the paper of LeNet-5 prints it (LeCun et al. 1998, Appendix A)."""
    limit = 2.4 / fan.inputs
    return generator.uniform(-limit, limit, shape)


def sqrt_fan_in_uniform(
    generator: np.random.Generator, fan: Fan, shape: Shape
) -> NDArray[np.float64]:
    """Uniform in +-2.4 / sqrt(F), as others read that."""
    limit = 2.4 / np.sqrt(fan.inputs)
    return generator.uniform(-limit, limit, shape)


def zeros(generator: np.random.Generator, fan: Fan, shape: Shape) -> NDArray[np.float64]:
    """Zeros; nothing is drawn."""
    del generator, fan
    return np.zeros(shape)


INITIALIZERS: dict[str, Initializer] = {
    function.__name__: function
    for function in (
        glorot_uniform,
        lecun_uniform,
        fan_in_uniform,
        sqrt_fan_in_uniform,
        inverse_sqrt_fan_in,
        zeros,
    )
}


def dense_fan(shape: Shape) -> Fan:
    """Of a kernel (..., inputs, outputs): the field's size counts for both, as in Keras."""
    field = math.prod(shape[:-2])
    return Fan(field * shape[-2], field * shape[-1])


if not TYPE_CHECKING:  # a type checker knows the names that are here

    def __getattr__(name: str) -> NoReturn:
        raise absent(__name__, name)
