"""Which layer may follow which in the engine; ModelError for another."""

from __future__ import annotations

from collections.abc import Sequence

from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.layers import LAYERS, RBF, Dense, Flatten, Layer


def check_layer(given: object) -> None:
    """ModelError unless it is a layer."""
    if not isinstance(given, Layer):
        raise ModelError(f"lenet has the layers {', '.join(LAYERS)}; received {shown(given)}")


def check_order(layers: Sequence[Layer], following: Layer) -> None:
    """ModelError unless ``following`` may come behind these layers."""
    if layers and layers[-1].activation == "softmax":
        raise ModelError("lenet supports softmax in the last layer only")
    if layers and isinstance(layers[-1], RBF):
        raise ModelError("lenet supports RBF as the last layer only")
    if isinstance(following, Flatten) and any(isinstance(one, Flatten | Dense) for one in layers):
        raise ModelError("lenet supports one Flatten, before the first Dense")
