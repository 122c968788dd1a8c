"""A network swept over a larger sample: the space displacement network (LeCun et al. 1998, VII).

A Dense layer swept over a plane is a convolution with the same parameters, byte for byte.

x        float32 (n, rows, columns, channels), at least as large as the network's input
answers  float32 (n, positions down, positions across, units)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lenet.arrays import softmax
from lenet.errors import ModelError
from lenet.layers import RBF, Dense, EngineLayer, Flatten, Layer, Shape

if TYPE_CHECKING:
    from lenet.models.model import Model


def sweep(model: Model, x: NDArray[np.float32], threads: int) -> NDArray[np.float32]:
    """The model's answers at every position. ModelError where it cannot be swept over ``x``."""
    smallest = model.input_shape or ()
    if len(smallest) != 3:
        raise ModelError("expected a network that reads planes, to sweep it over larger ones")
    if (
        x.ndim != 4
        or x.shape[3] != smallest[2]
        or x.shape[1] < smallest[0]
        or x.shape[2] < smallest[1]
    ):
        raise ModelError(
            f"expected samples (n, rows, columns, {smallest[2]}) of at least "
            f"{smallest[0]}x{smallest[1]}, received {x.shape}"
        )
    layers = swept(model.layers, model.layer_shapes())
    try:
        network = model.network.swept((x.shape[1], x.shape[2], x.shape[3]), layers)
    except ValueError as error:
        raise ModelError(f"expected larger samples than {x.shape}: {error}") from error
    return _answers(model.layers[-1], network.predict(x, threads), model)


def _answers(last: Layer, features: NDArray[np.float32], model: Model) -> NDArray[np.float32]:
    if isinstance(last, RBF):
        return last.penalties(features, model.get_weights()[-1])
    if last.activation != "softmax":
        return features
    return softmax(features)


def swept(layers: Sequence[Layer], shapes: Sequence[tuple[Shape, Shape]]) -> list[EngineLayer]:
    """The layers, every Dense as a convolution.

    A last RBF is left out and a last softmax is linear: each position has its own.
    """
    made: list[EngineLayer] = []
    field = (1, 1)
    for layer, (given, _) in zip(layers, shapes, strict=True):
        if isinstance(layer, Flatten):
            field = (given[0], given[1])
        elif isinstance(layer, Dense):
            dense = layer.engine_layer()
            activation = "linear" if dense.activation == "softmax" else dense.activation
            made.append(
                dense._replace(
                    kind="Conv2D", rows=field[0], columns=field[1], activation=activation
                )
            )
            field = (1, 1)
        elif not isinstance(layer, RBF):
            made.append(layer.engine_layer())
    return made
