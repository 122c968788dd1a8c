"""What a file holds of a model: its layers with their arrays, and how far its optimizer is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet.layers import Layer, Shape, is_trained
from lenet.losses import Loss
from lenet.optimizers import Optimizer


class LayerPart(NamedTuple):
    """A layer, the shape of what goes in, and the shapes of its parameters by name."""

    layer: Layer
    given: Shape
    shapes: dict[str, Shape]

    @property
    def trained(self) -> list[bool]:
        """Whether an optimizer changes each of the parameters."""
        return [is_trained(self.layer, name) for name in self.shapes]


class NestedPart(NamedTuple):
    """A model inside a model: its class, and its layers and models. lenet runs it as its layers."""

    kind: str
    name: str
    rows: list[LayerPart | NestedPart]


Rows = Sequence[LayerPart | NestedPart]


def layers_of(rows: Rows) -> list[LayerPart]:
    """All layers in a row, those of models inside among them."""
    return [
        part
        for row in rows
        for part in ([row] if isinstance(row, LayerPart) else layers_of(row.rows))
    ]


class Compiling(NamedTuple):
    """The arguments of ``compile``; metrics are names, functions, or objects with a description."""

    optimizer: Optimizer
    loss: Loss
    metrics: Sequence[Any] = ()
    loss_weight: float = 1.0
    weighted_metrics: Sequence[Any] = ()

    @property
    def arguments(self) -> dict[str, Any]:
        """What ``compile`` is called with."""
        given: dict[str, Any] = {
            "optimizer": self.optimizer,
            "loss": self.loss,
            "metrics": list(self.metrics),
        }
        if self.loss_weight != 1:
            given["loss_weights"] = self.loss_weight
        return given | (
            {"weighted_metrics": list(self.weighted_metrics)} if self.weighted_metrics else {}
        )


class Moments(NamedTuple):
    """How far an optimizer is: its steps, and its arrays by Keras's names for them.

    Each list has an array for every parameter array that is trained, in the model's order.
    """

    updates: int
    slots: dict[str, list[NDArray[np.float32]]]


class ModelParts(NamedTuple):
    """A whole model; ``arrays`` are all parameters in the model's order, None without them.

    ``kind`` is Sequential or Functional. ``compiling`` and ``moments`` are None where there is no
    optimizer, or where it is not to be written.
    """

    kind: str
    name: str
    layers: list[LayerPart]
    arrays: list[NDArray[np.float32]] | None = None
    compiling: Compiling | None = None
    moments: Moments | None = None
