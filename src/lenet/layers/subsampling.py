"""Subsampling2D, the trainable sub-sampling of 1998: S2 and S4 of LeNet-5."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.errors import ModelError
from lenet.initializers import Fan, Shape, described
from lenet.layers import arguments
from lenet.layers.activation_functions import described as described_function
from lenet.layers.arguments import Chosen
from lenet.layers.engine_layer import EngineLayer, at_the_end, curve_layers
from lenet.layers.layer import plane
from lenet.layers.pooling import Windows


class Subsampling2D(Windows):
    """The sum of each window, times a trainable coefficient, plus a trainable bias, squashed.

    ``y[i, j, c] = f(coefficient[c] * sum of the window + bias[c])``, one coefficient and one bias a
    channel: S2 and S4 of LeNet-5 (LeCun et al. 1998, II.B). ``activation``: scaled_tanh, linear
    (None), relu, sigmoid or tanh. The initializers' fan-in is the window's size.
    """

    supported = (
        *Windows.supported, "activation", "use_bias", "kernel_initializer", "bias_initializer",
    )  # fmt: skip

    def __init__(
        self,
        pool_size: int | tuple[int, int] = (2, 2),
        strides: int | tuple[int, int] | None = None,
        padding: str = "valid",
        activation: object = "scaled_tanh",
        use_bias: bool = True,
        input_shape: Shape | None = None,
        name: str | None = None,
        *,
        kernel_initializer: Chosen = "inverse_sqrt_fan_in",
        bias_initializer: Chosen = "zeros",
        **other: Any,
    ) -> None:
        super().__init__(pool_size, strides, padding, None, input_shape, name, **other)
        if self.apart:
            raise ModelError(
                "Subsampling2D supports windows that touch: strides equal to pool_size"
            )
        self.curve = arguments.activation("Subsampling2D", activation)
        self.use_bias = arguments.truth("Subsampling2D", "use_bias", use_bias)
        self.kernel_initializer = arguments.initializer(
            "Subsampling2D", "kernel_initializer", kernel_initializer
        )
        self.bias_initializer = arguments.initializer(
            "Subsampling2D", "bias_initializer", bias_initializer
        )

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        channels = plane(self, shape)[2]
        names = ("coefficient", "bias") if self.use_bias else ("coefficient",)
        return dict.fromkeys(names, (channels,))

    def first_weights(
        self, generator: np.random.Generator, shape: Shape
    ) -> list[NDArray[np.float64]]:
        fan = Fan(self.pool_size[0] * self.pool_size[1], 1)
        chosen = (self.kernel_initializer, self.bias_initializer)[: 1 + self.use_bias]
        return [one.drawn(generator, fan, (plane(self, shape)[2],)) for one in chosen]

    def connections(self, shape: Shape) -> int:
        rows, columns, channels = self.output_shape(shape)
        return super().connections(shape) + rows * columns * channels * self.use_bias

    def config(self) -> dict[str, Any]:
        return {
            "pool_size": list(self.pool_size),
            "activation": described_function(self.curve),
            "use_bias": self.use_bias,
            "kernel_initializer": described(self.kernel_initializer),
            "bias_initializer": described(self.bias_initializer),
        }

    def engine_layers(self, shape: Shape, *, flat: bool) -> list[EngineLayer]:
        del shape, flat
        made = EngineLayer(
            "Subsampling2D",
            0,
            *self.pool_size,
            bias=self.use_bias,
            activation=at_the_end(self.curve),
            trainable=self.trainable,
        )
        return [made, *curve_layers(self.curve)]
