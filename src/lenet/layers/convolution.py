"""Conv2D, with a table of connections where not every map reads every map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.initializers import Fan, Shape, fan_of
from lenet.layers import arguments
from lenet.layers.activation_functions import SOFTMAX
from lenet.layers.activation_functions import described as described_function
from lenet.layers.arguments import CHANNELS_FIRST, Chosen
from lenet.layers.engine_layer import EngineLayer, at_the_end, curve_layers, windows, zeros_before
from lenet.layers.layer import Layer, plane, planes_made

Connections = tuple[tuple[int, ...], ...]


class Conv2D(Layer):
    """A convolution: ``y[i, j, o] = f(b[o] + sum_uvc w[u, v, c, o] x[i + u, j + v, c])``.

    Parameters
    ----------
    filters : int
        The number of output channels.
    kernel_size : int or (int, int)
        Rows and columns of the kernel, or one number for both.
    strides : int or (int, int)
        How many rows and columns the kernel goes on. All positions are computed, and of these every
        second, third, ... is kept.
    padding : "valid" or "same"
        "same" puts zeros around the input, so that the output is as large as the input, divided by
        the strides.
    data_format : "channels_last" or "channels_first"
        Whether planes are (rows, columns, channels) or (channels, rows, columns).
    activation : str, function or layer, optional
        One of ``lenet.activations`` but softmax; None is linear.
    connections : sequence of sequences of int, optional
        For each filter the input channels that it reads; None: all. The kernel keeps the shape
        (rows, columns, channels, filters) and is 0 where there is no connection (LeCun et al.
        1998, Table I).
    kernel_initializer, bias_initializer : str, Initializer or function
        One of ``lenet.initializers``, such as glorot_uniform, HeNormal(seed=1) or zeros; the fan-in
        of a filter counts the channels that it reads.
    kernel_regularizer, bias_regularizer : str or Regularizer, optional
        One of ``lenet.regularizers``: what the parameters add to the loss.
    kernel_constraint, bias_constraint : str or Constraint, optional
        One of ``lenet.constraints``: what holds for the parameters after each update.
    """

    supported = (
        "filters", "kernel_size", "strides", "padding", "data_format", "activation", "use_bias",
        "input_shape", "name", "connections", "kernel_initializer", "bias_initializer",
        "kernel_regularizer", "bias_regularizer", "kernel_constraint", "bias_constraint",
    )  # fmt: skip

    def __init__(
        self,
        filters: int,
        kernel_size: int | tuple[int, int],
        strides: int | tuple[int, int] = (1, 1),
        padding: str = "valid",
        activation: object = None,
        use_bias: bool = True,
        input_shape: Shape | None = None,
        name: str | None = None,
        *,
        data_format: str | None = None,
        dilation_rate: int | tuple[int, int] = (1, 1),
        groups: int = 1,
        connections: Sequence[Sequence[int]] | None = None,
        kernel_initializer: Chosen = "glorot_uniform",
        bias_initializer: Chosen = "zeros",
        kernel_regularizer: Chosen | None = None,
        bias_regularizer: Chosen | None = None,
        activity_regularizer: None = None,
        kernel_constraint: Chosen | None = None,
        bias_constraint: Chosen | None = None,
        **other: Any,
    ) -> None:
        super().__init__(name=name, input_shape=input_shape, other=other)
        self.filters = arguments.size("Conv2D", "filters", filters)
        self.kernel_size = arguments.pair("Conv2D", "kernel_size", kernel_size)
        self.data_format = arguments.data_format("Conv2D", data_format)
        self.strides = arguments.pair("Conv2D", "strides", strides)
        if arguments.pair("Conv2D", "dilation_rate", dilation_rate) != (1, 1) or (
            arguments.size("Conv2D", "groups", groups) != 1
        ):
            raise ModelError("Conv2D supports dilation_rate 1 and groups 1")
        self.padding = arguments.word("Conv2D", "padding", padding, ("valid", "same"))
        self.curve = arguments.activation("Conv2D", activation)
        if self.curve == SOFTMAX and self.data_format == CHANNELS_FIRST:
            raise ModelError(
                "Conv2D supports softmax, which Keras takes over the last axis, with channels last"
            )
        self.use_bias = arguments.truth("Conv2D", "use_bias", use_bias)
        self.table = None if connections is None else _table(connections, self.filters)
        arguments.no_activity_regularizer("Conv2D", activity_regularizer)
        self.kernel_initializer = arguments.initializer(
            "Conv2D", "kernel_initializer", kernel_initializer
        )
        self.bias_initializer = arguments.initializer(
            "Conv2D", "bias_initializer", bias_initializer
        )
        self.kernel_regularizer = arguments.regularizer(
            "Conv2D", "kernel_regularizer", kernel_regularizer
        )
        self.bias_regularizer = arguments.regularizer(
            "Conv2D", "bias_regularizer", bias_regularizer
        )
        self.kernel_constraint = arguments.constraint(
            "Conv2D", "kernel_constraint", kernel_constraint
        )
        self.bias_constraint = arguments.constraint("Conv2D", "bias_constraint", bias_constraint)

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns = self._one_by_one(shape)
        channels = plane(self, shape)[2]
        most = max((max(row) for row in self.table or ()), default=0)
        if most >= channels:
            raise ModelError(f"Conv2D's connections name channel {most} of an input of {channels}")
        down, across = self.strides
        return planes_made(self, shape, -(-rows // down), -(-columns // across), self.filters)

    def _one_by_one(self, shape: Shape) -> tuple[int, int]:
        """Rows and columns of the output if the kernel went on by one each time."""
        rows, columns, _ = plane(self, shape)
        if self.padding == "same":
            return rows, columns
        return rows - self.kernel_size[0] + 1, columns - self.kernel_size[1] + 1

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        kernel = {"kernel": (*self.kernel_size, plane(self, shape)[2], self.filters)}
        return {**kernel, "bias": (self.filters,)} if self.use_bias else dict(kernel)

    def first_weights(
        self, generator: np.random.Generator, shape: Shape
    ) -> list[NDArray[np.float64]]:
        size = self.weight_shapes(shape)["kernel"]
        fan = fan_of(size)
        if self.table is not None:
            fan = Fan(math.prod(self.kernel_size) * self._inputs(shape), fan.outputs)
        kernel = self.kernel_initializer.drawn(generator, fan, size)
        weights = [np.multiply(kernel, self.connected(size[2]))]
        if self.use_bias:
            weights.append(self.bias_initializer.drawn(generator, fan.of_bias(), (self.filters,)))
        return weights

    def check_weights(self, weights: Sequence[NDArray[np.float32]]) -> None:
        if self.table is not None and np.any(
            weights[0][:, :, ~self.connected(weights[0].shape[2])]
        ):
            raise ModelError("Conv2D expects a kernel of 0 where it has no connection")

    def connected(self, channels: int) -> NDArray[np.bool_]:
        """Whether a filter reads a channel: bool (channels, filters)."""
        found = np.zeros((channels, self.filters), bool)
        for unit, row in enumerate(self.table or [range(channels)] * self.filters):
            found[list(row), unit] = True
        return found

    def _inputs(self, shape: Shape) -> NDArray[np.float64]:
        return np.asarray(self.connected(plane(self, shape)[2]).sum(axis=0), np.float64)

    def parameters(self, shape: Shape) -> int:
        kernels = int(self._inputs(shape).sum()) * self.kernel_size[0] * self.kernel_size[1]
        return kernels + self.filters * self.use_bias

    def connections(self, shape: Shape) -> int:
        rows, columns, _ = plane(self, self.output_shape(shape))
        return rows * columns * self.parameters(shape)

    def config(self) -> dict[str, Any]:
        config: dict[str, Any] = {
            "filters": self.filters,
            "kernel_size": list(self.kernel_size),
            "strides": list(self.strides),
            "padding": self.padding,
            "data_format": self.data_format,
            "activation": described_function(self.curve),
            "use_bias": self.use_bias,
            **arguments.described_options(self, ("kernel", "bias")),
        }
        if self.table is not None:
            config["connections"] = [list(row) for row in self.table]
        return config

    def engine_layers(self, shape: Shape, *, flat: bool) -> list[EngineLayer]:
        """A convolution whose kernel covers its whole input is a Dense where ``flat``.

        A kernel (rows, columns, channels, units) lies in memory as one (inputs, units).
        """
        made = EngineLayer(
            "Dense" if flat else "Conv2D",
            self.filters,
            *((0, 0) if flat else self.kernel_size),
            same=self.padding == "same" and not flat,
            bias=self.use_bias,
            activation=at_the_end(self.curve),
            trainable=self.trainable,
            connections=self.table or (),
        )
        return [made, *self._kept_positions(shape), *curve_layers(self.curve)]

    def _kept_positions(self, shape: Shape) -> list[EngineLayer]:
        """With strides, the positions that are kept: windows of one value each."""
        if self.strides == (1, 1):
            return []
        kept = plane(self, self.output_shape(shape))
        before = (0, 0)
        if self.padding == "same":  # the engine's zeros are those of a kernel that goes on by one
            high, wide = self.kernel_size
            above, left = zeros_before(plane(self, shape), self.kernel_size, self.strides, kept)
            before = above - (high - 1) // 2, left - (wide - 1) // 2
        return [windows("MaxPooling2D", (1, 1), self.strides, before, kept)]


def _table(connections: object, filters: int) -> Connections:
    if not isinstance(connections, (tuple, list)) or len(connections) != filters:
        raise ModelError(
            f"Conv2D expects connections for each of {filters} filters, "
            f"received {shown(connections)}"
        )
    rows = [row if isinstance(row, (tuple, list)) else () for row in connections]
    table = tuple(
        tuple(arguments.size("Conv2D", "connections", channel, 0) for channel in row)
        for row in rows
    )
    for row in table:
        if not row or len(set(row)) != len(row):
            raise ModelError(f"Conv2D expects a filter to read different channels, received {row}")
    return table
