"""A parameter array of a layer, as ``layer.kernel`` gives it, and lists of them."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from lenet.arguments.arrays import float_array
from lenet.arguments.eager_array import EagerArray
from lenet.errors import ModelError

_STATISTICS = "moving_"
"""How the names of parameters begin that no optimizer changes."""


class Weighed(Protocol):
    """What a parameter array asks of its layer."""

    name: str | None
    trainable: bool

    def get_weights(self) -> list[Any]:
        """Copies of the layer's parameter arrays."""
        ...

    def set_weights(self, weights: list[ArrayLike]) -> None:
        """Take the layer's parameter arrays."""
        ...


def is_trained(layer: Weighed, name: str) -> bool:
    """Whether an optimizer changes a layer's parameters of this name."""
    return layer.trainable and not name.startswith(_STATISTICS)


class Weight(EagerArray):
    """A copy of a parameter array, float32, with Keras's ``name``, ``path`` and ``assign``."""

    name: str = ""
    _of: tuple[Weighed, int] | None = None

    @classmethod
    def named(cls, values: ArrayLike, name: str, layer: Weighed, place: int) -> Weight:
        """The array at a place among the parameters of a layer."""
        made = np.array(values, np.float32).view(cls)
        made.name, made._of = name, (layer, place)
        return made

    @property
    def path(self) -> str:
        """The layer's name and its own: ``conv2d/kernel``."""
        return f"{self._of[0].name}/{self.name}" if self._of else self.name

    @property
    def trainable(self) -> bool:
        """Whether training changes it."""
        return self._of is None or is_trained(self._of[0], self.name)

    def assign(self, value: ArrayLike) -> Weight:
        """Give the layer other values, of the same shape. ModelError for another shape."""
        values = float_array(value, f"the values of {self.path or 'a weight'}")
        if values.shape != self.shape:
            raise ModelError(f"expected values of shape {self.shape}, received {values.shape}")
        self[...] = values
        if self._of is not None:
            layer, place = self._of
            weights = layer.get_weights()
            weights[place] = values
            layer.set_weights(weights)
        return self


class WeightLists:
    """The parameter arrays of a layer or a model, all of them and by what training changes."""

    @property
    def weights(self) -> list[Weight]:
        """All parameter arrays, copied, with their names."""
        raise NotImplementedError

    @property
    def variables(self) -> list[Weight]:
        """As ``weights``."""
        return self.weights

    @property
    def trainable_weights(self) -> list[Weight]:
        """Those that training changes."""
        return [weight for weight in self.weights if weight.trainable]

    @property
    def trainable_variables(self) -> list[Weight]:
        """Those that training changes."""
        return self.trainable_weights

    @property
    def non_trainable_weights(self) -> list[Weight]:
        """Those that training leaves as they are, or only keeps statistics in."""
        return [weight for weight in self.weights if not weight.trainable]

    @property
    def non_trainable_variables(self) -> list[Weight]:
        """Those that training leaves as they are, or only keeps statistics in."""
        return self.non_trainable_weights
