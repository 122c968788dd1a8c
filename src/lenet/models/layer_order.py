"""Which layer may follow which in the engine; ModelError for another."""

from __future__ import annotations

from collections.abc import Sequence

from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.layers import LAYERS, RBF, Layer, Reshape
from lenet.models.layer_shapes import LayerShapes


def check_layer(given: object) -> None:
    """ModelError unless it is a layer."""
    if not isinstance(given, Layer):
        raise ModelError(f"lenet has the layers {', '.join(LAYERS)}; received {shown(given)}")


def check_open(layers: Sequence[Layer]) -> None:
    """ModelError if no layer may come behind these."""
    if layers and isinstance(layers[-1], RBF):
        raise ModelError("lenet supports RBF as the last layer only")


def check_shapes_order(layers: Sequence[Layer], shapes: LayerShapes) -> None:
    """ModelError for planes that are made of a vector behind the first layers."""
    begun = False
    for layer, (given, made) in zip(layers, shapes, strict=True):
        begun = begun or not isinstance(layer, Reshape)
        if begun and len(given) == 1 and len(made) > 1:
            raise ModelError(
                f"lenet supports planes of a vector at the beginning only; {layer.name} makes "
                f"{made} of {given}"
            )
