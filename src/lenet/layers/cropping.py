"""Cropping2D: rows and columns at a plane's edges are left out."""

from __future__ import annotations

from typing import Any

from lenet.initializers import Shape
from lenet.layers import arguments
from lenet.layers.engine_layer import EngineLayer, windows
from lenet.layers.layer import Layer, not_empty, plane


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
        arguments.channels_last("Cropping2D", data_format)
        self.cropping = arguments.sides("Cropping2D", "cropping", cropping)

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, channels = plane(self, shape)
        left = rows - sum(self.cropping[0]), columns - sum(self.cropping[1]), channels
        return not_empty(self, shape, left)

    def config(self) -> dict[str, Any]:
        return {"cropping": [list(side) for side in self.cropping]}

    def engine_layers(self, shape: Shape, *, flat: bool) -> list[EngineLayer]:
        del flat
        (top, _), (left, _) = self.cropping
        return [windows("MaxPooling2D", (1, 1), (1, 1), (-top, -left), self.output_shape(shape))]
