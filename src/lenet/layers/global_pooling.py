"""GlobalAveragePooling2D and GlobalMaxPooling2D: one value a channel."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from lenet.initializers import Shape
from lenet.layers import arguments
from lenet.layers.engine_layer import EngineLayer
from lenet.layers.layer import Layer, plane, planes_made


class WholePlanes(Layer):
    """Layers that make one value of each channel; ``keepdims`` leaves it a plane of 1x1."""

    supported: ClassVar[tuple[str, ...]] = ("data_format", "keepdims", "input_shape", "name")
    pooling: ClassVar[str] = ""

    def __init__(
        self,
        data_format: str | None = None,
        keepdims: bool = False,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        kind = type(self).__name__
        super().__init__(name=name, input_shape=input_shape, other=other)
        self.data_format = arguments.data_format(kind, data_format)
        self.keepdims = arguments.truth(kind, "keepdims", keepdims)

    def output_shape(self, shape: Shape) -> Shape:
        channels = plane(self, shape)[2]
        return planes_made(self, shape, 1, 1, channels) if self.keepdims else (channels,)

    def connections(self, shape: Shape) -> int:
        return math.prod(shape)

    def config(self) -> dict[str, Any]:
        return {"data_format": self.data_format, "keepdims": self.keepdims}

    def engine_layers(self, shape: Shape, *, flat: bool) -> list[EngineLayer]:
        if flat:  # one value a channel already: of a convolution that covers its input
            return []
        rows, columns, _ = plane(self, shape)
        pooled = EngineLayer(self.pooling, 0, rows, columns)
        return [pooled] if self.keepdims else [pooled, EngineLayer("Flatten")]


class GlobalAveragePooling2D(WholePlanes):
    """The mean of each channel."""

    pooling = "AveragePooling2D"


class GlobalMaxPooling2D(WholePlanes):
    """The largest value of each channel."""

    pooling = "MaxPooling2D"
