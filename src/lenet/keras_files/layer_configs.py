"""A layer <-> its description in a file of Keras, by the table of ``keras_layers``."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.keras_files.class_names import Manner, described
from lenet.keras_files.keras_layers import (
    KERAS_LAYERS,
    LATER,
    NEVER_TRAINED,
    REQUIRED,
    WITHOUT_EFFECT,
    Row,
)
from lenet.keras_files.keras_objects import (
    activation_in_keras,
    object_in_keras,
    read_activation,
    read_object,
    refused,
)
from lenet.keras_files.old_configs import todays
from lenet.layers import LAYERS, Layer, Shape, checked_shape

OBJECTS = {
    "_initializer": "keras.initializers",
    "_regularizer": "keras.regularizers",
    "_constraint": "keras.constraints",
}
EVERY_LAYERS = ("name", "trainable", "dtype")


def layer_config(layer: Layer, given: Shape, manner: Manner) -> dict[str, Any]:
    """A layer for inputs of the shape ``given``, as Keras describes it.

    ModelError for a layer, or an argument, that Keras has not.
    """
    kind = type(layer).__name__
    if kind not in KERAS_LAYERS:
        raise _only_here(kind)
    row, ours = KERAS_LAYERS[kind], layer.config()
    beside = [key for key in ours if key not in row and key not in EVERY_LAYERS]
    if beside:
        raise _only_here(f"{kind} with {', '.join(beside)}")
    config: Row = {"name": layer.name, "trainable": layer.trainable, "dtype": "float32"}
    if kind in NEVER_TRAINED:
        config.pop("trainable")
    for key, default in row.items():
        value = ours.get(key, default)
        if manner is Manner.LEGACY and key in LATER and value == default:
            continue
        config[key] = _in_keras(key, value, manner)
    if config.get("strides", 0) is None:
        config["strides"] = config["pool_size"]
    found = described("keras.layers", kind, config, manner)
    if manner is Manner.TODAY and layer.weight_shapes(given):
        found["build_config"] = {"input_shape": [None, *given]}
    return found


def input_config(shape: Shape, name: str, manner: Manner) -> dict[str, Any]:
    """The InputLayer that says the shape of a sample."""
    batch = [None, *shape]
    if manner is Manner.LEGACY:
        said: Row = {"batch_input_shape": batch, "dtype": "float32", "sparse": False, "name": name}
    else:
        said = {
            "batch_shape": batch, "dtype": "float32", "sparse": False, "ragged": False,
            "name": name,
        }  # fmt: skip
    return described("keras.layers", "InputLayer", said, manner)


def read_layer(found: object) -> Layer:
    """The layer that a file describes. ModelError for one that lenet has not, or for none."""
    kind, config = _class_and_config(found)
    batch_shape = config.pop("batch_input_shape", None)
    if kind not in KERAS_LAYERS or kind not in LAYERS:
        known = ", ".join(name for name in LAYERS if name in KERAS_LAYERS)
        raise ModelError(f"lenet has the layers {known} of Keras; {refused({'class_name': kind})}")
    arguments = _arguments(kind, config)
    if batch_shape is not None:
        arguments["input_shape"] = without_batch(batch_shape)
    try:
        layer = LAYERS[kind](**arguments)
    except TypeError as error:  # an argument is missing
        raise ModelError(f"{kind} in a file of Keras: {error}") from error
    if config.get("trainable") is False:
        layer.trainable = False
    return layer


def read_input(found: object) -> Shape:
    """The shape of a sample that an InputLayer says. ModelError."""
    _, config = _class_and_config(found)
    return without_batch(config.get("batch_shape") or config.get("batch_input_shape"))


def _class_and_config(found: object) -> tuple[str, Row]:
    kind = found.get("class_name") if isinstance(found, Mapping) else None
    config = found.get("config") if isinstance(found, Mapping) else None
    if not isinstance(kind, str) or not isinstance(config, Mapping):
        raise ModelError(f"expected a layer with class_name and config, {refused(found)}")
    kind, arguments = todays(kind, config)
    _check_dtype(kind, arguments.get("dtype"))
    return kind, arguments


def _arguments(kind: str, config: Row) -> Row:
    """What the layer's class is called with; ModelError for what it cannot take."""
    takes = inspect.signature(LAYERS[kind].__init__).parameters
    arguments: Row = {"name": config.get("name")}
    usual = {**WITHOUT_EFFECT, **KERAS_LAYERS[kind]}
    for key, value in config.items():
        if key in EVERY_LAYERS:
            continue
        if key in takes and key in KERAS_LAYERS[kind]:
            arguments[key] = _read(key, value)
        elif key not in usual:
            raise ModelError(f"expected arguments of Keras's {kind}, received {key[:100]!r}")
        elif value is not None and _read(key, value) != _read(key, usual[key]):
            raise ModelError(
                f"lenet has {kind} with {key} {usual[key]} alone; received {shown(value)}"
            )
    return arguments


def _in_keras(key: str, value: Any, manner: Manner) -> Any:
    if value is REQUIRED:
        raise ModelError(f"expected a layer that says its {key}")
    if key == "activation":
        return activation_in_keras(value)
    for end, module in OBJECTS.items():
        if key.endswith(end):
            return object_in_keras(module, value, manner)
    if key in ("padding", "cropping") and isinstance(value, list | tuple):
        return [[side, side] if isinstance(side, int) else list(side) for side in value]
    return list(value) if isinstance(value, tuple) else value


def _read(key: str, value: Any) -> Any:
    if key == "activation":
        by_layer = isinstance(value, Mapping) and value.get("class_name") in KERAS_LAYERS
        return read_layer(value) if by_layer else read_activation(value)
    if key.endswith(tuple(OBJECTS)):
        return read_object(value)
    return _tuples(value)


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list | tuple) else value


def without_batch(shape: object) -> Shape:
    """A sample's shape, behind the batch's None. ModelError."""
    if not isinstance(shape, list | tuple) or len(shape) < 2:
        raise ModelError(f"expected a shape with the batch before it, received {shown(shape)}")
    return checked_shape(shape[1:])


def _check_dtype(kind: str, given: Any) -> None:
    config = given.get("config") if isinstance(given, Mapping) else None
    name = config.get("name") if isinstance(config, Mapping) else given
    if name not in (None, "float32"):
        raise ModelError(f"lenet computes in float32; {kind} asks for {shown(name)}")


def _only_here(what: str) -> ModelError:
    return ModelError(f"Keras has no {what}: save the model as a folder, as in model.save('model')")
