"""Sequential: a network built up one layer behind the other."""

from __future__ import annotations

from lenet.errors import ModelError
from lenet.layers import Layer
from lenet.models.model import Model


class Sequential(Model):
    """A network built up one layer behind the other; all else is ``Model``'s."""

    def add(self, layer: Layer) -> None:
        """Put a layer behind the last; ModelError for one that the engine does not have."""
        self._append(layer)

    def pop(self) -> None:
        """Take the last layer away."""
        if not self.layers:
            raise ModelError("the model has no layers")
        self._set_aside()
        layer = self.layers.pop()
        if not self.layers and layer.input_shape is not None:
            self.input_shape = None
