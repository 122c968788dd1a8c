"""An .npz file of NumPy with a data set, as Keras's mnist.npz; nothing pickled is read.

x_train, x_test  uint8 (n, 28, 28) or (n, 28, 28, 1), 0 paper to 255 ink
y_train, y_test  integers (n,), 0 to 255
classes          text (classes,), the names of the classes; it may be left out
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.datasets import idx
from lenet.datasets.labelled_images import LabelledImages, labelled_parts, names_of_classes
from lenet.datasets.parts import NAMES, Parts
from lenet.errors import DataError
from lenet.host.files import open_regular, write_whole

ENDING = ".npz"
KEYS = ("x_train", "y_train", "x_test", "y_test")
"""The four arrays, in the order of ``NAMES``."""

CLASSES = "classes"
LARGEST_NAMES = 2**20
"""Bytes of the names of the classes."""


def read(path: Path) -> tuple[Parts, tuple[str, ...]]:
    """The four arrays of a file and the names of its classes. DataError.

    An array of more than 1 GiB is refused before it is read.
    """
    try:
        with open_regular(path) as file, zipfile.ZipFile(file) as archive:
            arrays = [_member(archive, key, idx.LARGEST) for key in KEYS]
            inside = f"{CLASSES}.npy" in archive.namelist()
            named = _named(archive) if inside else None
    except DataError:
        raise
    except Exception as error:
        # zipfile and NumPy raise a dozen kinds of error, tokenize.TokenError among them.
        raise DataError(
            f"{path} is not an .npz file with {', '.join(KEYS)}, as Keras's mnist.npz: {error}"
        ) from error
    parts = labelled_parts(LabelledImages(*arrays[:2]), LabelledImages(*arrays[2:]), path)
    return parts, names_of_classes(parts, named, path)


def write(path: Path, parts: Parts, classes: tuple[str, ...]) -> None:
    """Write what ``read`` reads, compressed; the same data give the same bytes. OSError."""
    arrays: dict[str, Any] = {key: parts[name] for key, name in zip(KEYS, NAMES, strict=True)}
    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, **arrays, **{CLASSES: np.array(classes)})
    write_whole(path, content.getvalue())


def _member(archive: zipfile.ZipFile, key: str, largest: int) -> NDArray[Any]:
    member = archive.getinfo(f"{key}.npy")
    if member.file_size > largest:
        raise ValueError(f"{key} is {member.file_size} bytes: expected at most {largest}")
    with archive.open(member) as stream:
        array: NDArray[Any] = np.lib.format.read_array(stream, allow_pickle=False)
    return array


def _named(archive: zipfile.ZipFile) -> tuple[str, ...]:
    names = _member(archive, CLASSES, LARGEST_NAMES)
    if names.ndim != 1 or names.dtype.kind != "U":
        raise ValueError(f"{CLASSES} is {names.dtype} of {names.shape}: expected a row of text")
    return tuple(map(str, names))
