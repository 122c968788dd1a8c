"""The engine's record of a layer, and how poolings and functions are written in it."""

from __future__ import annotations

from typing import NamedTuple

from lenet.initializers import Shape
from lenet.layers.activation_functions import SOFTMAX, ElementFunction


class EngineLayer(NamedTuple):
    """A layer as the engine takes it; see ``records.h`` for what each kind uses."""

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


def windows(
    kind: str,
    size: tuple[int, int],
    steps: tuple[int, int],
    before: tuple[int, int],
    made: Shape,
) -> EngineLayer:
    """A pooling whose windows do not just touch: window (i, j) begins at i, j times ``steps``.

    ``before``: the rows and columns above and left of the input that the first window covers.
    """
    return EngineLayer(kind, 0, *size, steps=(*steps, *before, made[0], made[1]))


def zeros_before(
    shape: Shape, size: tuple[int, int], strides: tuple[int, int], made: Shape
) -> tuple[int, int]:
    """Rows and columns of zeros above and left of a plane, where Keras's padding is "same"."""
    above, left = (
        max((count - 1) * step + window - side, 0) // 2
        for side, window, step, count in zip(shape, size, strides, made, strict=False)
    )
    return above, left


def engine_plane(shape: Shape) -> tuple[int, int, int]:
    """Rows, columns and channels of planes, or of a row of vectors, in the engine."""
    return (shape[0], shape[1], shape[2]) if len(shape) == 3 else (shape[0], 1, shape[-1])


def reordered(made: Shape, axes: tuple[int, ...]) -> EngineLayer:
    """Planes, or a row of vectors, of the shape ``made``, of an input whose axes are read so."""
    rows, columns, channels = engine_plane(made)
    return EngineLayer("Reorder", channels, rows, columns, steps=axes)


def curve_layers(curve: ElementFunction) -> list[EngineLayer]:
    """What follows a layer that cannot apply a function at its end; nothing if it can."""
    return [] if curve.fused else [function_layer(curve)]


def function_layer(curve: ElementFunction) -> EngineLayer:
    """A function as a layer of its own."""
    if curve == SOFTMAX:
        return EngineLayer("Softmax")
    return EngineLayer("Activation", curve=curve.engine, numbers=curve.numbers)


def at_the_end(curve: ElementFunction) -> str:
    """What a layer applies itself: the function's name in the engine, or linear."""
    return curve.engine if curve.fused else "linear"
