"""RBF, the radial basis functions at the end of LeNet-5."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.arrays import float_array
from lenet.errors import ModelError
from lenet.initializers import Shape
from lenet.layers import arguments
from lenet.layers.centers import DIGITS, digit_centers
from lenet.layers.engine_layer import EngineLayer
from lenet.layers.layer import Layer, vector


class RBF(Layer):
    """Euclidean radial basis functions: ``y[o] = sum_i (x[i] - centers[o, i])^2``.

    An answer is a PENALTY: the smallest is the answer (LeCun et al. 1998, II.B, eq. 7). It is a
    network's last layer, trained with the losses of eq. 8 and eq. 9.

    Parameters
    ----------
    centers : array (units, inputs) or "digits"
        "digits" are the ten 7x12 bitmaps of the paper's Fig. 3, +1 ink, -1 paper.
    trainable : bool
        Whether training moves the centers.
    """

    supported = ("centers", "trainable", "input_shape", "name")

    def __init__(
        self,
        centers: ArrayLike | str = DIGITS,
        trainable: bool = False,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        super().__init__(name=name, input_shape=input_shape, other=other)
        self.trainable = arguments.truth("RBF", "trainable", trainable)
        self.bitmaps = isinstance(centers, str)
        if isinstance(centers, str):
            arguments.choice("RBF", "centers", centers, (DIGITS,))
            self.centers = digit_centers()
        else:
            self.centers = _centers(centers)

    def output_shape(self, shape: Shape) -> Shape:
        vector(self, shape)
        if shape != self.centers.shape[1:]:
            raise ModelError(
                f"RBF has centers of {self.centers.shape[1]} values, received {shape[0]}"
            )
        return (len(self.centers),)

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        del shape
        return {"centers": self.centers.shape}

    def first_weights(
        self, generator: np.random.Generator, shape: Shape
    ) -> list[NDArray[np.float64]]:
        del generator, shape
        return [self.centers.astype(np.float64)]

    def connections(self, shape: Shape) -> int:
        return self.parameters(shape)

    @staticmethod
    def penalties(x: NDArray[np.float32], centers: NDArray[np.float32]) -> NDArray[np.float32]:
        """The penalties of features (..., inputs) against centers (units, inputs): (..., units)."""
        misses = x[..., np.newaxis, :] - centers
        return np.asarray((misses**2).sum(axis=-1), np.float32)

    def config(self) -> dict[str, Any]:
        centers = DIGITS if self.bitmaps else self.centers.tolist()
        return {"centers": centers, "trainable": self.trainable}

    def engine_layers(self, shape: Shape, *, flat: bool) -> list[EngineLayer]:
        del shape, flat
        return [EngineLayer("RBF", len(self.centers), trainable=self.trainable)]


def _centers(given: ArrayLike) -> NDArray[np.float32]:
    rows = given if isinstance(given, list | tuple) else ()
    if any(isinstance(value, bool) for row in rows if isinstance(row, list) for value in row):
        raise ModelError(
            "expected RBF's centers of real numbers, received True or False among them"
        )
    centers = float_array(given, "RBF's centers").copy()
    if centers.ndim != 2 or centers.size == 0 or not np.isfinite(centers).all():
        raise ModelError(f"RBF expects finite centers (units, inputs), received {centers.shape}")
    return centers
