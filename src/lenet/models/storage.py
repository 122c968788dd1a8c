"""A model's folder: ``config.json`` describes it, ``weights.safetensors`` holds its parameters.

Everything read is untrusted: sizes, types and shapes are checked before they are used.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet.arguments.words import shown
from lenet.errors import DataError, ModelError
from lenet.host.files import read_at_most, write_whole
from lenet.host.json_text import parse_json
from lenet.layers import LAYERS, InputLayer, Layer, Shape, checked_shape
from lenet.models.compilation import Compiled, restored

CONFIG, WEIGHTS = "config.json", "weights.safetensors"
LARGEST_CONFIG = 1_000_000  # bytes
LARGEST_NUMBER = 8  # bytes of a parameter in a file
LARGEST_HEADER = 1_000_000  # bytes of what a file of arrays says of them
MOST_LAYERS = 256

FORMAT = {"lenet_format": 1}


class Description(NamedTuple):
    """What a ``config.json`` says of a model; ``layers`` begin with an Input if it has a shape.

    Name, seed and normalisation are as they stand there: the model that is made checks them.
    """

    layers: list[Layer]
    name: str
    seed: int
    normalisation: str | None
    compiled: Compiled | None


def write_config(folder: Path, config: Mapping[str, Any]) -> None:
    """Write a model's description. OSError."""
    write_whole(folder / CONFIG, json.dumps({**FORMAT, **config}, indent=2) + "\n")


def write_weights(
    folder: Path, arrays: Mapping[str, NDArray[np.float32]], *, half_precision: bool = False
) -> None:
    """Write parameter arrays by name; ``half_precision`` keeps three digits of each. OSError."""
    kind = np.float16 if half_precision else np.float32
    named = {name: array.astype(kind) for name, array in arrays.items()}
    write_whole(folder / WEIGHTS, safetensors(named))


def read_config(folder: Path) -> dict[str, Any]:
    """The description in a folder; DataError if there is none or it is not one."""
    path = folder / CONFIG
    try:
        content = read_at_most(path, LARGEST_CONFIG)
    except OSError as error:
        raise DataError(f"expected a folder of a saved model: {path}: {error.strerror}") from error
    try:
        config = parse_json(content)
    except ValueError as error:
        raise DataError(f"{path} is not JSON: {error}") from error
    if not isinstance(config, dict) or config.get("lenet_format") != 1:
        raise DataError(f"{path} does not describe a model of lenet (lenet_format 1)")
    return config


def described(config: Mapping[str, Any]) -> Description:
    """The model that a description describes. ModelError if it is not one."""
    if not isinstance(config, Mapping):
        raise ModelError(f"expected the description of a model, received {shown(config)}")
    layers = config.get("layers")
    if not isinstance(layers, list) or not 1 <= len(layers) <= MOST_LAYERS:
        raise ModelError(f"expected 1 to {MOST_LAYERS} layers in the description")
    made = [_layer(one) for one in layers]
    if config.get("input_shape") is not None:
        made.insert(0, InputLayer(checked_shape(config["input_shape"])))
    return Description(
        made,
        config.get("name", "sequential"),
        config.get("seed", 0),
        config.get("normalisation"),
        restored(config.get("compiled")),
    )


def read_weights(folder: Path, parameters: int) -> dict[str, NDArray[Any]]:
    """The arrays of so many parameters in a folder by name, sorted. DataError if there are none."""
    return read_arrays(folder / WEIGHTS, parameters)


def weights_in_order(
    arrays: Mapping[str, NDArray[Any]], shapes: Mapping[str, Shape]
) -> list[NDArray[Any]]:
    """The arrays of a file in a model's order. ModelError for other names."""
    if sorted(arrays) != sorted(shapes):
        raise ModelError(f"expected the arrays {sorted(shapes)}, received {sorted(arrays)}")
    return [arrays[name] for name in shapes]


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


def safetensors(
    arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str] | None = None
) -> bytes:
    """Arrays by name as the bytes of a safetensors file, and what is said of them."""
    from safetensors.numpy import save

    if metadata is None:
        return save(dict(arrays))
    return _in_one_order(save(dict(arrays), dict(metadata)))


def _in_one_order(content: bytes) -> bytes:
    """A safetensors file with its metadata sorted: safetensors writes them in any order."""
    end = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:end])
    header["__metadata__"] = dict(sorted(header["__metadata__"].items()))
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)  # the arrays begin at a multiple of 8
    return len(text).to_bytes(8, "little") + text + content[end:]


def read_arrays(path: Path, numbers: int) -> dict[str, NDArray[Any]]:
    """The arrays of a safetensors file by name, sorted. DataError for another file.

    A file that is larger than so many numbers can be is refused before it is read.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        content = read_at_most(path, LARGEST_NUMBER * numbers + LARGEST_HEADER)
        return dict(sorted(load(content).items()))
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    except KeyError as error:  # a type that NumPy has not
        raise DataError(
            f"{path}: expected numbers of float16, float32 or float64, received {error.args[0]}"
        ) from error
    except (SafetensorError, ValueError) as error:
        raise DataError(f"{path} is not a safetensors file: {error}") from error
