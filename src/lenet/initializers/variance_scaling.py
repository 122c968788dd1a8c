"""Widths by fan-in and fan-out: variance scaling, and Glorot's, He's and LeCun's as cases of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from lenet.arguments.numbers import POSITIVE, real, whole
from lenet.arguments.words import row, shown, word
from lenet.errors import ModelError
from lenet.initializers.fan import Fan, Shape, fan_of
from lenet.initializers.initializer import Drawing
from lenet.initializers.random_values import truncated_normal_values

MODES = ("fan_in", "fan_out", "fan_avg")
DISTRIBUTIONS = ("truncated_normal", "untruncated_normal", "uniform")
_SPELLINGS = {"normal": "truncated_normal"}
CUT_DEVIATION = 0.8796256610342398
"""The standard deviation of a standard normal that is truncated at 2."""


class VarianceScaling(Drawing):
    """Values of the variance ``scale / n``, n the fan-in, the fan-out or the mean of the two.

    ``distribution``: truncated_normal (or normal), untruncated_normal or uniform.
    ``input_axes`` and ``output_axes``: which axes of the shape are multiplied to the two fans, if
    both are given. As in Keras.
    """

    settings: ClassVar[tuple[str, ...]] = (
        "scale",
        "mode",
        "distribution",
        "input_axes",
        "output_axes",
    )

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: int | None = None,
        input_axes: Sequence[int] | None = None,
        output_axes: Sequence[int] | None = None,
    ) -> None:
        super().__init__(seed)
        if isinstance(distribution, str):
            distribution = _SPELLINGS.get(distribution.lower(), distribution.lower())
        self.scale = real("scale", scale, POSITIVE)
        self.mode = word("mode", mode, MODES)
        self.distribution = word("distribution", distribution, DISTRIBUTIONS)
        self.input_axes = _axes("input_axes", input_axes)
        self.output_axes = _axes("output_axes", output_axes)

    def drawn(self, generator: np.random.Generator, fan: Fan, shape: Shape) -> NDArray[np.float64]:
        chance, n = self.chance(generator), self._n(fan, shape)
        if self.distribution == "uniform":
            limit = np.sqrt(3 * self.scale / n)
            return chance.uniform(-limit, limit, shape)
        deviation = np.sqrt(self.scale / n)
        if self.distribution == "untruncated_normal":
            return np.asarray(deviation * chance.standard_normal(shape), np.float64)
        values = truncated_normal_values(chance, shape)
        return np.asarray(deviation / CUT_DEVIATION * values, np.float64)

    def _n(self, fan: Fan, shape: Shape) -> Any:
        if self.input_axes is not None and self.output_axes is not None:
            fan = Fan(_product(shape, self.input_axes), _product(shape, self.output_axes))
        elif fan.bias:
            fan = fan_of(shape)
        fans = {
            "fan_in": fan.inputs,
            "fan_out": fan.outputs,
            "fan_avg": (fan.inputs + fan.outputs) / 2,
        }
        return np.maximum(1.0, fans[self.mode])


class _Named(VarianceScaling):
    """A case of variance scaling, which only has its seed and its axes left to choose."""

    settings = ("input_axes", "output_axes")
    case: tuple[float, str, str]

    def __init__(
        self,
        seed: int | None = None,
        input_axes: Sequence[int] | None = None,
        output_axes: Sequence[int] | None = None,
    ) -> None:
        super().__init__(*self.case, seed, input_axes, output_axes)


class GlorotUniform(_Named):
    """Uniform in +-sqrt(6 / (inputs + outputs)) (Glorot & Bengio 2010)."""

    case = (1.0, "fan_avg", "uniform")


class GlorotNormal(_Named):
    """A truncated normal of the variance 2 / (inputs + outputs) (Glorot & Bengio 2010)."""

    case = (1.0, "fan_avg", "truncated_normal")


class HeUniform(_Named):
    """Uniform in +-sqrt(6 / F) (He et al. 2015)."""

    case = (2.0, "fan_in", "uniform")


class HeNormal(_Named):
    """A truncated normal of the variance 2 / F (He et al. 2015)."""

    case = (2.0, "fan_in", "truncated_normal")


class LecunUniform(_Named):
    """Uniform in +-sqrt(3 / F), so that sums are as large as the inputs; as Keras names it.

    (LeCun, Bottou, Orr and Müller 1998, Efficient BackProp, section 4.6.)
    """

    case = (1.0, "fan_in", "uniform")


class LecunNormal(_Named):
    """A truncated normal of the variance 1 / F (Klambauer et al. 2017)."""

    case = (1.0, "fan_in", "truncated_normal")


def _axes(name: str, given: Sequence[int] | None) -> list[int] | None:
    return None if given is None else [whole(name, axis, -32, 31) for axis in row(name, given)]


def _product(shape: Shape, axes: Sequence[int]) -> int:
    try:
        return math.prod(shape[axis] for axis in axes)
    except IndexError as error:
        raise ModelError(f"expected axes of the shape {shape}, received {shown(axes)}") from error
