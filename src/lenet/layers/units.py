"""Layers of units: Flatten, Dense, and the radial basis functions at the end of LeNet-5."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.errors import ModelError
from lenet.layers import arguments, initializers
from lenet.layers.arguments import Shape
from lenet.layers.centers import DIGITS, digit_centers
from lenet.layers.initializers import INITIALIZERS, dense_fan
from lenet.layers.layer import EngineLayer, Layer


class Flatten(Layer):
    """A plane as a vector, in the order rows, columns, channels."""

    supported = ("input_shape", "name")

    def __init__(
        self, input_shape: Shape | None = None, name: str | None = None, **other: Any
    ) -> None:
        super().__init__(name=name, input_shape=input_shape, other=other)

    def output_shape(self, shape: Shape) -> Shape:
        return (math.prod(shape),)

    def engine_layer(self) -> EngineLayer:
        return EngineLayer("Flatten")


class Dense(Layer):
    """A fully connected layer: ``y[o] = f(b[o] + sum_i w[i, o] x[i])``.

    ``activation`` is linear (None), relu, sigmoid, tanh or scaled_tanh; in a network's last layer
    also softmax. Initializers as for Conv2D.
    """

    supported = (
        "units", "activation", "use_bias", "input_shape", "name", "kernel_initializer",
        "bias_initializer",
    )  # fmt: skip

    def __init__(
        self,
        units: int,
        activation: str | None = None,
        use_bias: bool = True,
        input_shape: Shape | None = None,
        name: str | None = None,
        *,
        kernel_initializer: str = "glorot_uniform",
        bias_initializer: str = "zeros",
        **other: Any,
    ) -> None:
        super().__init__(name=name, input_shape=input_shape, other=other)
        self.units = arguments.size("Dense", "units", units)
        self.activation = arguments.activation("Dense", activation, softmax=True)
        self.use_bias = arguments.truth("Dense", "use_bias", use_bias)
        self.kernel_initializer = initializers.named(
            "Dense", "kernel_initializer", kernel_initializer
        )
        self.bias_initializer = initializers.named("Dense", "bias_initializer", bias_initializer)

    def output_shape(self, shape: Shape) -> Shape:
        _vector(self, shape)
        return (self.units,)

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        kernel = {"kernel": (shape[0], self.units)}
        return {**kernel, "bias": (self.units,)} if self.use_bias else dict(kernel)

    def first_weights(
        self, generator: np.random.Generator, shape: Shape
    ) -> list[NDArray[np.float64]]:
        size = (shape[0], self.units)
        weights = [INITIALIZERS[self.kernel_initializer](generator, dense_fan(size), size)]
        if self.use_bias:
            start = INITIALIZERS[self.bias_initializer]
            weights.append(start(generator, dense_fan(size), (self.units,)))
        return weights

    def connections(self, shape: Shape) -> int:
        return self.parameters(shape)

    def config(self) -> dict[str, Any]:
        return {
            "units": self.units,
            "activation": self.activation,
            "use_bias": self.use_bias,
            "kernel_initializer": self.kernel_initializer,
            "bias_initializer": self.bias_initializer,
        }

    def engine_layer(self) -> EngineLayer:
        return EngineLayer("Dense", self.units, bias=self.use_bias, activation=self.activation)


class RBF(Layer):
    """Euclidean radial basis functions: ``y[o] = sum_i (x[i] - centers[o, i])^2``.

    An answer is a PENALTY: the smallest is the answer (LeCun et al. 1998, II.B, eq. 7). It is a
    network's last layer, trained with the losses of eq. 8 and eq. 9.

    Parameters
    ----------
    centers : (units, inputs), or "digits": the ten 7x12 bitmaps of the paper's Fig. 3, +1 ink, -1
        paper.
    trainable : whether training moves the centers.
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
        _vector(self, shape)
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

    def engine_layer(self) -> EngineLayer:
        return EngineLayer("RBF", len(self.centers), trainable=self.trainable)


class Input(Layer):
    """The shape of one sample, as a network's first entry."""

    supported = ("shape", "name")

    def __init__(self, shape: Shape, name: str | None = None, **other: Any) -> None:
        super().__init__(name=name, input_shape=shape, other=other)


def _vector(layer: Layer, shape: Shape) -> None:
    if len(shape) != 1:
        kind = type(layer).__name__
        raise ModelError(f"{kind} expects a vector, received {shape}: put Flatten() before it")


def _centers(given: ArrayLike) -> NDArray[np.float32]:
    try:
        centers = np.array(given, np.float32)
    except (TypeError, ValueError) as error:
        raise ModelError(f"RBF expects centers (units, inputs): {error}") from error
    if centers.ndim != 2 or centers.size == 0 or not np.isfinite(centers).all():
        raise ModelError(f"RBF expects finite centers (units, inputs), received {centers.shape}")
    return centers
