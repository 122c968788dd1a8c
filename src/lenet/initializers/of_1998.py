"""The initializers of the paper of LeNet-5, by the fan-in F: how many inputs a unit sums over."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lenet.initializers.fan import Fan, Shape
from lenet.initializers.initializer import Drawing, Initializer


class FanInUniform(Drawing):
    """Uniform in +-2.4 / F, as the paper prints it (LeCun et al. 1998, Appendix A)."""

    def drawn(self, generator: np.random.Generator, fan: Fan, shape: Shape) -> NDArray[np.float64]:
        limit = 2.4 / fan.inputs
        return self.chance(generator).uniform(-limit, limit, shape)


class SqrtFanInUniform(Drawing):
    """Uniform in +-2.4 / sqrt(F), as others read that."""

    def drawn(self, generator: np.random.Generator, fan: Fan, shape: Shape) -> NDArray[np.float64]:
        limit = 2.4 / np.sqrt(fan.inputs)
        return self.chance(generator).uniform(-limit, limit, shape)


class InverseSqrtFanIn(Initializer):
    """All 1 / sqrt(F); nothing is drawn."""

    def drawn(self, generator: np.random.Generator, fan: Fan, shape: Shape) -> NDArray[np.float64]:
        del generator
        return np.broadcast_to(1 / np.sqrt(fan.inputs), shape).astype(np.float64)
