"""What every layer can say of itself.

Shapes are without the batch: a plane is ``(rows, columns, channels)``, channels last; a vector is
``(units,)``. A layer is a description and holds no numbers; a model holds them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from lenet.errors import ModelError
from lenet.initializers import Shape
from lenet.layers import arguments

IN_A_ROW = "lenet runs layers in a row: Sequential([...]), not Model(inputs, outputs)"


class EngineLayer(NamedTuple):
    """A layer as the engine takes it."""

    kind: str
    units: int = 0
    rows: int = 0
    columns: int = 0
    same: bool = False
    bias: bool = False
    activation: str = "linear"
    trainable: bool = True
    connections: tuple[tuple[int, ...], ...] = ()


class Layer:
    """One layer of a network; ``name`` is chosen by the model when it is not given."""

    supported: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, *, name: str | None, input_shape: Shape | None, other: dict[str, Any]
    ) -> None:
        if not isinstance(name, str | None):
            raise ModelError(f"{type(self).__name__} expects text for name, received {name!r}")
        self.name = name
        self.input_shape = None if input_shape is None else arguments.shape(input_shape)
        self.activation = "linear"
        self.trainable = True
        if other:
            raise ModelError(
                f"{type(self).__name__} supports {', '.join(self.supported)}; "
                f"received {', '.join(sorted(other))}"
            )

    def __call__(self, *inputs: Any) -> NoReturn:
        """Keras's functional form, which lenet refuses: ModelError."""
        del inputs
        raise ModelError(IN_A_ROW)

    def output_shape(self, shape: Shape) -> Shape:
        """Shape of what comes out when ``shape`` goes in; ModelError where it cannot go in."""
        raise NotImplementedError

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        """Names and shapes of the layer's parameters, in Keras's order."""
        del shape
        return {}

    def first_weights(
        self, generator: np.random.Generator, shape: Shape
    ) -> list[NDArray[np.float64]]:
        """The parameters that training begins with, drawn by the layer's initializers."""
        del generator, shape
        return []

    def check_weights(self, weights: Sequence[NDArray[np.float32]]) -> None:
        """ModelError for parameters of the right shapes that this layer cannot have."""
        del weights

    def parameters(self, shape: Shape) -> int:
        """How many parameters the layer has."""
        return sum(math.prod(size) for size in self.weight_shapes(shape).values())

    def connections(self, shape: Shape) -> int:
        """How many connections, a bias's among them, for one input: as the paper counts them."""
        del shape
        return 0

    def config(self) -> dict[str, Any]:
        """The arguments that build this layer again, as JSON takes them."""
        return {}

    def engine_layer(self) -> EngineLayer:
        """The layer as the engine takes it."""
        raise NotImplementedError


def plane(layer: Layer, shape: Shape) -> tuple[int, int, int]:
    """Rows, columns and channels of what goes into a layer; ModelError if it has not these."""
    if len(shape) != 3:
        raise ModelError(
            f"{type(layer).__name__} expects (rows, columns, channels), received {shape}"
        )
    return shape[0], shape[1], shape[2]


def not_empty(layer: Layer, given: Shape, made: Shape) -> Shape:
    """``made``; ModelError if ``given`` leaves nothing of it."""
    if min(made) < 1:
        raise ModelError(
            f"{type(layer).__name__} needs a larger input: {given} leaves nothing ({made})"
        )
    return made


def vector(layer: Layer, shape: Shape) -> None:
    """ModelError unless what goes into a layer is a vector."""
    if len(shape) != 1:
        kind = type(layer).__name__
        raise ModelError(f"{kind} expects a vector, received {shape}: put Flatten() before it")
