"""The parameter arrays of a layer by Keras's names: ``weights``, ``kernel``, ``variables``."""

from __future__ import annotations

from typing import Any

from numpy.typing import ArrayLike, NDArray

from lenet.initializers import Shape
from lenet.keras_names import absent_attribute
from lenet.layers.keras_tensor import KerasTensor
from lenet.layers.weight import Weight, WeightLists


class NamedWeights(WeightLists):
    """What a layer says of its parameters; ``Layer`` says which it has."""

    name: str | None
    trainable: bool
    dtype = "float32"

    @property
    def home(self) -> Any:
        """The model that holds the layer's parameters; None before it is in one."""
        raise NotImplementedError

    @property
    def input(self) -> KerasTensor:
        """The tensor that the layer is given in its model."""
        raise NotImplementedError

    def get_weights(self) -> list[NDArray[Any]]:
        """Copies of the layer's parameter arrays."""
        raise NotImplementedError

    def set_weights(self, weights: list[ArrayLike]) -> None:
        """Take parameter arrays."""
        raise NotImplementedError

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        """Names and shapes of the layer's parameters, in Keras's order."""
        raise NotImplementedError

    @property
    def built(self) -> bool:
        """Whether it has its parameters: it is in a model whose input's shape is known."""
        return self.home is not None and self.home.input_shape is not None

    @property
    def weights(self) -> list[Weight]:
        """The layer's parameter arrays, copied, with their names; none before it has them."""
        if not self.built:
            return []
        names = self.weight_shapes(self.input.sample_shape)
        return [
            Weight.named(values, name, self, place)
            for place, (name, values) in enumerate(zip(names, self.get_weights(), strict=True))
        ]

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_") and self.built:
            names = list(self.weight_shapes(self.input.sample_shape))
            if name in names:
                return self.weights[names.index(name)]
        raise absent_attribute("Layer", type(self).__name__, name)
