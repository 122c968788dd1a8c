"""Checks of a layer's arguments; ModelError."""

from __future__ import annotations

from lenet.arguments import numbers
from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.initializers import INITIALIZERS, Shape

ACTIVATIONS = ("linear", "relu", "sigmoid", "tanh", "scaled_tanh", "softmax")
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


def choice(layer: str, argument: str, value: object, supported: tuple[str, ...]) -> str:
    """One of the supported strings."""
    if isinstance(value, str) and value in supported:
        return value
    raise ModelError(f"{layer} supports {argument} {', '.join(supported)}; received {shown(value)}")


def truth(layer: str, argument: str, value: object) -> bool:
    """True or False."""
    return numbers.truth(f"{layer}'s {argument}", value)


def activation(layer: str, value: object, *, softmax: bool = False) -> str:
    """The name of an activation; None is linear."""
    supported = ACTIVATIONS if softmax else ACTIVATIONS[:-1]
    return choice(layer, "activation", "linear" if value is None else value, supported)


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
