"""Trained models: those that come with the package, and those in folders."""

from __future__ import annotations

import math
from pathlib import Path

from lenet.errors import DataError, ModelError
from lenet.models.sequential import Sequential
from lenet.models.storage import read_config, read_weights
from lenet.weights import chosen


def load_model(name_or_folder: str | Path) -> Sequential:
    """A trained model: original, tutorial or modern, which come with the package, or a folder's.

    A ``Path``, or text with a separator as in ``./modern``, is a folder. A bare name that is both
    is refused: ``./modern`` is the folder, ``lenet:modern`` the one that comes with the package.

    DataError for files that are missing or not a model's.
    """
    return load_folder(chosen(name_or_folder))


def load_folder(folder: Path) -> Sequential:
    """The model in a folder, even if the folder has a shipped model's name. DataError."""
    config = read_config(folder)
    try:
        model = Sequential.from_config(config)
        shapes = model.weight_shapes()
        arrays = read_weights(folder, sum(map(math.prod, shapes.values())))
        expected = list(shapes)
        if list(arrays) != sorted(expected):
            raise ModelError(f"expected the arrays {sorted(expected)}, received {list(arrays)}")
        model.set_weights([arrays[name] for name in expected])
    except ModelError as error:
        raise DataError(f"{folder} does not hold a model of lenet: {error}") from error
    return model
