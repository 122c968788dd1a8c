"""Checks of a layer's arguments; ModelError."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np

from lenet import constraints, initializers, regularizers
from lenet.arguments import numbers
from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.initializers import Shape
from lenet.layers.activation_functions import ElementFunction, curve_of

LARGEST_SIZE = 65_536
CHANNELS_LAST, CHANNELS_FIRST = "channels_last", "channels_first"

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


def activation(layer: str, value: object) -> ElementFunction:
    """The function that an activation names, or is; None is linear."""
    return curve_of(layer, value)


def word(layer: str, argument: str, value: object, supported: tuple[str, ...]) -> str:
    """One of the supported strings, in small letters; large ones mean the same."""
    return choice(layer, argument, value.lower() if isinstance(value, str) else value, supported)


def data_format(layer: str, value: object) -> str:
    """Whether the channels come last or first; None is last."""
    if value is None:
        return CHANNELS_LAST
    return word(layer, "data_format", value, (CHANNELS_LAST, CHANNELS_FIRST))


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
    if name is not None and not (isinstance(name, str) and name == "float32"):
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
