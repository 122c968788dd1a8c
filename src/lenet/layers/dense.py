"""Dense, the fully connected layer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.initializers import Shape, fan_of
from lenet.layers import arguments
from lenet.layers.activation_functions import described as described_function
from lenet.layers.arguments import Chosen
from lenet.layers.engine_layer import EngineLayer, at_the_end, curve_layers
from lenet.layers.layer import Layer


class Dense(Layer):
    """A fully connected layer: ``y[o] = f(b[o] + sum_i w[i, o] x[i])``.

    On planes and rows of vectors it takes the last side, at each place for itself. ``activation``
    as for Conv2D; softmax is taken over the units. Initializers, regularizers and constraints as
    for Conv2D.
    """

    supported = (
        "units", "activation", "use_bias", "kernel_initializer", "bias_initializer",
        "kernel_regularizer", "bias_regularizer", "kernel_constraint", "bias_constraint",
        "input_shape", "name",
    )  # fmt: skip

    def __init__(
        self,
        units: int,
        activation: object = None,
        use_bias: bool = True,
        kernel_initializer: Chosen = "glorot_uniform",
        bias_initializer: Chosen = "zeros",
        kernel_regularizer: Chosen | None = None,
        bias_regularizer: Chosen | None = None,
        activity_regularizer: None = None,
        kernel_constraint: Chosen | None = None,
        bias_constraint: Chosen | None = None,
        *,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        super().__init__(name=name, input_shape=input_shape, other=other)
        self.units = arguments.size("Dense", "units", units)
        self.curve = arguments.activation("Dense", activation)
        self.use_bias = arguments.truth("Dense", "use_bias", use_bias)
        arguments.no_activity_regularizer("Dense", activity_regularizer)
        self.kernel_initializer = arguments.initializer(
            "Dense", "kernel_initializer", kernel_initializer
        )
        self.bias_initializer = arguments.initializer("Dense", "bias_initializer", bias_initializer)
        self.kernel_regularizer = arguments.regularizer(
            "Dense", "kernel_regularizer", kernel_regularizer
        )
        self.bias_regularizer = arguments.regularizer("Dense", "bias_regularizer", bias_regularizer)
        self.kernel_constraint = arguments.constraint(
            "Dense", "kernel_constraint", kernel_constraint
        )
        self.bias_constraint = arguments.constraint("Dense", "bias_constraint", bias_constraint)

    def output_shape(self, shape: Shape) -> Shape:
        return (*shape[:-1], self.units)

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        kernel = {"kernel": (shape[-1], self.units)}
        return {**kernel, "bias": (self.units,)} if self.use_bias else dict(kernel)

    def first_weights(
        self, generator: np.random.Generator, shape: Shape
    ) -> list[NDArray[np.float64]]:
        size = (shape[-1], self.units)
        fan = fan_of(size)
        weights = [self.kernel_initializer.drawn(generator, fan, size)]
        if self.use_bias:
            weights.append(self.bias_initializer.drawn(generator, fan.of_bias(), (self.units,)))
        return weights

    def connections(self, shape: Shape) -> int:
        return math.prod(shape[:-1]) * self.parameters(shape)

    def config(self) -> dict[str, Any]:
        return {
            "units": self.units,
            "activation": described_function(self.curve),
            "use_bias": self.use_bias,
            **arguments.described_options(self, ("kernel", "bias")),
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
