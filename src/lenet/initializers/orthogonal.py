"""Orthogonal matrices."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lenet.arguments.numbers import FINITE, real
from lenet.errors import ModelError
from lenet.initializers.fan import Fan, Shape
from lenet.initializers.initializer import Drawing


class Orthogonal(Drawing):
    """``gain`` times a random matrix of orthonormal columns, or rows if these are fewer.

    An array (..., outputs) is that matrix with all other sides as its rows (Saxe et al. 2014).
    """

    settings = ("gain",)

    def __init__(self, gain: float = 1.0, seed: int | None = None) -> None:
        super().__init__(seed)
        self.gain = real("gain", gain, FINITE)

    def drawn(self, generator: np.random.Generator, fan: Fan, shape: Shape) -> NDArray[np.float64]:
        del fan
        if len(shape) < 2:
            raise ModelError(
                f"orthogonal expects an array of two or more sides, received the shape {shape}"
            )
        rows, columns = math.prod(shape[:-1]), shape[-1]
        size = max(rows, columns), min(rows, columns)
        q, r = np.linalg.qr(self.chance(generator).standard_normal(size))
        q = q * np.sign(np.diag(r))
        return np.asarray(self.gain * (q.T if rows < columns else q).reshape(shape), np.float64)
