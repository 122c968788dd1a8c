"""Reshape: the same values in another shape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from lenet.arguments.words import row, shown
from lenet.errors import ModelError
from lenet.initializers import Shape
from lenet.layers import arguments
from lenet.layers.engine_layer import EngineLayer
from lenet.layers.layer import Layer


class Reshape(Layer):
    """The same values as samples of ``target_shape``, one side of which may be -1.

    A network may begin with it, or make a vector of planes by it, as Flatten does.
    """

    supported = ("target_shape", "input_shape", "name")

    def __init__(
        self,
        target_shape: Sequence[int],
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        super().__init__(name=name, input_shape=input_shape, other=other)
        given = row("Reshape's target_shape", target_shape)
        if not 1 <= len(given) <= 3 or sum(map(_is_open, given)) > 1:
            raise ModelError(
                "Reshape expects a target_shape of one to three sides, one of which may be -1; "
                f"received {shown(target_shape)}"
            )
        self.target_shape = tuple(
            -1 if _is_open(side) else arguments.size("Reshape", "target_shape", side)
            for side in given
        )

    def output_shape(self, shape: Shape) -> Shape:
        values = math.prod(shape)
        known = math.prod(side for side in self.target_shape if side != -1)
        made = tuple(values // known if side == -1 else side for side in self.target_shape)
        if math.prod(made) != values:
            raise ModelError(f"Reshape cannot make {self.target_shape} of {shape}")
        return made

    def config(self) -> dict[str, Any]:
        return {"target_shape": list(self.target_shape)}

    def engine_layers(self, shape: Shape, *, flat: bool) -> list[EngineLayer]:
        vector = len(self.output_shape(shape)) == 1
        return [EngineLayer("Flatten")] if vector and not flat else []


def _is_open(side: object) -> bool:
    """Whether a side is what the others leave: -1."""
    return isinstance(side, int) and side == -1
