"""Reshape and Permute: the same values in another shape, or with their axes in another order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from lenet.arguments.words import row, shown
from lenet.errors import ModelError
from lenet.initializers import Shape
from lenet.layers import arguments
from lenet.layers.engine_layer import EngineLayer, reordered
from lenet.layers.layer import Layer


class Reshape(Layer):
    """The same values as samples of ``target_shape``, one side of which may be -1.

    Planes of a vector are made at the beginning of a network only.
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
        made = self.output_shape(shape)
        if flat:
            return []
        if len(made) == 1:
            return [EngineLayer("Flatten")]
        return [] if made == shape else [reordered(made, (0, 1, 2))]


class Permute(Layer):
    """The axes of a sample in another order: the output's axis k is the input's ``dims[k]``.

    ``dims`` counts from 1, as in Keras: the batch is axis 0.
    """

    supported = ("dims", "input_shape", "name")

    def __init__(
        self,
        dims: Sequence[int],
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        super().__init__(name=name, input_shape=input_shape, other=other)
        given = row("Permute's dims", dims)
        self.dims = tuple(arguments.size("Permute", "dims", axis) for axis in given)
        if len(self.dims) > 3 or sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise ModelError(
                "Permute expects dims of one to three axes, from 1 on, each once; received "
                f"{shown(dims)}"
            )

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) != len(self.dims):
            raise ModelError(f"Permute {self.dims} expects as many axes, received {shape}")
        return tuple(shape[axis - 1] for axis in self.dims)

    def config(self) -> dict[str, Any]:
        return {"dims": list(self.dims)}

    def engine_layers(self, shape: Shape, *, flat: bool) -> list[EngineLayer]:
        if flat or self.dims == tuple(sorted(self.dims)):
            return []
        axes = (2, 1, 0) if len(shape) == 2 else tuple(axis - 1 for axis in self.dims)
        return [reordered(self.output_shape(shape), axes)]


def _is_open(side: object) -> bool:
    """Whether a side is what the others leave: -1."""
    return isinstance(side, int) and side == -1
