"""Models that have layers in common have their parameters in common, as in Keras.

A layer's home is the model whose engine network holds its parameters. A model of a home's first
layers uses these; a model that begins with all layers of a home and goes on becomes their home.
A model that goes another way behind the first layers begins with copies of theirs, and says so.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from lenet.errors import ModelError
from lenet.layers import Layer
from lenet.models.layer_shapes import LayerShapes


def home_of(layers: Sequence[Layer], newcomer: object) -> Any:
    """The other model that holds these layers' parameters. ModelError for several."""
    homes: list[Any] = []
    for layer in layers:
        home = layer.home
        if home is not None and home is not newcomer and all(home is not one for one in homes):
            homes.append(home)
    if len(homes) > 1:
        raise ModelError(
            "expected the layers of one other model at most: lenet keeps the parameters of a row "
            "of layers together"
        )
    return homes[0] if homes else None


def leave_home(home: Any, newcomer: Any) -> None:
    """Let the layers of a model that goes another way than their home live in it from now on.

    A UserWarning says what Keras would do: it trains the parameters of both models at once.
    """
    warnings.warn(
        f"{newcomer.name} begins with copies of the parameters that it has in common with "
        f"{home.name}: training it leaves {home.name} as it is",
        stacklevel=2,
    )
    for layer in newcomer.layers:
        layer.home = newcomer


def begins_with(layers: Sequence[Layer], first: Sequence[Layer]) -> bool:
    """Whether the layers with parameters are, to begin with, all of ``first``'s."""
    return len(first) <= len(layers) and all(a is b for a, b in zip(layers, first, strict=False))


def with_parameters(layers: Sequence[Layer], shapes: LayerShapes) -> list[Layer]:
    """The layers that have parameters."""
    pairs = zip(layers, shapes, strict=True)
    return [layer for layer, (shape, _) in pairs if layer.weight_shapes(shape)]
