"""What holds for a layer's parameters after each update, named as in Keras. The engine sees to it.

A norm is that of the values along ``axis``, which are an array's first axes: 0 for the kernel
(inputs, units) of a Dense layer, (0, 1, 2) for the kernel (rows, columns, channels, filters) of a
convolution.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.keras_object import described_object, known_object, object_of
from lenet.arguments.numbers import NOT_NEGATIVE, SHARE, real, whole
from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.keras_names import absent

__all__ = [
    "CONSTRAINTS", "Constraint", "EngineConstraint", "MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm",
    "deserialize", "get", "max_norm", "min_max_norm", "non_neg", "serialize", "unit_norm",
]  # fmt: skip

Axes = int | Sequence[int]
EPSILON = 1e-7
"""Keras's ``backend.epsilon()``, which is added to norms before they divide."""


class EngineConstraint(NamedTuple):
    """A constraint as the engine takes it: not negative, or norms of an array's columns.

    A column of norm n becomes that of norm ``rate * clip(n, low, high) + (1 - rate) * n``;
    ``columns`` is 0 where nothing is asked of norms.
    """

    non_negative: bool = False
    columns: int = 0
    low: float = 0.0
    high: float = 0.0
    rate: float = 1.0


class Constraint:
    """A constraint; Keras's base, of which the engine has the kinds below."""

    def engine_constraint(self, shape: tuple[int, ...]) -> EngineConstraint:
        """The constraint of an array as the engine takes it. ModelError for axes it cannot take."""
        del shape
        return EngineConstraint()

    def __call__(self, w: ArrayLike) -> NDArray[np.float32]:
        """The array as the constraint leaves it, float32."""
        values = np.asarray(w, np.float32)
        to = self.engine_constraint(values.shape)
        if to.non_negative:
            values = np.maximum(values, np.float32(0))
        if to.columns:
            rows = values.reshape(-1, to.columns)
            norms = np.sqrt(np.square(rows, dtype=np.float64).sum(axis=0))
            wanted = to.rate * np.clip(norms, to.low, to.high) + (1 - to.rate) * norms
            values = (rows * (wanted / (EPSILON + norms))).reshape(values.shape)
        return np.asarray(values, np.float32)

    def get_config(self) -> dict[str, Any]:
        """The arguments, for JSON, that make this constraint again."""
        return dict(vars(self))

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The constraint that ``get_config`` described."""
        return cls(**config)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash(type(self))

    def __repr__(self) -> str:
        settings = ", ".join(f"{name}={value}" for name, value in self.get_config().items())
        return f"{type(self).__name__}({settings})"


class NonNeg(Constraint):
    """No value below 0."""

    def engine_constraint(self, shape: tuple[int, ...]) -> EngineConstraint:
        del shape
        return EngineConstraint(non_negative=True)


class MaxNorm(Constraint):
    """Norms of at most ``max_value``."""

    def __init__(self, max_value: float = 2, axis: Axes = 0) -> None:
        self.max_value, self.axis = _norm("max_value", max_value), _axes(axis)

    def engine_constraint(self, shape: tuple[int, ...]) -> EngineConstraint:
        return EngineConstraint(columns=_columns(self.axis, shape), high=self.max_value)


class UnitNorm(Constraint):
    """Norms of 1."""

    def __init__(self, axis: Axes = 0) -> None:
        self.axis = _axes(axis)

    def engine_constraint(self, shape: tuple[int, ...]) -> EngineConstraint:
        return EngineConstraint(columns=_columns(self.axis, shape), low=1.0, high=1.0)


class MinMaxNorm(Constraint):
    """Norms from ``min_value`` to ``max_value``; each update goes the share ``rate`` of the way."""

    def __init__(
        self,
        min_value: float = 0.0,
        max_value: float = 1.0,
        rate: float = 1.0,
        axis: Axes = 0,
    ) -> None:
        self.min_value, self.max_value = (
            _norm("min_value", min_value),
            _norm("max_value", max_value),
        )
        self.rate, self.axis = float(real("rate", rate, SHARE)), _axes(axis)
        if self.min_value > self.max_value:
            raise ModelError(
                f"expected min_value of at most max_value, received {min_value} and {max_value}"
            )

    def engine_constraint(self, shape: tuple[int, ...]) -> EngineConstraint:
        columns = _columns(self.axis, shape)
        return EngineConstraint(False, columns, self.min_value, self.max_value, self.rate)


max_norm, min_max_norm, non_neg, unit_norm = MaxNorm, MinMaxNorm, NonNeg, UnitNorm

CONSTRAINTS: dict[str, type[Constraint]] = {
    "MaxNorm": MaxNorm, "MinMaxNorm": MinMaxNorm, "NonNeg": NonNeg, "UnitNorm": UnitNorm,
    "max_norm": MaxNorm, "min_max_norm": MinMaxNorm, "non_neg": NonNeg, "unit_norm": UnitNorm,
}  # fmt: skip
"""The constraints by both of Keras's spellings."""


def get(identifier: object) -> Constraint | None:
    """The constraint: None, by its name, its class, what ``serialize`` made of it, or as it is.

    ModelError for any other, functions of a user's own among them.
    """
    if identifier is None:
        return None
    found = known_object("constraint", identifier, CONSTRAINTS)
    if found is None:
        raise ModelError(
            "lenet's engine has the constraints max_norm, min_max_norm, non_neg and unit_norm; "
            f"received {shown(identifier)}"
        )
    return found


def serialize(constraint: Constraint) -> dict[str, Any]:
    """A constraint as JSON, as Keras writes it."""
    kind = type(constraint).__name__
    return described_object("keras.constraints", kind, constraint.get_config())


def deserialize(config: Mapping[str, Any]) -> Constraint:
    """The constraint that ``serialize`` wrote. ModelError for any other description."""
    return object_of("constraint", config, CONSTRAINTS)


def _norm(name: str, value: object) -> float:
    return min(float(real(name, value, NOT_NEGATIVE)), float(np.finfo(np.float32).max))


def _axes(axis: object) -> Any:
    """An axis or several as they are given: int, or a list of them for JSON."""
    if isinstance(axis, list | tuple):
        return [whole("axis", one, -32, 31) for one in axis]
    return whole("axis", axis, -32, 31)


def _columns(axis: Any, shape: tuple[int, ...]) -> int:
    """How many norms an array (rows..., columns...) has along its first axes."""
    given = axis if isinstance(axis, list) else [axis]
    axes = sorted({one % len(shape) if one < 0 else one for one in given})
    if not axes or axes != list(range(len(axes))) or len(axes) > len(shape):
        raise ModelError(
            f"lenet's engine takes norms along an array's first axes, such as 0 or (0, 1, 2); "
            f"received {shown(axis)} for an array of shape {shape}"
        )
    return math.prod(shape[len(axes) :])


if not TYPE_CHECKING:  # a type checker knows the names that are here

    def __getattr__(name: str) -> NoReturn:
        raise absent(__name__, name)
