"""The base of all layers: shapes, parameters, description, and the engine's record.

Shapes are without the batch: a plane is ``(rows, columns, channels)``, channels last; a vector is
``(units,)``. A layer is a description; the model holds the parameters.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from lenet.arguments.words import text
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
    steps: tuple[int, ...] = ()
    curve: str = "linear"
    numbers: tuple[float, ...] = ()
    scale: bool = False
    whole_channels: bool = False


class Layer:
    """One layer of a network; ``name`` is chosen by the model when it is not given."""

    supported: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, *, name: str | None, input_shape: Shape | None, other: dict[str, Any]
    ) -> None:
        kind = type(self).__name__
        self.name = None if name is None else text(f"{kind}'s name", name)
        self.input_shape = None if input_shape is None else arguments.shape(input_shape)
        self.activation = "linear"
        self.trainable = True
        if other:
            raise ModelError(
                f"{kind} supports {', '.join(self.supported)}; received {', '.join(sorted(other))}"
            )

    def __call__(self, *inputs: Any) -> NoReturn:
        """Keras's functional interface, which lenet does not have: ModelError."""
        del inputs
        raise ModelError(IN_A_ROW)

    def output_shape(self, shape: Shape) -> Shape:
        """The output's shape for an input of ``shape``. ModelError for a shape it cannot take."""
        raise NotImplementedError

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        """Names and shapes of the layer's parameters, in Keras's order."""
        del shape
        return {}

    def first_weights(
        self, generator: np.random.Generator, shape: Shape
    ) -> list[NDArray[np.float64]]:
        """The initial parameters, drawn by the layer's initializers."""
        del generator, shape
        return []

    def check_weights(self, weights: Sequence[NDArray[np.float32]]) -> None:
        """ModelError for parameters of the right shapes but with values it cannot have."""
        del weights

    def parameters(self, shape: Shape) -> int:
        """How many parameters the layer has."""
        return sum(math.prod(size) for size in self.weight_shapes(shape).values())

    def connections(self, shape: Shape) -> int:
        """How many connections, biases included, for one input: as the paper counts them."""
        del shape
        return 0

    def config(self) -> dict[str, Any]:
        """The arguments, for JSON, that build this layer again."""
        return {}

    def engine_layer(self) -> EngineLayer:
        """The layer as the engine takes it."""
        raise NotImplementedError


def plane(layer: Layer, shape: Shape) -> tuple[int, int, int]:
    """Rows, columns and channels of a layer's input. ModelError for another shape."""
    if len(shape) != 3:
        raise ModelError(
            f"{type(layer).__name__} expects (rows, columns, channels), received {shape}"
        )
    return shape[0], shape[1], shape[2]


def not_empty(layer: Layer, given: Shape, made: Shape) -> Shape:
    """``made``, the output's shape. ModelError if it is empty."""
    if min(made) < 1:
        raise ModelError(
            f"{type(layer).__name__} needs a larger input: {given} leaves nothing ({made})"
        )
    return made


def vector(layer: Layer, shape: Shape) -> None:
    """ModelError unless a layer's input is a vector."""
    if len(shape) != 1:
        kind = type(layer).__name__
        raise ModelError(f"{kind} expects a vector, received {shape}: put Flatten() before it")
