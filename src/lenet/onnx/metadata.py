"""What a file says of its model beside the graph: text by name, as ONNX has it.

lenet        the version that wrote the file
network      the model's name
classes      the names of the classes in the order of the scores, as JSON
input        whether the graph takes raw pixels or prepared ones
preparation  how raw pixels become the network's input, in words
description  the model as ``get_config`` describes it, as JSON, from which ``load`` makes it again
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from lenet.digits.normalisation import NORMALISATIONS
from lenet.errors import ModelError
from lenet.models import Model, compilation
from lenet.models.recorded_classes import class_names
from lenet.onnx.model_graph import ModelGraph
from lenet.optimizers import SGD

DESCRIPTION, OUTPUTS = "description", "outputs"
PLAIN = "plain: 0 to 1"


def metadata_of(model: Model, graph: ModelGraph, classes: Sequence[str] | None) -> dict[str, str]:
    """The text by name. ModelError for another number of classes than the model answers with."""
    name = model.normalisation
    inside = graph.input.dtype == "uint8"
    return {
        "lenet": version("lenet"),
        "network": model.name,
        "classes": json.dumps(_classes(model, classes)),
        "input": "raw pixels, 0 paper to 255 ink" if inside else "prepared pixels",
        "preparation": PLAIN if name is None else f"{name}: {NORMALISATIONS[name]}",
        DESCRIPTION: json.dumps(_description(model)),
    }


def _classes(model: Model, classes: Sequence[str] | None) -> list[str]:
    if model.several_outputs or len(model.output_shape) != 1:
        if classes is not None:
            raise ModelError("expected no classes for a model whose answer is no row of scores")
        return []
    (units,) = model.output_shape
    if classes is not None and len(classes) != units:
        raise ModelError(f"expected {units} names of classes, received {len(classes)}")
    return class_names(classes or (), units)


def _description(model: Model) -> dict[str, Any]:
    """As ``get_config``, and behind how many layers each of several outputs is.

    The loss decides the scores of penalties. So it is described with another optimizer and without
    metrics where those of the model are a user's own, which cannot be described.
    """
    config = model.get_config()
    if config["compiled"] is None and model.compiled is not None:
        config["compiled"] = compilation.describe(
            model.compiled._replace(optimizer=SGD(), metrics=(), weighted_metrics=())
        )
    if model.several_outputs:
        config[OUTPUTS] = [len(tensor.layers) for tensor in model.outputs]
    return config
