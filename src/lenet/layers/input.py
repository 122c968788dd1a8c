"""Input: the shape of one sample."""

from __future__ import annotations

from typing import Any

from lenet.initializers import Shape
from lenet.layers.layer import Layer


class Input(Layer):
    """The shape of one sample, as a network's first entry."""

    supported = ("shape", "name")

    def __init__(self, shape: Shape, name: str | None = None, **other: Any) -> None:
        super().__init__(name=name, input_shape=shape, other=other)
