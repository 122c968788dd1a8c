"""Checks of a layer's arguments; ModelError."""

from __future__ import annotations

from typing import Any

import numpy as np

from lenet.arguments import numbers
from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.initializers import INITIALIZERS, Shape
from lenet.layers.activation_functions import SOFTMAX, ElementFunction, curve_of

LARGEST_SIZE = 65_536


def size(layer: str, argument: str, value: object, least: int = 1) -> int:
    """A whole number from ``least`` to 65,536."""
    return numbers.whole(f"{layer}'s {argument}", value, least, LARGEST_SIZE)


def pair(layer: str, argument: str, value: object, least: int = 1) -> tuple[int, int]:
    """Two whole numbers, or one for both."""
    if isinstance(value, (tuple, list)):
        if len(value) != 2:
            raise ModelError(
                f"{layer} expects one or two whole numbers for {argument}, received {shown(value)}"
            )
        return size(layer, argument, value[0], least), size(layer, argument, value[1], least)
    side = size(layer, argument, value, least)
    return side, side


def sides(layer: str, argument: str, value: object) -> tuple[tuple[int, int], tuple[int, int]]:
    """((top, bottom), (left, right)) from that, from (rows, columns), or from one number."""
    given: Any = value
    if isinstance(given, (tuple, list)) and any(isinstance(side, (tuple, list)) for side in given):
        if len(given) != 2:
            raise ModelError(
                f"{layer} expects ((top, bottom), (left, right)) for {argument}, "
                f"received {shown(value)}"
            )
        rows, columns = (pair(layer, argument, side, 0) for side in given)
        return rows, columns
    down, across = pair(layer, argument, given, 0)
    return (down, down), (across, across)


def choice(layer: str, argument: str, value: object, supported: tuple[str, ...]) -> str:
    """One of the supported strings."""
    if isinstance(value, str) and value in supported:
        return value
    raise ModelError(f"{layer} supports {argument} {', '.join(supported)}; received {shown(value)}")


def truth(layer: str, argument: str, value: object) -> bool:
    """True or False."""
    return numbers.truth(f"{layer}'s {argument}", value)


def activation(layer: str, value: object, *, softmax: bool = False) -> ElementFunction:
    """The function that an activation names, or is; None is linear."""
    curve = curve_of(layer, value)
    if curve == SOFTMAX and not softmax:
        raise ModelError(f"{layer} does not support softmax: it comes in the last layer, of units")
    return curve


def word(layer: str, argument: str, value: object, supported: tuple[str, ...]) -> str:
    """One of the supported strings, in small letters; large ones mean the same."""
    return choice(layer, argument, value.lower() if isinstance(value, str) else value, supported)


def channels_last(layer: str, value: object) -> None:
    """ModelError unless the channels come last."""
    if value not in (None, "channels_last"):
        raise ModelError(
            f"{layer} supports data_format channels_last; received {shown(value)}: move the "
            "channels behind rows and columns, np.moveaxis(x, 1, -1)"
        )


def initializer(layer: str, argument: str, value: object) -> str:
    """The name of one of ``lenet.initializers``."""
    return choice(layer, argument, value, tuple(INITIALIZERS))


def shape(given: object) -> Shape:
    """``given`` as whole numbers: (rows, columns, channels), (rows, columns) or (values,)."""
    if not isinstance(given, (tuple, list)) or not 1 <= len(given) <= 3:
        raise ModelError(
            "expected an input shape (rows, columns, channels) or (values,), "
            f"received {shown(given)}"
        )
    return tuple(numbers.whole("each side of the input", side, 1, LARGEST_SIZE) for side in given)


def sample_shape(given: object) -> Shape:
    """A sample's shape, or one number for a vector."""
    return shape((given,) if isinstance(given, int | np.integer) else given)


def without_batch(given: object) -> Shape:
    """The sample's shape of one that begins with the batch."""
    if not isinstance(given, (tuple, list)) or len(given) < 2:
        raise ModelError(f"expected a shape that begins with the batch, received {shown(given)}")
    return shape(given[1:])


def float32(layer: str, dtype: object) -> None:
    """ModelError for another type to compute in."""
    name = getattr(dtype, "name", None) or getattr(dtype, "__name__", dtype)
    if name not in (None, "float32"):
        raise ModelError(f"{layer} computes in float32; received dtype {shown(dtype)}")


class TrainingOfCall:
    """What ``training`` is while a model's ``call`` is asked for its layers: true."""

    def __bool__(self) -> bool:
        return True


def chosen_by_the_call(training: object) -> None:
    """ModelError for a ``training`` that is chosen where a layer is put into a model."""
    if training is not None and not isinstance(training, TrainingOfCall):
        raise ModelError(
            "expected training None where layers are put together: fit trains, predict does not; "
            f"received {shown(training)}"
        )
