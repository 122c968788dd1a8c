"""A network swept over a larger sample: the space displacement network (LeCun et al. 1998, VII).

A Dense layer swept over a plane is a convolution with the same parameters, byte for byte.

x        float32 (n, rows, columns, channels), at least as large as the network's input
answers  float32 (n, positions down, positions across, units)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lenet import _engine
from lenet.errors import ModelError
from lenet.layers import RBF, Dense, EngineLayer, Flatten, Layer, Permute, Reshape, WholePlanes
from lenet.models.layer_shapes import LayerShapes


@dataclass(frozen=True)
class Sweep:
    """A network as it is swept: for samples of any size, without its last RBF or softmax.

    Attributes
    ----------
    network : Network of the engine
        Its parameters are shared; it is not changed.
    layers : list of EngineLayer
        See ``swept``.
    smallest : tuple of int
        Rows, columns and channels of the least sample.
    """

    network: _engine.Network
    layers: list[EngineLayer]
    smallest: tuple[int, ...]

    @classmethod
    def of(cls, network: _engine.Network, layers: Sequence[Layer], shapes: LayerShapes) -> Sweep:
        """ModelError for a network that cannot be swept."""
        smallest = shapes[0][0]
        if len(smallest) != 3:
            raise ModelError("expected a network that reads planes, to sweep it over larger ones")
        if any(
            layer.channels_first(shape) for layer, (shape, _) in zip(layers, shapes, strict=True)
        ):
            raise ModelError("expected a network whose channels come last, to sweep it")
        return cls(network, swept(layers, shapes), smallest)

    def over(self, x: NDArray[np.float32], threads: int) -> NDArray[np.float32]:
        """The outputs at every position of ``x``. ModelError where it cannot be swept over it."""
        rows, columns, channels = self.smallest
        if x.ndim != 4 or x.shape[3] != channels or x.shape[1] < rows or x.shape[2] < columns:
            raise ModelError(
                f"expected samples (n, rows, columns, {channels}) of at least "
                f"{rows}x{columns}, received {x.shape}"
            )
        try:
            larger = self.network.sharing(
                (x.shape[1], x.shape[2], x.shape[3]), self.layers, trained=False
            )
        except ValueError as error:
            raise ModelError(f"expected larger samples than {x.shape}: {error}") from error
        return larger.predict(x, threads)


def swept(layers: Sequence[Layer], shapes: LayerShapes) -> list[EngineLayer]:
    """The layers with every Dense as a convolution.

    A last RBF is left out and a last softmax is linear: both are applied at each position.
    """
    made: list[EngineLayer] = []
    field = (1, 1)
    for layer, (given, _) in zip(layers, shapes, strict=True):
        if isinstance(layer, WholePlanes | Reshape | Permute):
            raise ModelError(f"expected a network without {type(layer).__name__}, to sweep it")
        if isinstance(layer, Flatten):
            field = (given[0], given[1]) if len(given) == 3 else field
        elif isinstance(layer, Dense):
            dense, *function = layer.engine_layers(given, flat=False)
            made += [dense._replace(rows=field[0], columns=field[1]), *function]
            field = (1, 1)
        elif not isinstance(layer, RBF):
            made += layer.engine_layers(given, flat=False)
    return made[:-1] if made[-1].kind == "Softmax" else made
