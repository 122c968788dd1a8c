"""The parameter arrays of a row of layers by Keras's names: ``model.trainable_variables``."""

from __future__ import annotations

from typing import Any

from lenet.keras_names import absent_attribute
from lenet.layers import Weight
from lenet.models.row_of_layers import RowOfLayers


class WeightsOfLayers(RowOfLayers):
    """A row of layers whose parameter arrays can be asked for, with their names."""

    dtype = "float32"

    @property
    def built(self) -> bool:
        """Whether it has its parameters: the input's shape is known."""
        return bool(self.layers) and self.input_shape is not None

    @property
    def weights(self) -> list[Weight]:
        """All parameter arrays, copied, with their names; none before the model has them."""
        if not self.built:
            return []
        arrays = iter(self.get_weights())
        return [
            Weight.named(next(arrays), name, layer, place)
            for layer, (shape, _) in zip(self.layers, self.layer_shapes(), strict=True)
            for place, name in enumerate(layer.weight_shapes(shape))
        ]

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

    def __getattr__(self, name: str) -> Any:
        raise absent_attribute("Model", type(self).__name__, name)
