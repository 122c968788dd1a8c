"""AveragePooling2D, MaxPooling2D, and the trainable sub-sampling of 1998."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from lenet.errors import ModelError
from lenet.layers import arguments, initializers
from lenet.layers.arguments import Shape
from lenet.layers.initializers import INITIALIZERS, Fan
from lenet.layers.layer import EngineLayer, Layer, not_empty, plane


class _Windows(Layer):
    """Windows of ``pool_size`` that touch and do not overlap."""

    supported: ClassVar[tuple[str, ...]] = (
        "pool_size",
        "strides=pool_size",
        "padding='valid'",
        "input_shape",
        "name",
    )

    def __init__(
        self,
        pool_size: int | tuple[int, int] = (2, 2),
        strides: int | tuple[int, int] | None = None,
        padding: str = "valid",
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        kind = type(self).__name__
        super().__init__(name=name, input_shape=input_shape, other=other)
        self.pool_size = arguments.pair(kind, "pool_size", pool_size)
        if strides is not None and arguments.pair(kind, "strides", strides) != self.pool_size:
            raise ModelError(
                f"{kind} supports strides equal to pool_size {self.pool_size}; received {strides!r}"
            )
        arguments.choice(kind, "padding", padding, ("valid",))

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, channels = plane(self, shape)
        pooled = (rows // self.pool_size[0], columns // self.pool_size[1], channels)
        return not_empty(self, shape, pooled)

    def connections(self, shape: Shape) -> int:
        rows, columns, channels = self.output_shape(shape)
        return rows * columns * channels * self.pool_size[0] * self.pool_size[1]

    def config(self) -> dict[str, Any]:
        return {"pool_size": list(self.pool_size)}

    def engine_layer(self) -> EngineLayer:
        return EngineLayer(type(self).__name__, 0, *self.pool_size)


class AveragePooling2D(_Windows):
    """The mean of each window of ``pool_size``; windows touch and do not overlap."""


class MaxPooling2D(_Windows):
    """The largest value of each window of ``pool_size``; windows touch and do not overlap."""


class Subsampling2D(_Windows):
    """The sum of each window, times a trainable coefficient, plus a trainable bias, squashed.

    ``y[i, j, c] = f(coefficient[c] * sum of the window + bias[c])``, one coefficient and one bias a
    channel: S2 and S4 of LeNet-5 (LeCun et al. 1998, II.B). ``activation``: scaled_tanh, linear
    (None), relu, sigmoid or tanh. The initializers' fan-in is the window's size.
    """

    supported = (
        *_Windows.supported, "activation", "use_bias", "kernel_initializer", "bias_initializer",
    )  # fmt: skip

    def __init__(
        self,
        pool_size: int | tuple[int, int] = (2, 2),
        strides: int | tuple[int, int] | None = None,
        padding: str = "valid",
        activation: str | None = "scaled_tanh",
        use_bias: bool = True,
        input_shape: Shape | None = None,
        name: str | None = None,
        *,
        kernel_initializer: str = "inverse_sqrt_fan_in",
        bias_initializer: str = "zeros",
        **other: Any,
    ) -> None:
        super().__init__(pool_size, strides, padding, input_shape, name, **other)
        self.activation = arguments.activation("Subsampling2D", activation)
        self.use_bias = arguments.truth("Subsampling2D", "use_bias", use_bias)
        self.kernel_initializer = initializers.named(
            "Subsampling2D", "kernel_initializer", kernel_initializer
        )
        self.bias_initializer = initializers.named(
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
        return [INITIALIZERS[name](generator, fan, (shape[2],)) for name in chosen]

    def connections(self, shape: Shape) -> int:
        rows, columns, channels = self.output_shape(shape)
        return super().connections(shape) + rows * columns * channels * self.use_bias

    def config(self) -> dict[str, Any]:
        return {
            **super().config(),
            "activation": self.activation,
            "use_bias": self.use_bias,
            "kernel_initializer": self.kernel_initializer,
            "bias_initializer": self.bias_initializer,
        }

    def engine_layer(self) -> EngineLayer:
        bare = super().engine_layer()
        return bare._replace(bias=self.use_bias, activation=self.activation)
