"""AveragePooling2D and MaxPooling2D, and the windows they share with Subsampling2D."""

from __future__ import annotations

from typing import Any, ClassVar

from lenet.initializers import Shape
from lenet.layers import arguments
from lenet.layers.engine_layer import EngineLayer, windows, zeros_before
from lenet.layers.layer import Layer, plane, planes_made


class Windows(Layer):
    """Layers with windows of ``pool_size``, ``strides`` apart: they touch unless told otherwise.

    ``padding`` "same" lets windows reach over the edges, so that there are as many as rows and
    columns divided by the strides; what lies outside counts for nothing.
    """

    supported: ClassVar[tuple[str, ...]] = (
        "pool_size", "strides", "padding", "data_format", "input_shape", "name",
    )  # fmt: skip

    def __init__(
        self,
        pool_size: int | tuple[int, int] = (2, 2),
        strides: int | tuple[int, int] | None = None,
        padding: str = "valid",
        data_format: str | None = None,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        kind = type(self).__name__
        super().__init__(name=name, input_shape=input_shape, other=other)
        self.data_format = arguments.data_format(kind, data_format)
        self.pool_size = arguments.pair(kind, "pool_size", pool_size)
        apart = self.pool_size if strides is None else strides
        self.strides = arguments.pair(kind, "strides", apart)
        self.padding = arguments.word(kind, "padding", padding, ("valid", "same"))

    @property
    def apart(self) -> bool:
        """Whether the windows do more than touch."""
        return self.strides != self.pool_size or self.padding == "same"

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, channels = plane(self, shape)
        (down, across), (high, wide) = self.strides, self.pool_size
        if self.padding == "same":
            return planes_made(self, shape, -(-rows // down), -(-columns // across), channels)
        down, across = (rows - high) // down + 1, (columns - wide) // across + 1
        return planes_made(self, shape, down, across, channels)

    def connections(self, shape: Shape) -> int:
        rows, columns, channels = plane(self, self.output_shape(shape))
        return rows * columns * channels * self.pool_size[0] * self.pool_size[1]

    def config(self) -> dict[str, Any]:
        return {
            "pool_size": list(self.pool_size),
            "strides": list(self.strides),
            "padding": self.padding,
            "data_format": self.data_format,
        }

    def engine_layers(self, shape: Shape, *, flat: bool) -> list[EngineLayer]:
        del flat
        kind = type(self).__name__
        if not self.apart:
            return [EngineLayer(kind, 0, *self.pool_size)]
        made = plane(self, self.output_shape(shape))
        over = (0, 0)
        if self.padding == "same":
            over = zeros_before(plane(self, shape), self.pool_size, self.strides, made)
        return [windows(kind, self.pool_size, self.strides, over, made)]


class AveragePooling2D(Windows):
    """The mean of each window of ``pool_size``."""


class MaxPooling2D(Windows):
    """The largest value of each window of ``pool_size``."""
