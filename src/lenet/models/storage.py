"""A model's folder: ``config.json`` describes it, ``weights.safetensors`` holds its parameters.

``checkpoint.safetensors`` holds besides what training needs to go on: the optimizer's moments and
counts. Everything read is untrusted: sizes, types and shapes are checked before they are used.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from lenet.errors import DataError, ModelError
from lenet.host.files import write_whole
from lenet.layers import LAYERS, Input, Layer, checked_shape
from lenet.models.compilation import restored

if TYPE_CHECKING:
    from lenet.models.model import Model

M = TypeVar("M", bound="Model")

CONFIG, WEIGHTS, CHECKPOINT = "config.json", "weights.safetensors", "checkpoint.safetensors"
LARGEST_CONFIG = 1_000_000  # bytes
LARGEST_WEIGHTS = 1_600_000_000  # bytes
MOST_LAYERS = 256


def save_model(
    model: Model, folder: Path, record: Mapping[str, Any] | None = None, *, half: bool = False
) -> None:
    """Write the model's two files; ``record`` is added to the description.

    ``half`` keeps the parameters in half precision: files of half the size, three digits of each.
    """
    description = {"lenet_format": 1, **model.get_config(), **(record or {})}
    write_whole(folder / CONFIG, json.dumps(description, indent=2) + "\n")
    kind = np.float16 if half else np.float32
    weights = (array.astype(kind) for array in model.get_weights())
    named = dict(zip(model.weight_shapes(), weights, strict=True))
    write_whole(folder / WEIGHTS, _safetensors(named))


def load_model(folder: Path, kind: type[M]) -> M:
    """The model in a folder. DataError for what is missing or not a model's."""
    config = read_config(folder)
    try:
        model = model_from_config(config, kind)
        arrays = _arrays(folder / WEIGHTS)
        if list(arrays) != sorted(model.weight_shapes()):
            raise ModelError(
                f"expected the arrays {sorted(model.weight_shapes())}, received {list(arrays)}"
            )
        model.set_weights([arrays[name] for name in model.weight_shapes()])
    except ModelError as error:
        raise DataError(f"{folder} does not hold a model of lenet: {error}") from error
    return model


def read_config(folder: Path) -> dict[str, Any]:
    """The description in a folder; DataError if there is none or it is not one."""
    path = folder / CONFIG
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_CONFIG + 1)
    except OSError as error:
        raise DataError(f"expected a folder of a saved model: {path}: {error.strerror}") from error
    if len(content) > LARGEST_CONFIG:
        raise DataError(f"expected {path} of at most {LARGEST_CONFIG} bytes")
    try:
        config = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} is not JSON: {error}") from error
    if not isinstance(config, dict) or config.get("lenet_format") != 1:
        raise DataError(f"{path} does not describe a model of lenet (lenet_format 1)")
    return config


def model_from_config(config: Mapping[str, Any], kind: type[M]) -> M:
    """A model as described, with first weights. ModelError if the description is not one."""
    layers, seed = config.get("layers"), config.get("seed", 0)
    if not isinstance(layers, list) or not 1 <= len(layers) <= MOST_LAYERS:
        raise ModelError(f"expected 1 to {MOST_LAYERS} layers in the description")
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise ModelError(f"expected a seed of at least 0, received {seed!r}")
    normalisation = config.get("normalisation")
    if not isinstance(normalisation, str | None):
        raise ModelError(f"expected the name of a normalisation, received {normalisation!r}")
    name = str(config.get("name", "sequential"))
    made: list[Layer] = [_layer(described) for described in layers]
    if config.get("input_shape") is not None:
        made.insert(0, Input(checked_shape(config["input_shape"])))
    model = kind(made, name, seed=seed, normalisation=normalisation)
    if compiled := restored(config.get("compiled")):
        model.compile(*compiled)
    return model


def save_checkpoint(model: Model, folder: Path) -> None:
    """Write what training needs to go on from here, bit for bit."""
    state = model.state()
    arrays: dict[str, NDArray[Any]] = {
        "parameters": state.parameters,
        "first_moments": state.first_moments,
        "second_moments": state.second_moments,
        "counts": np.array([state.updates, model.epochs_trained], np.int64),
    }
    write_whole(folder / CHECKPOINT, _safetensors(arrays))


def load_checkpoint(model: Model, folder: Path) -> None:
    """Bring the model to where ``save_checkpoint`` left it. DataError for another model's file."""
    path, size = folder / CHECKPOINT, len(model.network.parameters)
    arrays = _arrays(path)
    kinds = {name: (str(array.dtype), *array.shape) for name, array in arrays.items()}
    expected = {
        "parameters": ("float32", size),
        "first_moments": ("float32", size),
        "second_moments": ("float32", size),
        "counts": ("int64", 2),
    }
    if kinds != expected:
        raise DataError(
            f"{path} is not a checkpoint of this model: expected {expected}, received {kinds}"
        )
    counts = arrays["counts"]
    if counts.min() < 0:
        raise DataError(f"{path} is not a checkpoint: expected counts from 0 on, received {counts}")
    updates, model.epochs_trained = (int(count) for count in counts)
    floats = {name: array for name, array in arrays.items() if name != "counts"}
    model.set_state(model.state()._replace(updates=updates, **floats))


def _layer(described: object) -> Layer:
    if not isinstance(described, dict) or str(described.get("type")) not in LAYERS:
        raise ModelError(
            f"lenet has the layers {', '.join(LAYERS)}; received {str(described)[:200]}"
        )
    arguments = {key: value for key, value in described.items() if key != "type"}
    try:
        return LAYERS[str(described["type"])](**arguments)
    except TypeError as error:
        raise ModelError(str(error)) from error


def _safetensors(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    from safetensors.numpy import save

    return save(dict(arrays))


def _arrays(path: Path) -> dict[str, NDArray[Any]]:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        if path.stat().st_size > LARGEST_WEIGHTS:
            raise DataError(f"expected {path} of at most {LARGEST_WEIGHTS} bytes")
        return dict(sorted(load(path.read_bytes()).items()))
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    except (SafetensorError, KeyError, ValueError) as error:
        raise DataError(f"{path} is not a safetensors file: {error}") from error
