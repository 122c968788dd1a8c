"""Layers as the engine runs them: the same parameters in the same order, the quickest way.

A convolution whose kernel covers its whole input is a Dense layer, C5 among them. That changes no
byte of the parameters: a kernel (rows, columns, channels, units) lies in memory as a kernel
(rows * columns * channels, units).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from lenet.layers import RBF, Conv2D, Dense, EngineLayer, Flatten, Layer, Shape
from lenet.models.layer_shapes import LayerShapes


class Lowered(NamedTuple):
    """The engine's layers, and for each of the model's layers the index of its engine layer."""

    layers: list[EngineLayer]
    answers: list[int]


def lowered(layers: Sequence[Layer], shapes: LayerShapes) -> Lowered:
    """The layers, for samples of the model's input shape."""
    flat_from = _flat_from(layers, shapes)
    made: list[EngineLayer] = []
    answers = []
    for number, layer in enumerate(layers):
        if number == flat_from:
            made.append(EngineLayer("Flatten"))
        if number < flat_from or isinstance(layer, Dense | RBF):
            made.append(layer.engine_layer())
        elif isinstance(layer, Conv2D):
            made.append(_as_dense(layer))
        answers.append(len(made) - 1)
    return Lowered(made, answers)


def _as_dense(layer: Conv2D) -> EngineLayer:
    return layer.engine_layer()._replace(kind="Dense", rows=0, columns=0, same=False)


def _flat_from(layers: Sequence[Layer], shapes: LayerShapes) -> int:
    """The first layer that can take a vector; it and all later ones run as Dense layers."""
    units = (Flatten, Dense, RBF)
    planes = len(list(takewhile(lambda layer: not isinstance(layer, units), layers)))
    if planes == len(layers):
        return planes
    while planes and _covers(layers[planes - 1], shapes[planes - 1][0]):
        planes -= 1
    return planes


def _covers(layer: Layer, shape: Shape) -> bool:
    """Whether a convolution has one position only and reads the whole input."""
    return (
        isinstance(layer, Conv2D)
        and layer.table is None
        and layer.kernel_size == shape[:2]
        and layer.output_shape(shape)[:2] == (1, 1)
    )
