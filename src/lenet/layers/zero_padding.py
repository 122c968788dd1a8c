"""ZeroPadding2D: rows and columns of zeros around a plane."""

from __future__ import annotations

from typing import Any

from lenet.initializers import Shape
from lenet.layers import arguments
from lenet.layers.engine_layer import EngineLayer, windows
from lenet.layers.layer import Layer, plane, planes_made


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
        self.data_format = arguments.data_format("ZeroPadding2D", data_format)
        self.padding = arguments.sides("ZeroPadding2D", "padding", padding)

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, channels = plane(self, shape)
        (top, bottom), (left, right) = self.padding
        return planes_made(self, shape, rows + top + bottom, columns + left + right, channels)

    def config(self) -> dict[str, Any]:
        sides = [list(side) for side in self.padding]
        return {"padding": sides, "data_format": self.data_format}

    def engine_layers(self, shape: Shape, *, flat: bool) -> list[EngineLayer]:
        del flat
        (top, bottom), (left, right) = self.padding
        if top == bottom and left == right:
            return [EngineLayer("ZeroPadding2D", 0, top, left)]
        made = plane(self, self.output_shape(shape))
        return [windows("MaxPooling2D", (1, 1), (1, 1), (top, left), made)]
