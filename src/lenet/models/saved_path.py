"""In which form a path says that a model is saved."""

from __future__ import annotations

from pathlib import Path

from lenet.arguments.numbers import truth
from lenet.arguments.words import shown
from lenet.errors import DataError, ModelError, either
from lenet.keras_files.model_files import HDF5, KERAS

FORMATS = {"tf": "tf", "keras": "keras", "h5": "h5", "hdf5": "h5"}
"""Keras's words for the formats; "tf", which wrote a folder, is lenet's folder."""

SAVED_MODEL = "saved_model.pb"


def format_of(path: Path, save_format: str | None) -> str:
    """The form by ``save_format`` or the path: "tf" (a folder), "keras" or "h5". ModelError."""
    if save_format is not None:
        if not isinstance(save_format, str) or save_format.lower() not in FORMATS:
            raise ModelError(
                f"expected save_format {either(FORMATS)}, received {shown(save_format)}"
            )
        return FORMATS[save_format.lower()]
    if path.is_dir():
        return "tf"
    if path.suffix == KERAS:
        return "keras"
    return "h5" if path.suffix in HDF5 else "tf"


def check_free(path: Path, overwrite: object) -> None:
    """DataError if there is something that is not to be overwritten."""
    if not truth("overwrite", overwrite) and path.exists():
        raise DataError(f"{path} exists: choose another path, or overwrite=True")
