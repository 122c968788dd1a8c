"""Cropping2D: rows and columns at a plane's edges are left out."""

from __future__ import annotations

from typing import Any

from lenet.initializers import Shape
from lenet.layers import arguments
from lenet.layers.engine_layer import EngineLayer, windows
from lenet.layers.layer import Layer, plane, planes_made


class Cropping2D(Layer):
    """A plane without some rows and columns at its edges.

    ``cropping`` : one number, (rows, columns), or ((top, bottom), (left, right)).
    """

    supported = ("cropping", "data_format", "input_shape", "name")

    def __init__(
        self,
        cropping: int | tuple[int, int] | tuple[tuple[int, int], tuple[int, int]] = (
            (0, 0),
            (0, 0),
        ),
        data_format: str | None = None,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        super().__init__(name=name, input_shape=input_shape, other=other)
        self.data_format = arguments.data_format("Cropping2D", data_format)
        self.cropping = arguments.sides("Cropping2D", "cropping", cropping)

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, channels = plane(self, shape)
        (top, bottom), (left, right) = self.cropping
        return planes_made(self, shape, rows - top - bottom, columns - left - right, channels)

    def config(self) -> dict[str, Any]:
        sides = [list(side) for side in self.cropping]
        return {"cropping": sides, "data_format": self.data_format}

    def engine_layers(self, shape: Shape, *, flat: bool) -> list[EngineLayer]:
        del flat
        (top, _), (left, _) = self.cropping
        made = plane(self, self.output_shape(shape))
        return [windows("MaxPooling2D", (1, 1), (1, 1), (-top, -left), made)]
