"""The shapes along a row of layers, and how large a network may be."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lenet.errors import ModelError
from lenet.layers import Layer, Shape, checked_shape

LARGEST_MODEL = 100_000_000
"""Parameters of the largest model."""

LARGEST_SAMPLE = 10_000_000
"""Values of the largest sample: its input and all layers' outputs."""

LayerShapes = list[tuple[Shape, Shape]]
"""What goes into each layer and what comes out, without the batch."""


def checked_shapes(layers: Sequence[Layer], shape: Shape) -> LayerShapes:
    """The shapes for samples of ``shape``.

    ModelError if a layer cannot take its input, or if there are too many parameters or values.
    """
    shapes, values, parameters = [], math.prod(shape), 0
    for layer in layers:
        made = layer.output_shape(shape)
        parameters += sum(math.prod(size) for size in layer.weight_shapes(shape).values())
        values += math.prod(made)
        shapes.append((shape, made))
        shape = made
    if parameters > LARGEST_MODEL:
        raise ModelError(f"expected at most {LARGEST_MODEL} parameters, received {parameters}")
    if values > LARGEST_SAMPLE:
        raise ModelError(
            f"expected at most {LARGEST_SAMPLE} values in the input and the layers' outputs of "
            f"one sample, received {values}"
        )
    return shapes


def sample_shape(given: object) -> Shape:
    """The shape of a sample, given alone or behind None for the batch. ModelError."""
    behind = isinstance(given, tuple | list) and len(given) > 1 and given[0] is None
    return checked_shape(given[1:] if behind else given)  # type: ignore[index]
