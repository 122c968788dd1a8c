"""The parameter arrays that training changes: what each adds to the loss, what holds after a step.

A layer says it with Keras's attributes: the array ``kernel`` has ``kernel_regularizer`` and
``kernel_constraint``, and so on for every name in ``weight_shapes``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from lenet.layers import Layer, is_trained
from lenet.models.layer_shapes import LayerShapes


class EngineArray(NamedTuple):
    """A parameter array as the engine takes it.

    ``at`` and ``size``: where it lies in the flat parameters. ``l1``, ``l2``: what the absolute
    values and the squares of its weights are multiplied by in the loss. The others are those of
    ``lenet.constraints.EngineConstraint``.
    """

    at: int
    size: int
    l1: float = 0.0
    l2: float = 0.0
    non_negative: bool = False
    columns: int = 0
    low: float = 0.0
    high: float = 0.0
    rate: float = 1.0


def parameter_arrays(layers: Sequence[Layer], shapes: LayerShapes) -> list[EngineArray]:
    """The arrays of the layers that are trained. ModelError for a constraint's axes."""
    found = []
    at = 0
    for layer, (shape, _) in zip(layers, shapes, strict=True):
        for name, size in layer.weight_shapes(shape).items():
            count = math.prod(size)
            if is_trained(layer, name):
                found.append(_array(layer, name, at, size))
            at += count
    return found


def _array(layer: Layer, name: str, at: int, size: tuple[int, ...]) -> EngineArray:
    regularizer = getattr(layer, f"{name}_regularizer", None)
    constraint = getattr(layer, f"{name}_constraint", None)
    penalty = (0.0, 0.0) if regularizer is None else (regularizer.l1, regularizer.l2)
    kept = () if constraint is None else constraint.engine_constraint(size)
    return EngineArray(at, math.prod(size), *penalty, *kept)
