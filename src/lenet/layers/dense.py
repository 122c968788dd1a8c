"""Dense, the fully connected layer."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.initializers import INITIALIZERS, Shape, dense_fan
from lenet.layers import arguments
from lenet.layers.layer import EngineLayer, Layer, vector


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
        self.kernel_initializer = arguments.initializer(
            "Dense", "kernel_initializer", kernel_initializer
        )
        self.bias_initializer = arguments.initializer("Dense", "bias_initializer", bias_initializer)

    def output_shape(self, shape: Shape) -> Shape:
        vector(self, shape)
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
