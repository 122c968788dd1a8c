"""Flatten: a plane as a vector."""

from __future__ import annotations

import math
from typing import Any

from lenet.initializers import Shape
from lenet.layers import arguments
from lenet.layers.engine_layer import EngineLayer
from lenet.layers.layer import Layer


class Flatten(Layer):
    """A plane as a vector, in the order rows, columns, channels.

    ``data_format`` "channels_first" says that the plane is (channels, rows, columns); the vector's
    order is the same.
    """

    supported = ("data_format", "input_shape", "name")

    def __init__(
        self,
        data_format: str | None = None,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        super().__init__(name=name, input_shape=input_shape, other=other)
        self.data_format = arguments.data_format("Flatten", data_format)

    def output_shape(self, shape: Shape) -> Shape:
        return (math.prod(shape),)

    def config(self) -> dict[str, Any]:
        return {"data_format": self.data_format}

    def engine_layers(self, shape: Shape, *, flat: bool) -> list[EngineLayer]:
        del shape
        return [] if flat else [EngineLayer("Flatten")]
