"""Penalties of a layer's parameters, named as in Keras: l1 and l2. The engine computes them.

A layer's ``kernel_regularizer`` or ``bias_regularizer`` adds ``l1 * sum |w| + l2 * sum w^2`` to the
loss of every batch while the layer is trained.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn, Self

import numpy as np
from numpy.typing import ArrayLike

from lenet.arguments.keras_object import described_object, known_object, object_of
from lenet.arguments.numbers import NOT_NEGATIVE, real
from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.keras_names import absent

__all__ = [
    "L1", "L1L2", "L2", "REGULARIZERS", "OrthogonalRegularizer", "Regularizer", "deserialize",
    "get", "l1", "l1_l2", "l2", "orthogonal_regularizer", "serialize",
]  # fmt: skip

_LARGEST = float(np.finfo(np.float32).max)


class Regularizer:
    """A penalty: ``l1`` times the sum of absolute values plus ``l2`` times the sum of squares."""

    l1: float = 0.0
    l2: float = 0.0

    def __call__(self, x: ArrayLike) -> np.float32:
        """The penalty of an array, float32."""
        values = np.asarray(x, np.float64)
        return np.float32(self.l1 * np.abs(values).sum() + self.l2 * np.square(values).sum())

    def get_config(self) -> dict[str, float]:
        """The arguments, for JSON, that make this regularizer again."""
        raise ModelError(f"expected get_config() from {type(self).__name__}, which is your own")

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The regularizer that ``get_config`` described."""
        return cls(**config)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash((self.l1, self.l2))

    def __repr__(self) -> str:
        settings = ", ".join(f"{name}={value}" for name, value in self.get_config().items())
        return f"{type(self).__name__}({settings})"


class L1(Regularizer):
    """``l1 * sum |w|``."""

    def __init__(self, l1: float | None = 0.01) -> None:
        self.l1 = _factor("l1", l1, 0.01)

    def get_config(self) -> dict[str, float]:
        return {"l1": self.l1}


class L2(Regularizer):
    """``l2 * sum w^2``."""

    def __init__(self, l2: float | None = 0.01) -> None:
        self.l2 = _factor("l2", l2, 0.01)

    def get_config(self) -> dict[str, float]:
        return {"l2": self.l2}


class L1L2(Regularizer):
    """``l1 * sum |w| + l2 * sum w^2``."""

    def __init__(self, l1: float | None = 0.0, l2: float | None = 0.0) -> None:
        self.l1, self.l2 = _factor("l1", l1, 0.0), _factor("l2", l2, 0.0)

    def get_config(self) -> dict[str, float]:
        return {"l1": self.l1, "l2": self.l2}


class OrthogonalRegularizer(Regularizer):
    """Keras's, which the engine does not have: ModelError that says so."""

    def __init__(self, *settings: Any, **named: Any) -> None:
        del settings, named
        raise ModelError(
            "lenet's engine has the regularizers l1, l2 and l1_l2, and no OrthogonalRegularizer: "
            "an orthogonal kernel_initializer begins with such a kernel"
        )


l1, l2, l1_l2, orthogonal_regularizer = L1, L2, L1L2, OrthogonalRegularizer

REGULARIZERS: dict[str, type[Regularizer]] = {
    "L1": L1, "L2": L2, "L1L2": L1L2, "OrthogonalRegularizer": OrthogonalRegularizer,
    "l1": L1, "l2": L2, "l1l2": L1L2, "l1_l2": L1L2,
    "orthogonal_regularizer": OrthogonalRegularizer,
}  # fmt: skip
"""The regularizers by both of Keras's spellings."""


def get(identifier: object) -> Regularizer | None:
    """The regularizer: None, by its name, its class, what ``serialize`` made of it, or as it is.

    ModelError for any other, functions of a user's own among them.
    """
    if identifier is None or isinstance(identifier, L1 | L2 | L1L2):
        return identifier
    found = known_object("regularizer", identifier, REGULARIZERS)
    if found is None:
        raise ModelError(
            f"lenet's engine has the regularizers l1, l2 and l1_l2; received {shown(identifier)}"
        )
    return found


def serialize(regularizer: Regularizer) -> dict[str, Any]:
    """A regularizer as JSON, as Keras writes it."""
    kind = type(regularizer).__name__
    return described_object("keras.regularizers", kind, regularizer.get_config())


def deserialize(config: Mapping[str, Any]) -> Regularizer:
    """The regularizer that ``serialize`` wrote. ModelError for any other description."""
    return object_of("regularizer", config, REGULARIZERS)


def _factor(name: str, value: float | None, default: float) -> float:
    return default if value is None else min(float(real(name, value, NOT_NEGATIVE)), _LARGEST)


if not TYPE_CHECKING:  # a type checker knows the names that are here

    def __getattr__(name: str) -> NoReturn:
        raise absent(__name__, name)
