"""The parameter arrays of a row of layers by Keras's names: ``model.trainable_variables``."""

from __future__ import annotations

from typing import Any

from lenet.keras_names import absent_attribute
from lenet.layers import Weight, WeightLists
from lenet.models.row_of_layers import RowOfLayers


class WeightsOfLayers(RowOfLayers, WeightLists):
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

    def __getattr__(self, name: str) -> Any:
        raise absent_attribute("Model", type(self).__name__, name)
