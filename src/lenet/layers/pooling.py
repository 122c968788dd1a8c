"""AveragePooling2D and MaxPooling2D, and the windows they share with Subsampling2D."""

from __future__ import annotations

from typing import Any, ClassVar

from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.initializers import Shape
from lenet.layers import arguments
from lenet.layers.layer import EngineLayer, Layer, not_empty, plane


class Windows(Layer):
    """Layers with windows of ``pool_size`` that touch and do not overlap."""

    supported: ClassVar[tuple[str, ...]] = (
        "pool_size",
        "strides=pool_size",
        "padding='valid'",
        "input_shape",
        "name",
    )

    def __init__(
        self,
        pool_size: int | tuple[int, int] = (2, 2),
        strides: int | tuple[int, int] | None = None,
        padding: str = "valid",
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        kind = type(self).__name__
        super().__init__(name=name, input_shape=input_shape, other=other)
        self.pool_size = arguments.pair(kind, "pool_size", pool_size)
        if strides is not None and arguments.pair(kind, "strides", strides) != self.pool_size:
            raise ModelError(
                f"{kind} supports strides equal to pool_size {self.pool_size}; "
                f"received {shown(strides)}"
            )
        arguments.choice(kind, "padding", padding, ("valid",))

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, channels = plane(self, shape)
        pooled = (rows // self.pool_size[0], columns // self.pool_size[1], channels)
        return not_empty(self, shape, pooled)

    def connections(self, shape: Shape) -> int:
        rows, columns, channels = self.output_shape(shape)
        return rows * columns * channels * self.pool_size[0] * self.pool_size[1]

    def config(self) -> dict[str, Any]:
        return {"pool_size": list(self.pool_size)}

    def engine_layer(self) -> EngineLayer:
        return EngineLayer(type(self).__name__, 0, *self.pool_size)


class AveragePooling2D(Windows):
    """The mean of each window of ``pool_size``; windows touch and do not overlap."""


class MaxPooling2D(Windows):
    """The largest value of each window of ``pool_size``; windows touch and do not overlap."""
