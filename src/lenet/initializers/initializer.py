"""What every initializer can do: draw a layer's parameters, and be called as in Keras."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from lenet.arguments.numbers import checked_seed, whole
from lenet.arguments.words import row, shown
from lenet.errors import ModelError
from lenet.initializers.fan import Fan, Shape, fan_of


class Initializer:
    """The base of initializers. One of your own has ``__call__(shape, dtype=None)``, as in Keras.

    An initializer without a seed draws from its model's random numbers, so that the model's seed
    decides; with one it gives the same values each time. ``settings`` are the names of what an
    initializer is made with, ``seed`` left out.
    """

    settings: ClassVar[tuple[str, ...]] = ()
    seed: int | None = None

    def drawn(self, generator: np.random.Generator, fan: Fan, shape: Shape) -> NDArray[np.float64]:
        """A layer's parameters of a shape, float64, for units of this fan.

        ModelError for what an initializer of your own gives, if it has another shape.
        """
        del generator, fan
        return checked_values(self(shape, dtype="float32"), shape, type(self).__name__)

    def __call__(self, shape: Sequence[int], dtype: DTypeLike | None = None) -> NDArray[Any]:
        """Values of a shape, float32 unless told; without a seed, others each time."""
        size = tuple(whole("shape", side) for side in row("shape", shape))
        return self.drawn(np.random.default_rng(self.seed), fan_of(size), size).astype(
            _dtype(dtype)
        )

    def get_config(self) -> dict[str, Any]:
        """The arguments, for JSON, that make this initializer again."""
        config = {name: getattr(self, name) for name in self.settings}
        return config | ({"seed": self.seed} if isinstance(self, Drawing) else {})

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The initializer that ``get_config`` described."""
        return cls(**config)

    def clone(self) -> Self:
        """Another one like it."""
        return self.from_config(self.get_config())

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.get_config() == self.get_config()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        settings = ", ".join(f"{name}={value}" for name, value in self.get_config().items())
        return f"{type(self).__name__}({settings})"


class Drawing(Initializer):
    """The base of those that draw at random: ``seed``, from 0 to below 2^64, or None."""

    def __init__(self, seed: int | None = None) -> None:
        self.seed = None if seed is None else checked_seed(seed)

    def chance(self, generator: np.random.Generator) -> np.random.Generator:
        """The random numbers of its own seed, or those that it is given."""
        return generator if self.seed is None else np.random.default_rng(self.seed)


def checked_values(values: Any, shape: Shape, source: str) -> NDArray[np.float64]:
    """What a user's initializer gave, as float64 of this shape. ModelError for anything else."""
    try:
        array = np.asarray(values, np.float64)
    except (TypeError, ValueError) as error:
        raise ModelError(
            f"expected numbers of shape {shape} from {source}, received {shown(values)}"
        ) from error
    if array.shape != shape:
        raise ModelError(f"expected numbers of shape {shape} from {source}, received {array.shape}")
    return array


def _dtype(given: DTypeLike | None) -> np.dtype[Any]:
    try:
        return np.dtype(np.float32 if given is None else given)
    except TypeError as error:
        raise ModelError(f"expected a dtype such as 'float32', received {shown(given)}") from error
