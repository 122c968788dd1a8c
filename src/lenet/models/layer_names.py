"""The names of a model's layers: each its own, as Keras chooses them."""

from __future__ import annotations

from collections.abc import Sequence

from lenet.errors import ModelError
from lenet.layers import Layer


def free_name(layers: Sequence[Layer], layer: Layer) -> str:
    """The next layer's name: its own, or its type's with the first number that is free.

    ModelError for a name that another layer has.
    """
    taken = {other.name for other in layers}
    if layer.name and not (layer.home is not None and layer.name in taken):
        if layer.name in taken:
            raise ModelError(
                f"expected a different name for each layer, received {layer.name!r} twice"
            )
        return layer.name
    base = _snake(type(layer).__name__)
    names = (base if k == 0 else f"{base}_{k}" for k in range(len(taken) + 1))
    return next(name for name in names if name not in taken)


def _snake(name: str) -> str:
    """Conv2D -> conv2d, AveragePooling2D -> average_pooling2d."""
    starts = [c.isupper() and k > 0 and not name[k - 1].isdigit() for k, c in enumerate(name)]
    return "".join(f"_{c}" if start else c for c, start in zip(name.lower(), starts, strict=True))
