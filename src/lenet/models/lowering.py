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
from lenet.layers.engine_layer import engine_plane, reordered
from lenet.layers.layer import plane
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
    turned : list of bool
        For each of the model's layers whether its answer has its channels first, and the engine's
        has them last.
    """

    plane: tuple[int, int, int]
    layers: list[EngineLayer]
    answers: list[int]
    turned: list[bool]


def lowered(layers: Sequence[Layer], shapes: LayerShapes, *, fused: bool = True) -> Lowered:
    """The layers, for samples of the model's input shape.

    ``fused``: activations may be applied at the end of the layer before, whose own answer is then
    not to be had.
    """
    begin, flat_from = _leading(layers), _flat_from(layers, shapes)
    begins = shapes[begin][0] if begin < len(layers) else shapes[-1][1]
    made: list[EngineLayer] = []
    answers, turned = [], []
    flat = first = False  # features; channels first, which lie last in the engine
    for number, (layer, (shape, after)) in enumerate(zip(layers, shapes, strict=True)):
        wanted = layer.channels_first(shape)
        if not flat and wanted is not None and wanted != first:
            first = wanted
            if made or shape[0] > 1:
                made.append(_turned(shape, first=first))
            else:  # of one channel only the shape changes
                begins = *shape[1:], shape[0]
        if number == flat_from and not flat and (len(shape) == 1 or isinstance(layer, Conv2D)):
            made.append(EngineLayer("Flatten"))
            flat = True
        leads = number < begin and len(after) > 1
        for one in [] if leads else layer.engine_layers(shape, flat=flat):
            if fused and _fits_at_the_end(made, one):
                made[-1] = made[-1]._replace(activation=one.curve)
            else:
                made.append(one)
            flat = flat or one.kind == "Flatten"
        answers.append(len(made) - 1)
        first = first and not flat
        turned.append(first)
    if first:
        made.append(_turned(shapes[-1][1], first=False))
    if flat and made[-1].kind == "Softmax":
        _end_with_softmax(made, answers, fused=fused)
    plane = _plane(begins, flat=made[:1] == [EngineLayer("Flatten")])
    return Lowered(plane, made, answers, turned)


def _turned(shape: Shape, *, first: bool) -> EngineLayer:
    """Planes with their channels ``first`` as the engine has them, channels last; or back again."""
    if first:
        return reordered((shape[1], shape[2], shape[0]), (1, 2, 0))
    return reordered(shape, (2, 0, 1))


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
    return engine_plane(shape)


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
    if not isinstance(layer, Conv2D) or layer.table is not None:
        return False
    read, made = plane(layer, shape), plane(layer, layer.output_shape(shape))
    return layer.kernel_size == read[:2] and made[:2] == (1, 1)
