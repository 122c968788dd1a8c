"""ZeroPadding2D: rows and columns of zeros around a plane."""

from __future__ import annotations

from typing import Any

from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.initializers import Shape
from lenet.layers import arguments
from lenet.layers.layer import EngineLayer, Layer, plane


class ZeroPadding2D(Layer):
    """Rows and columns of zeros around a plane: ``padding`` of them on each side.

    ``padding`` : one number, (rows, columns), or Keras's ((top, bottom), (left, right)) where both
    sides are alike.
    """

    supported = ("padding", "input_shape", "name")

    def __init__(
        self,
        padding: int | tuple[int, int] | tuple[tuple[int, int], tuple[int, int]] = (1, 1),
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        super().__init__(name=name, input_shape=input_shape, other=other)
        sides: Any = padding
        if isinstance(sides, (tuple, list)) and any(isinstance(k, (tuple, list)) for k in sides):
            both = [arguments.pair("ZeroPadding2D", "padding", side, 0) for side in sides]
            if any(first != last for first, last in both):
                raise ModelError(
                    f"ZeroPadding2D supports as many zeros on both sides; received {shown(padding)}"
                )
            sides = [first for first, _ in both]
        self.padding = arguments.pair("ZeroPadding2D", "padding", sides, 0)

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, channels = plane(self, shape)
        return rows + 2 * self.padding[0], columns + 2 * self.padding[1], channels

    def config(self) -> dict[str, Any]:
        return {"padding": list(self.padding)}

    def engine_layer(self) -> EngineLayer:
        return EngineLayer("ZeroPadding2D", 0, *self.padding)
