"""Sequential: a network built up layer by layer."""

from __future__ import annotations

from lenet.errors import ModelError
from lenet.layers import Layer
from lenet.models.model import Model


class Sequential(Model):
    """A model that is built up layer by layer."""

    keras_class = "Sequential"

    def add(self, layer: Layer) -> None:
        """Append a layer. ModelError for one that the engine does not have."""
        self._append(layer)

    def pop(self) -> None:
        """Remove the last layer. ModelError if there is none."""
        if not self.layers:
            raise ModelError("the model has no layers")
        self._set_aside()
        layer = self.layers.pop()
        if not self.layers and layer.input_shape is not None:
            self.input_shape = None
