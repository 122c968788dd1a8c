"""Whole models: a ``.keras`` or a ``.h5`` file <-> its parts; and files of weights alone."""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lenet.errors import DataError
from lenet.host.json_text import parse_json
from lenet.keras_files.archive import KerasArchive, open_archive, packed_archive
from lenet.keras_files.class_names import Manner, snake_case
from lenet.keras_files.hdf5 import Tree, packed, read_content, read_file
from lenet.keras_files.model_configs import ModelDescription, model_config, read_model
from lenet.keras_files.model_parts import LayerPart, ModelParts
from lenet.keras_files.optimizer_state import legacy_state, state_arrays, today_state
from lenet.keras_files.stored_weights import (
    VERSION,
    WHOLE,
    WRITTEN_AS,
    legacy_tree,
    today_tree,
)
from lenet.keras_files.training_configs import compile_config

KERAS, WEIGHTS_ALONE, HDF5 = ".keras", ".weights.h5", (".h5", ".hdf5")

BYTES_A_PARAMETER = 40
"""Of a file of weights: a float64 of the parameter and of four arrays of its optimizer."""

BYTES_BESIDE = 10_000_000
"""Of a file of weights, besides the numbers."""


class ModelFile(NamedTuple):
    """An open file: the model that it describes, and what gives its arrays.

    ``tree`` is called with the number of the model's parameters, so that no more is unpacked than
    they can need.
    """

    description: ModelDescription
    tree: Callable[[int], Tree]


def keras_file(parts: ModelParts) -> bytes:
    """A model as a ``.keras`` file. ModelError for what Keras has not."""
    config = model_config(parts, Manner.TODAY)
    return packed_archive(config, weights_file(parts, legacy=False), WRITTEN_AS)


def h5_file(parts: ModelParts) -> bytes:
    """A model as a file of the older format. ModelError for what Keras has not."""
    about = {
        VERSION: WRITTEN_AS,
        "backend": "tensorflow",
        "model_config": json.dumps(model_config(parts, Manner.LEGACY)),
    }
    weights = legacy_tree(parts.layers, parts.arrays or [])
    tree = Tree(
        {f"{WHOLE}/{path}": array for path, array in weights.arrays.items()},
        {f"{WHOLE}/{path}".rstrip("/"): found for path, found in weights.attributes.items()},
    )
    if parts.compiling is not None:
        about["training_config"] = json.dumps(compile_config(parts.compiling, Manner.LEGACY))
        if parts.moments is not None:
            arrays = state_arrays(parts.compiling.optimizer, parts.layers, parts.moments)
            tree = _both(tree, legacy_state(arrays))
    return packed(Tree(tree.arrays, {"": dict(about), **tree.attributes}))


def weights_file(parts: ModelParts, *, legacy: bool) -> bytes:
    """A model's arrays: ``.weights.h5``, with its optimizer's, or those of the older format."""
    if legacy:
        return packed(legacy_tree(parts.layers, parts.arrays or []))
    tree = today_tree(parts.layers, parts.arrays or [], parts.name)
    if parts.compiling is not None and parts.moments is not None:
        optimizer = parts.compiling.optimizer
        arrays = state_arrays(optimizer, parts.layers, parts.moments)
        tree = _both(tree, today_state(arrays, snake_case(type(optimizer).__name__)))
    return packed(tree)


def model_json(parts: ModelParts, settings: Mapping[str, Any]) -> str:
    """A model as Keras's ``to_json`` describes it, without arrays; settings of ``json.dumps``."""
    return json.dumps(model_config(parts, Manner.TODAY), **settings)


@contextlib.contextmanager
def open_model_file(path: Path) -> Iterator[ModelFile]:
    """Open a model's file. DataError for a file that is none, ModelError for one not run here."""
    if path.suffix == KERAS:
        with open_archive(path) as archive:
            yield ModelFile(
                read_model(archive.config()), lambda parameters: _unpacked(archive, parameters)
            )
        return
    tree = read_tree(path)
    text = tree.text("", "model_config")
    if text is None:
        raise DataError(
            f"expected a whole model in {path}, which has weights alone: make the model, and "
            "model.load_weights(...)"
        )
    training = tree.text("", "training_config")
    found = _parsed(text, path)
    if training is not None and isinstance(found, dict):
        found["compile_config"] = _parsed(training, path)
    yield ModelFile(read_model(found), lambda _: tree)


def read_weights_file(path: Path, layers: Sequence[LayerPart]) -> Tree:
    """The arrays in a file of weights, or in a whole model's. DataError."""
    if path.suffix != KERAS:
        return read_tree(path)
    parameters = sum(math.prod(shape) for part in layers for shape in part.shapes.values())
    with open_archive(path) as archive:
        return _unpacked(archive, parameters)


def _unpacked(archive: KerasArchive, parameters: int) -> Tree:
    content = archive.weights(BYTES_A_PARAMETER * parameters + BYTES_BESIDE)
    return read_content(content, str(archive.path))


def read_tree(path: Path) -> Tree:
    """The arrays and attributes of an HDF5 file. DataError."""
    try:
        return read_file(path)
    except OSError as error:
        raise DataError(f"{path}: {error.strerror or error}") from error


def read_json(text: str) -> ModelDescription:
    """The model that Keras's ``to_json`` described. DataError, ModelError."""
    return read_model(_parsed(text, "the model's description"))


def _parsed(text: str, name: object) -> Any:
    try:
        return parse_json(text)
    except ValueError as error:
        raise DataError(f"{name} is not JSON: {error}") from error


def _both(one: Tree, other: Tree) -> Tree:
    return Tree({**one.arrays, **other.arrays}, {**one.attributes, **other.attributes})
