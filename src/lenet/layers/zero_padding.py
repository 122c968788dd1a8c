"""ZeroPadding2D: rows and columns of zeros around a plane."""

from __future__ import annotations

from typing import Any

from lenet.initializers import Shape
from lenet.layers import arguments
from lenet.layers.engine_layer import EngineLayer, windows
from lenet.layers.layer import Layer, plane


class ZeroPadding2D(Layer):
    """Rows and columns of zeros around a plane: ``padding`` of them on each side.

    ``padding`` : one number, (rows, columns), or ((top, bottom), (left, right)).
    """

    supported = ("padding", "data_format", "input_shape", "name")

    def __init__(
        self,
        padding: int | tuple[int, int] | tuple[tuple[int, int], tuple[int, int]] = (1, 1),
        data_format: str | None = None,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        super().__init__(name=name, input_shape=input_shape, other=other)
        arguments.channels_last("ZeroPadding2D", data_format)
        self.padding = arguments.sides("ZeroPadding2D", "padding", padding)

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, channels = plane(self, shape)
        return rows + sum(self.padding[0]), columns + sum(self.padding[1]), channels

    def config(self) -> dict[str, Any]:
        return {"padding": [list(side) for side in self.padding]}

    def engine_layers(self, shape: Shape, *, flat: bool) -> list[EngineLayer]:
        del flat
        (top, bottom), (left, right) = self.padding
        if top == bottom and left == right:
            return [EngineLayer("ZeroPadding2D", 0, top, left)]
        made = self.output_shape(shape)
        return [windows("MaxPooling2D", (1, 1), (1, 1), (top, left), made)]
