"""Trained models: those that come with the package, those in folders, and Keras's own files."""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lenet.arguments.numbers import truth
from lenet.errors import DataError, ModelError
from lenet.keras_files.hdf5 import Tree
from lenet.keras_files.model_configs import ModelDescription, read_model
from lenet.keras_files.model_files import HDF5, KERAS, open_model_file, read_json
from lenet.keras_files.model_parts import Compiling
from lenet.keras_files.optimizer_state import read_state
from lenet.keras_files.stored_weights import read_arrays
from lenet.keras_files.training_configs import read_compiling
from lenet.layers import Input
from lenet.models.keras_parts import layer_parts, with_moments
from lenet.models.model import Model
from lenet.models.saved_path import SAVED_MODEL
from lenet.models.sequential import Sequential
from lenet.models.storage import read_config, read_weights, weights_in_order
from lenet.weights import chosen


def load_model(
    filepath: str | Path,
    custom_objects: Mapping[str, object] | None = None,
    compile: bool = True,  # noqa: A002
    safe_mode: bool = True,
) -> Model:
    """A trained model: original, tutorial or modern, which come with the package, or a file's.

    A ``Path``, or text with a separator as in ``./modern``, is a folder that ``save`` wrote, or a
    ``.keras``, ``.h5`` or ``.hdf5`` file of Keras, of any version. A bare name that is both a
    shipped model's and a folder is refused: ``./modern`` is the folder, ``lenet:modern`` the one
    that comes with the package.

    ``hf://owner/name`` is a run's folder on the Hugging Face hub, ``hf://owner/name@revision`` the
    one of a branch, a tag or a commit, ``hf://owner/name/folder`` one in a folder there. It needs
    ``pip install 'lenet[hub]'``, without which LenetError is raised.

    ``compile``: whether the model is compiled as the file says, and its optimizer as far as it
    was. Whatever ``safe_mode`` is, nothing in a file is ever executed. DataError for files that are
    missing or not a model's, ModelError for ``custom_objects``, which the engine cannot run.
    """
    truth("safe_mode", safe_mode)
    if custom_objects:
        raise ModelError(
            f"lenet cannot run custom_objects, received {', '.join(map(str, custom_objects))}: "
            "load the model without them if it does not need them"
        )
    path, compiling = chosen(filepath), truth("compile", compile)
    if path.suffix in (KERAS, *HDF5) and not path.is_dir():
        return _load_file(path, compiling)
    return load_folder(path, compiling=compiling)


def load_folder(folder: Path, *, compiling: bool = True) -> Sequential:
    """The model in a folder, even if the folder has a shipped model's name. DataError."""
    if os.path.exists(folder / SAVED_MODEL):
        raise DataError(
            f"{folder} is a SavedModel of TensorFlow, which lenet does not read: save the model "
            f"there to a path that ends with {KERAS} or {HDF5[0]}"
        )
    config = read_config(folder)
    if not compiling:
        config["compiled"] = None
    try:
        model = Sequential.from_config(config)
        shapes = model.weight_shapes()
        arrays = read_weights(folder, sum(map(math.prod, shapes.values())))
        model.set_weights(weights_in_order(arrays, shapes))
    except ModelError as error:
        raise DataError(f"{folder} does not hold a model of lenet: {error}") from error
    return model


def model_from_json(json_string: str, custom_objects: Mapping[str, object] | None = None) -> Model:
    """The model that ``to_json`` of lenet or of Keras described, with initial weights.

    It is compiled as the description says. DataError for text that is no JSON, ModelError for what
    lenet cannot run and for ``custom_objects``.
    """
    if not isinstance(json_string, str):
        raise ModelError(f"expected JSON as text, received a {type(json_string).__name__}")
    return _described(read_json(json_string), custom_objects)


def model_from_config(
    config: Mapping[str, Any], custom_objects: Mapping[str, object] | None = None
) -> Model:
    """As ``model_from_json``, of the same description as a dict (Keras 2)."""
    return _described(read_model(config), custom_objects)


def _described(description: ModelDescription, custom_objects: object) -> Model:
    if custom_objects:
        raise ModelError("lenet cannot run custom_objects: pass the description alone")
    model = _made(description)
    if description.training:
        model.compile(**read_compiling(description.training).arguments)
    return model


def clone_model(model: Model, input_tensors: None = None, clone_function: None = None) -> Model:
    """A model with the same layers, compiled alike, with initial weights of its own.

    ModelError for ``input_tensors`` and ``clone_function``, which lenet has not.
    """
    if input_tensors is not None or clone_function is not None:
        raise ModelError("lenet clones a model as it is, without input_tensors and clone_function")
    config = model.get_config()
    config.pop("seed")
    return type(model).from_config(config)


def _load_file(path: Path, compiling: bool) -> Model:
    """The model in a file of Keras. DataError."""
    try:
        with open_model_file(path) as file:
            model = _made(file.description)
            layers = layer_parts(model)
            shapes = model.weight_shapes().values()
            tree = file.tree(sum(map(math.prod, shapes)))
        found = read_arrays(tree, file.description.nested(iter(layers)))
        model.set_weights([array for array in found if array is not None])
        if compiling and file.description.training:
            _compile(model, read_compiling(file.description.training), tree, path)
    except ModelError as error:
        raise DataError(f"{path} does not hold a model that lenet can run: {error}") from error
    return model


def _made(description: ModelDescription) -> Model:
    """The model that a description describes; of two layers of one name the second gets another."""
    layers, names = description.layers, set()
    for layer in layers:
        if layer.name in names:
            layer.name = None
        names.add(layer.name)
    first: list[Any] = [] if description.input_shape is None else [Input(description.input_shape)]
    kind = Sequential if description.kind == "Sequential" else Model
    return kind([*first, *layers], name=description.name)


def _compile(model: Model, compiling: Compiling, tree: Tree, path: Path) -> None:
    """Compile as the file says, and go to where its optimizer was; a warning if it is lost."""
    model.compile(**compiling.arguments)
    layers = layer_parts(model)
    moments = read_state(tree, compiling.optimizer, layers)
    if moments is not None:
        model.set_state(with_moments(model.state(), moments, compiling.optimizer, layers))
    elif any(name.startswith("optimizer") for name in tree.attributes):
        warnings.warn(f"{path} has the state of another optimizer: it begins anew", stacklevel=4)
