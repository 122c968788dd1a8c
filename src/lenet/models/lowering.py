"""Layers as the engine runs them: the same parameters in the same order, the quickest way.

A convolution whose kernel covers its whole input is a Dense layer, C5 among them, and an activation
behind a convolution or Dense layer is applied at its end. That changes no byte of the parameters.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from lenet import _engine
from lenet.layers import Conv2D, ElementFunction, EngineLayer, Layer, Reshape, Shape
from lenet.models.layer_shapes import LayerShapes

APPLY_A_FUNCTION = ("Conv2D", "Dense", "BatchNormalization")
"""The engine's layers that can apply a function at their end."""


class Lowered(NamedTuple):
    """What the engine is given.

    Attributes
    ----------
    plane : (int, int, int)
        The input's rows, columns and channels: the same values in the same order.
    layers : list of EngineLayer
    answers : list of int
        For each of the model's layers the index of its engine layer, -1 for one whose answer is its
        input's.
    """

    plane: tuple[int, int, int]
    layers: list[EngineLayer]
    answers: list[int]


def lowered(layers: Sequence[Layer], shapes: LayerShapes, *, fused: bool = True) -> Lowered:
    """The layers, for samples of the model's input shape.

    ``fused``: activations may be applied at the end of the layer before, whose own answer is then
    not to be had.
    """
    flat_from = _flat_from(layers, shapes)
    made: list[EngineLayer] = []
    answers = []
    flat = False
    for number, (layer, (shape, _)) in enumerate(zip(layers, shapes, strict=True)):
        if number == flat_from and not flat and (len(shape) == 1 or isinstance(layer, Conv2D)):
            made.append(EngineLayer("Flatten"))
            flat = True
        for one in layer.engine_layers(shape, flat=flat):
            if fused and _fits_at_the_end(made, one):
                made[-1] = made[-1]._replace(activation=one.curve)
            else:
                made.append(one)
            flat = flat or one.kind == "Flatten"
        answers.append(len(made) - 1)
    if flat and made[-1].kind == "Softmax":
        _end_with_softmax(made, answers, fused=fused)
    begins = shapes[_leading(layers)][0] if _leading(layers) < len(layers) else shapes[-1][1]
    return Lowered(_plane(begins, flat=made[:1] == [EngineLayer("Flatten")]), made, answers)


def without_curvature(layers: Sequence[Layer], shapes: LayerShapes) -> Layer | None:
    """The first layer that the engine has no second derivatives of; None if it has them of all."""
    made = lowered(layers, shapes)
    begin = 0
    for layer, last in zip(layers, made.answers, strict=True):
        if not all(map(_engine.has_curvature, made.layers[begin : last + 1])):
            return layer
        begin = max(begin, last + 1)
    return None


def _end_with_softmax(made: list[EngineLayer], answers: list[int], *, fused: bool) -> None:
    """Leave a last softmax over features to the loss, which takes it and the logarithm in one."""
    if fused and len(made) > 1 and made[-2].kind == "Dense" and made[-2].activation == "linear":
        made.pop()
        made[-1] = made[-1]._replace(activation="softmax")
        answers[:] = [min(place, len(made) - 1) for place in answers]
    else:
        made[-1] = EngineLayer("Activation", activation="softmax")


def _fits_at_the_end(made: Sequence[EngineLayer], following: EngineLayer) -> bool:
    """Whether a function can be applied at the end of the layer before."""
    if not made or following.kind != "Activation" or made[-1].activation != "linear":
        return False
    function = ElementFunction("", following.curve, following.numbers)
    return made[-1].kind in APPLY_A_FUNCTION and function.fused


def _plane(shape: Shape, *, flat: bool) -> tuple[int, int, int]:
    """Rows, columns and channels of samples, as the engine takes its input."""
    if flat:
        return 1, math.prod(shape), 1
    return (shape[0], shape[1], shape[2]) if len(shape) == 3 else (shape[0], 1, shape[1])


def _leading(layers: Sequence[Layer]) -> int:
    """How many layers at the beginning only give the samples another shape."""
    return len(list(takewhile(lambda layer: isinstance(layer, Reshape), layers)))


def _flat_from(layers: Sequence[Layer], shapes: LayerShapes) -> int:
    """The first layer that makes a vector; all later ones do.

    Convolutions that cover their input and come right before it count.
    """
    first = next(
        (
            number
            for number in range(_leading(layers), len(layers))
            if len(shapes[number][0]) == 1 or len(shapes[number][1]) == 1
        ),
        len(layers),
    )
    if first == len(layers):
        return first
    while first and _covers(layers[first - 1], shapes[first - 1][0]):
        first -= 1
    return first


def _covers(layer: Layer, shape: Shape) -> bool:
    """Whether a convolution has one position only and reads the whole input."""
    return (
        isinstance(layer, Conv2D)
        and layer.table is None
        and layer.kernel_size == shape[:2]
        and layer.output_shape(shape)[:2] == (1, 1)
    )
