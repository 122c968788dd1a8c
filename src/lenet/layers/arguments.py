"""Checks of a layer's arguments; ModelError."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from lenet import constraints, initializers, regularizers
from lenet.arguments import numbers
from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.initializers import Shape

ACTIVATIONS = ("linear", "relu", "sigmoid", "tanh", "scaled_tanh", "softmax")
LARGEST_SIZE = 65_536

Found = TypeVar("Found")
Chosen = str | Mapping[str, Any] | Callable[..., Any]
"""An initializer, regularizer or constraint as it is given: a name, a description, a class, an
object, a function."""


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


def initializer(layer: str, argument: str, value: object) -> initializers.Initializer:
    """One of ``lenet.initializers``, by its name, its class or as it is; or a user's function."""
    found = _of(initializers.get, layer, argument, value)
    if found is None:
        raise ModelError(f"expected an initializer for {layer}'s {argument}, received None")
    return found


def regularizer(layer: str, argument: str, value: object) -> regularizers.Regularizer | None:
    """One of ``lenet.regularizers``, by its name, its class or as it is; or None."""
    return _of(regularizers.get, layer, argument, value)


def constraint(layer: str, argument: str, value: object) -> constraints.Constraint | None:
    """One of ``lenet.constraints``, by its name, its class or as it is; or None."""
    return _of(constraints.get, layer, argument, value)


def no_activity_regularizer(layer: str, value: object) -> None:
    """ModelError for a penalty of a layer's outputs, which the engine does not have."""
    if value is not None:
        raise ModelError(
            f"{layer} has kernel_regularizer and bias_regularizer, and no activity_regularizer: "
            f"expected None, received {shown(value)}"
        )


def described_options(layer: object, arrays: tuple[str, ...]) -> dict[str, Any]:
    """Initializers, regularizers and constraints of a layer's arrays, for JSON; None is left out.

    ``arrays`` are their names: of ``kernel`` there is ``kernel_initializer`` and so on.
    """
    found: dict[str, Any] = {
        f"{name}_initializer": initializers.described(getattr(layer, f"{name}_initializer"))
        for name in arrays
    }
    for name in arrays:
        if (penalty := getattr(layer, f"{name}_regularizer")) is not None:
            found[f"{name}_regularizer"] = regularizers.serialize(penalty)
        if (limit := getattr(layer, f"{name}_constraint")) is not None:
            found[f"{name}_constraint"] = constraints.serialize(limit)
    return found


def _of(get: Callable[[object], Found], layer: str, argument: str, value: object) -> Found:
    try:
        return get(value)
    except ModelError as error:
        raise ModelError(f"{layer}'s {argument}: {error}") from error


def shape(given: object) -> Shape:
    """``given`` as whole numbers: (rows, columns, channels), (rows, columns) or (values,)."""
    if not isinstance(given, (tuple, list)) or not 1 <= len(given) <= 3:
        raise ModelError(
            "expected an input shape (rows, columns, channels) or (values,), "
            f"received {shown(given)}"
        )
    return tuple(numbers.whole("each side of the input", side, 1, LARGEST_SIZE) for side in given)
