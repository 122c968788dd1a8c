"""Layers in a row <-> the description of a Sequential or a Functional model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.keras_files.class_names import Manner, described
from lenet.keras_files.keras_objects import refused
from lenet.keras_files.layer_configs import (
    input_config,
    layer_config,
    read_input,
    read_layer,
    without_batch,
)
from lenet.keras_files.model_parts import LayerPart, ModelParts, NestedPart
from lenet.keras_files.training_configs import compile_config
from lenet.layers import Layer, Shape

MOST_LAYERS = 1000
FUNCTIONAL = ("Functional", "Model")
INPUT = "input_layer"
IN_A_ROW = "lenet runs layers in a row"


class ModelDescription(NamedTuple):
    """A model that a file describes: its layers, and the models inside it, one after the other.

    ``training`` is what the file says of ``compile``, as it stands there, None for nothing.
    """

    kind: str
    name: str
    input_shape: Shape | None
    rows: list[Layer | ModelDescription]
    training: Mapping[str, Any] | None

    @property
    def layers(self) -> list[Layer]:
        """All layers in a row, those of models inside among them."""
        found: list[Layer] = []
        for row in self.rows:
            found += row.layers if isinstance(row, ModelDescription) else [row]
        return found

    def nested(self, parts: Iterator[LayerPart]) -> list[LayerPart | NestedPart]:
        """The parts of all layers, in their order, as they stand in models inside."""
        return [
            NestedPart(row.kind, row.name, row.nested(parts))
            if isinstance(row, ModelDescription)
            else next(parts)
            for row in self.rows
        ]


def model_config(parts: ModelParts, manner: Manner) -> dict[str, Any]:
    """A model as Keras describes it; with how it is compiled, in the manner of today."""
    shape = parts.layers[0].given
    layers = [input_config(shape, INPUT, manner)]
    layers += [layer_config(part.layer, part.given, manner) for part in parts.layers]
    if parts.kind == "Sequential":
        config: dict[str, Any] = {"name": parts.name, "layers": layers}
        found = described("keras", "Sequential", config, manner)
        if manner is Manner.TODAY:
            config |= {"trainable": True, "dtype": "float32"}
            config["build_input_shape"] = [None, *shape]
            found["build_config"] = {"input_shape": [None, *shape]}
    else:
        found = described("keras", "Functional", _functional(parts, layers, manner), manner)
        if manner is Manner.TODAY:
            found["module"] = "keras.src.models.functional"
            found["registered_name"] = "Functional"
            found["build_config"] = {"input_shape": None}
    if manner is Manner.TODAY and parts.compiling is not None:
        found["compile_config"] = compile_config(parts.compiling, manner)
    return found


def _functional(parts: ModelParts, layers: list[dict[str, Any]], manner: Manner) -> dict[str, Any]:
    """Each layer with the tensor that goes into it: the output of the one before."""
    before, rows = None, []
    for layer, part in zip(layers, [None, *parts.layers], strict=True):
        name = layer["config"]["name"]
        nodes = [] if part is None else [_node(str(before), list(part.given), manner)]
        rows.append({**layer, "name": name, "inbound_nodes": nodes})
        before = name
    config = {"name": parts.name, "layers": rows}
    if manner is Manner.TODAY:
        return config | {
            "trainable": True,
            "input_layers": [INPUT, 0, 0],
            "output_layers": [before, 0, 0],
        }
    return config | {"input_layers": [[INPUT, 0, 0]], "output_layers": [[before, 0, 0]]}


def _node(before: str, shape: list[int], manner: Manner) -> Any:
    if manner is Manner.LEGACY:
        return [[before, 0, 0, {}]]
    tensor = {"shape": [None, *shape], "dtype": "float32", "keras_history": [before, 0, 0]}
    return {"args": [{"class_name": "__keras_tensor__", "config": tensor}], "kwargs": {}}


def read_model(found: object) -> ModelDescription:
    """The model that a description describes. ModelError for one that lenet cannot run."""
    kind = found.get("class_name") if isinstance(found, Mapping) else None
    config = found.get("config") if isinstance(found, Mapping) else None
    if kind not in ("Sequential", *FUNCTIONAL):
        raise ModelError(f"lenet runs Sequential and Functional models of Keras, {refused(found)}")
    assert isinstance(found, Mapping)
    training = found.get("compile_config")
    if training is not None and not isinstance(training, Mapping):
        raise ModelError(f"expected a compile_config, received {shown(training)}")
    if isinstance(config, list):  # Keras 1, and Keras 2 before 2.2
        config = {"layers": config}
    layers = config.get("layers") if isinstance(config, Mapping) else None
    if not isinstance(layers, list) or not 1 <= len(layers) <= MOST_LAYERS:
        raise ModelError(f"expected a model of 1 to {MOST_LAYERS} layers, {refused(found)}")
    assert isinstance(config, Mapping)
    name = config.get("name") or kind.lower()
    if not isinstance(name, str):
        raise ModelError(f"expected the name of a model as text, received {shown(name)}")
    if kind != "Sequential":
        return _functional_model(name, config, layers, training)
    first = layers[0] if isinstance(layers[0], Mapping) else {}
    shape = config.get("build_input_shape")
    if first.get("class_name") == "InputLayer":
        given: Shape | None = read_input(first)
        layers = layers[1:]
    else:
        given = None if not shape else without_batch(shape)
    rows = [_read_row(one) for one in layers]
    return ModelDescription("Sequential", name, given or _first_shape(rows), rows, training)


def _read_row(found: object) -> Layer | ModelDescription:
    inside = isinstance(found, Mapping) and found.get("class_name") in ("Sequential", *FUNCTIONAL)
    return read_model(found) if inside else read_layer(found)


def _first_shape(rows: Sequence[Layer | ModelDescription]) -> Shape | None:
    return rows[0].input_shape if rows else None


def _functional_model(
    name: str, config: Mapping[str, Any], layers: Sequence[Any], training: Mapping[str, Any] | None
) -> ModelDescription:
    """A Functional model, its layers in the order in which a sample passes them. ModelError."""
    before: dict[str, tuple[str, Any]] = {}
    inputs: list[tuple[str, Shape]] = []
    for layer in layers:
        if not isinstance(layer, Mapping) or not isinstance(layer.get("inbound_nodes"), list):
            raise ModelError(f"expected layers with inbound_nodes, received {shown(layer)}")
        here = str(layer.get("name"))
        if layer.get("class_name") == "InputLayer":
            inputs.append((here, read_input(layer)))
            continue
        source = _only_source(here, layer["inbound_nodes"])
        if source in before:
            raise ModelError(f"{IN_A_ROW}; the output of {source!r} goes into several")
        before[source] = here, layer
    rows: list[Layer | ModelDescription] = []
    last = inputs[0][0] if inputs else ""
    while last in before:
        last, layer = before.pop(last)
        rows.append(_read_row(layer))
    if before or len(inputs) != 1 or not _is_output(last, config.get("output_layers")):
        raise ModelError(f"{IN_A_ROW}, from one input to one output")
    return ModelDescription("Functional", name, inputs[0][1], rows, training)


def _is_output(name: str, outputs: object) -> bool:
    """Whether a layer makes the one output: ``[name, 0, 0]``, in a list in old versions."""
    while isinstance(outputs, list) and len(outputs) == 1:
        outputs = outputs[0]
    return isinstance(outputs, list) and outputs[:1] == [name]


def _only_source(name: str, nodes: list[Any]) -> str:
    """The layer whose output goes into this one. ModelError unless that is one, once."""
    history = None
    if len(nodes) == 1:
        node = nodes[0]
        tensors = node.get("args") if isinstance(node, Mapping) else node
        if isinstance(tensors, list) and len(tensors) == 1:
            history = _history(tensors[0])
    if history is None:
        raise ModelError(f"{IN_A_ROW}; {name!r} has other than one input, once")
    return history


def _history(tensor: Any) -> str | None:
    if isinstance(tensor, Mapping):  # Keras 3
        config = tensor.get("config")
        tensor = config.get("keras_history") if isinstance(config, Mapping) else None
    if isinstance(tensor, list) and tensor and isinstance(tensor[0], str):
        return tensor[0]
    return None
