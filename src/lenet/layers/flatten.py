"""Flatten: a plane as a vector."""

from __future__ import annotations

import math
from typing import Any

from lenet.initializers import Shape
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
