"""What the page as one file has of a network: all that the service would tell, and its weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from lenet.errors import DataError
from lenet.models import Model
from lenet.models.lowering import lowered
from lenet.models.sweep import swept
from lenet.serve.answers import network_description
from lenet.serve.answers.available_network import (
    FROM_PACKAGE,
    FROM_RUNS,
    AvailableNetwork,
    with_weights,
    without_weights,
)
from lenet.weights import chosen, shipped_name


def page_network(name_or_folder: str) -> tuple[AvailableNetwork, Path]:
    """A network by its shipped name, folder or address, and its folder.

    DataError for one that cannot be loaded, or that takes no digit images.
    """
    folder = chosen(name_or_folder)
    shipped = shipped_name(name_or_folder)
    name = shipped or folder.resolve().name
    described = without_weights(name, FROM_PACKAGE if shipped else FROM_RUNS, folder)
    if described is None:
        raise DataError(f"expected a network that takes images of 28x28, received {folder}")
    return with_weights(described, folder), folder


def told_of(network: AvailableNetwork) -> dict[str, Any]:
    """A network as ``/api/networks/NAME`` has it, with ``made``: how its input is prepared and run.

    ``made.answers`` has for each layer the number of its engine layer, -1 for one that answers with
    its input; ``made.turned`` whether that answer has its channels last where the layer's has them
    first. ``made.arrays`` are the parameter arrays in their order.
    """
    model = network.model
    lowest = lowered(model.layers, model.layer_shapes(), fused=False)
    calibration = network.calibration
    return {
        **network_description.description(network),
        "layers": network_description.layers(network),
        "made": {
            "centred": network.reader.centred,
            "normalisation": model.normalisation,
            "penalty_scale": model.penalty_scale,
            "calibration": {"stands": calibration.stands, "is_empty": calibration.is_empty},
            "input": lowest.plane,
            "layers": [tuple(one) for one in lowest.layers],
            "answers": lowest.answers,
            "turned": lowest.turned,
            "arrays": [[name, shape] for name, shape in model.weight_shapes().items()],
        },
    }


def swept_over_lines(model: Model) -> dict[str, Any]:
    """How the engine sweeps a network of strips: its layers, for a plane of any width."""
    layers = swept(model.layers, model.layer_shapes())
    return {"layers": [tuple(one) for one in layers], "parameters": model.count_params()}


def weights_of(model: Model) -> bytes:
    """All parameters in the order of the engine, as float16 if that is exact, else as float32."""
    arrays = [array.ravel() for array in model.get_weights()]
    whole = np.concatenate(arrays).astype("<f4")
    halves = whole.astype("<f2")
    return (halves if np.array_equal(halves, whole) else whole).tobytes()
