"""Values drawn from a normal, a truncated normal or a uniform distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lenet.arguments.numbers import FINITE, NOT_NEGATIVE, real
from lenet.errors import ModelError
from lenet.initializers.fan import Fan, Shape
from lenet.initializers.initializer import Drawing

CUT = 2.0
"""From how many standard deviations on a truncated normal's values are drawn anew."""


class RandomNormal(Drawing):
    """Normal around ``mean`` with the standard deviation ``stddev``."""

    settings = ("mean", "stddev")

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None) -> None:
        super().__init__(seed)
        self.mean, self.stddev = real("mean", mean, FINITE), real("stddev", stddev, NOT_NEGATIVE)

    def drawn(self, generator: np.random.Generator, fan: Fan, shape: Shape) -> NDArray[np.float64]:
        del fan
        return self.mean + self.stddev * self.chance(generator).standard_normal(shape)


class TruncatedNormal(RandomNormal):
    """As ``RandomNormal``, but what is 2 ``stddev`` or more from ``mean`` is drawn anew."""

    def drawn(self, generator: np.random.Generator, fan: Fan, shape: Shape) -> NDArray[np.float64]:
        del fan
        return self.mean + self.stddev * truncated_normal_values(self.chance(generator), shape)


class RandomUniform(Drawing):
    """Uniform from ``minval`` to ``maxval``."""

    settings = ("minval", "maxval")

    def __init__(
        self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None
    ) -> None:
        super().__init__(seed)
        self.minval, self.maxval = real("minval", minval, FINITE), real("maxval", maxval, FINITE)
        if self.minval > self.maxval:
            raise ModelError(f"expected minval of at most maxval, received {minval} and {maxval}")

    def drawn(self, generator: np.random.Generator, fan: Fan, shape: Shape) -> NDArray[np.float64]:
        del fan
        share = self.chance(generator).random(shape)
        return np.asarray(self.minval + (float(self.maxval) - self.minval) * share, np.float64)


def truncated_normal_values(generator: np.random.Generator, shape: Shape) -> NDArray[np.float64]:
    """Standard normal values below 2 in size, float64."""
    values = np.asarray(generator.standard_normal(shape), np.float64).reshape(shape)
    flat = values.reshape(-1)
    far = np.flatnonzero(np.abs(flat) >= CUT)
    while far.size:
        flat[far] = generator.standard_normal(far.size)
        far = far[np.abs(flat[far]) >= CUT]
    return flat.reshape(shape)
