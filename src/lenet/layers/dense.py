"""Dense, the fully connected layer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.errors import ModelError
from lenet.initializers import INITIALIZERS, Shape, dense_fan
from lenet.layers import arguments
from lenet.layers.activation_functions import SOFTMAX, described
from lenet.layers.layer import EngineLayer, Layer, at_the_end, curve_layers


class Dense(Layer):
    """A fully connected layer: ``y[o] = f(b[o] + sum_i w[i, o] x[i])``.

    On planes and rows of vectors it takes the last side, at each place for itself. ``activation``
    as for Conv2D; in a network's last layer also softmax. Initializers as for Conv2D.
    """

    supported = (
        "units", "activation", "use_bias", "input_shape", "name", "kernel_initializer",
        "bias_initializer",
    )  # fmt: skip

    def __init__(
        self,
        units: int,
        activation: object = None,
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
        self.curve = arguments.activation("Dense", activation, softmax=True)
        self.use_bias = arguments.truth("Dense", "use_bias", use_bias)
        self.kernel_initializer = arguments.initializer(
            "Dense", "kernel_initializer", kernel_initializer
        )
        self.bias_initializer = arguments.initializer("Dense", "bias_initializer", bias_initializer)

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) > 1 and self.curve == SOFTMAX:
            raise ModelError(
                f"Dense supports softmax on a vector, received {shape}: put Flatten() before it"
            )
        return (*shape[:-1], self.units)

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        kernel = {"kernel": (shape[-1], self.units)}
        return {**kernel, "bias": (self.units,)} if self.use_bias else dict(kernel)

    def first_weights(
        self, generator: np.random.Generator, shape: Shape
    ) -> list[NDArray[np.float64]]:
        size = (shape[-1], self.units)
        weights = [INITIALIZERS[self.kernel_initializer](generator, dense_fan(size), size)]
        if self.use_bias:
            start = INITIALIZERS[self.bias_initializer]
            weights.append(start(generator, dense_fan(size), (self.units,)))
        return weights

    def connections(self, shape: Shape) -> int:
        return math.prod(shape[:-1]) * self.parameters(shape)

    def config(self) -> dict[str, Any]:
        return {
            "units": self.units,
            "activation": described(self.curve),
            "use_bias": self.use_bias,
            "kernel_initializer": self.kernel_initializer,
            "bias_initializer": self.bias_initializer,
        }

    def engine_layers(self, shape: Shape, *, flat: bool) -> list[EngineLayer]:
        del shape
        kind, kernel = ("Dense", (0, 0)) if flat else ("Conv2D", (1, 1))
        made = EngineLayer(
            kind,
            self.units,
            *kernel,
            bias=self.use_bias,
            activation=at_the_end(self.curve),
            trainable=self.trainable,
        )
        return [made, *curve_layers(self.curve)]
