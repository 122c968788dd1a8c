"""HDF5 files: arrays by path, and the attributes of groups.

Written with h5py in this process. Read in a process of their own, for libhdf5 is native code and
anybody may have made the file; see ``hdf5_child``, which says what is refused. What that process
answers is checked as a file is.
"""

from __future__ import annotations

import io
import json
import math
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet.errors import DataError
from lenet.host.files import open_regular
from lenet.host.json_text import parse_json

Attribute = str | list[str]

LARGEST_FILE = 2_000_000_000
"""Bytes of the largest HDF5 file: the largest model and its optimizer's state."""

LONGEST_HEADER = 50_000_000
"""Bytes of what the reading process says beside the numbers."""

SECONDS = 120.0
"""What the reading of a file may take."""

LONGEST_ATTRIBUTE = 64_512
"""Bytes of a list of names in one attribute of HDF5; Keras divides longer ones as here."""

NUMBERS = {"float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8"}
"""The types of arrays that are read, besides uint16 to uint64 and bool, which no model has."""

START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from lenet.keras_files.hdf5_child import main; main()"
)


class Tree(NamedTuple):
    """What an HDF5 file holds.

    ``arrays`` stand under their paths, as ``layers/dense/vars/0``. ``attributes`` stand under the
    paths of their groups, "" for the whole file: texts, and lists of texts.
    """

    arrays: dict[str, NDArray[Any]]
    attributes: dict[str, dict[str, Attribute]]

    def names(self, group: str, attribute: str) -> list[str]:
        """A list of names of a group, which may be divided over several attributes."""
        found = self.attributes.get(group, {})
        parts = [found[attribute]] if attribute in found else []
        while not parts or attribute not in found:
            part = found.get(f"{attribute}{len(parts)}")
            if part is None:
                break
            parts.append(part)
        return [name for part in parts for name in ([part] if isinstance(part, str) else part)]

    def text(self, group: str, attribute: str) -> str | None:
        """A text of a group; None if it has none."""
        found = self.attributes.get(group, {}).get(attribute)
        return found if isinstance(found, str) else None

    def under(self, group: str) -> Tree:
        """What stands in a group, as a file of its own."""
        start = f"{group}/"
        inside = {
            path[len(start) :]: found
            for path, found in self.attributes.items()
            if path.startswith(start)
        }
        arrays = {
            path[len(start) :]: array
            for path, array in self.arrays.items()
            if path.startswith(start)
        }
        return Tree(arrays, {"": self.attributes.get(group, {}), **inside})


def packed(tree: Tree) -> bytes:
    """An HDF5 file of a tree; the same tree is the same bytes."""
    import h5py

    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        for path, attributes in tree.attributes.items():
            group = file.require_group(path) if path else file
            for name, value in attributes.items():
                for part, stored in _divided(name, value).items():
                    group.attrs[part] = stored
        for path, array in tree.arrays.items():
            file.create_dataset(path, data=array)
    return content.getvalue()


def _divided(name: str, value: Attribute) -> dict[str, Any]:
    """An attribute as HDF5 can hold it, in several if it is a list too long for one."""
    if isinstance(value, str):
        return {name: value.encode()}
    whole = np.asarray([text.encode() for text in value])
    parts = 1
    while any(part.nbytes > LONGEST_ATTRIBUTE for part in np.array_split(whole, parts)):
        parts += 1
    if parts == 1:
        return {name: whole}
    return {f"{name}{k}": part for k, part in enumerate(np.array_split(whole, parts))}


def read_file(path: Path) -> Tree:
    """What a file holds. DataError for one that is no HDF5, or that is refused; OSError."""
    with open_regular(path) as file:
        return _read(file, os.fstat(file.fileno()).st_size, str(path))


def read_content(content: bytes, name: str) -> Tree:
    """As ``read_file``, for the bytes of a file that errors call ``name``."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        return _read(file, len(content), name)


def _read(file: BinaryIO, size: int, name: str) -> Tree:
    if size > LARGEST_FILE:
        raise DataError(f"expected {name} of at most {LARGEST_FILE} bytes, received {size}")
    path = json.dumps([os.path.abspath(entry) for entry in sys.path])
    most = size + LONGEST_HEADER
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-c", START, path],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        process_group=0,  # Ctrl-C is for this process, which then ends the other
        env={**os.environ, "HDF5_PLUGIN_PRESET": "::", "OPENBLAS_NUM_THREADS": "1"},
    ) as process:
        assert process.stdout is not None
        too_late = threading.Timer(SECONDS, process.kill)
        too_late.start()
        try:
            answer = process.stdout.read(most + 1)
        finally:
            too_late.cancel()
            process.kill()
    try:
        return _tree(answer, name)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"{name} cannot be read as HDF5 in {SECONDS:g} seconds and {most} bytes"
        ) from error


def _tree(answer: bytes, name: str) -> Tree:
    """What the reading process answered. DataError with its sentence; ValueError for no answer."""
    head, _, numbers = answer.partition(b"\n")
    told = parse_json(head)
    if "error" in told:
        words = "".join(one if one.isprintable() else " " for one in str(told["error"])[:500])
        raise DataError(f"{name} {words}")
    arrays, at = {}, 0
    for path, (kind, shape) in told["arrays"].items():
        if kind not in NUMBERS or not all(type(side) is int and side >= 0 for side in shape):
            raise ValueError("an array is none")
        count = math.prod(shape)
        arrays[path] = np.frombuffer(numbers, kind, count, at).reshape(shape)
        at += arrays[path].nbytes
    attributes = {
        str(path): {str(key): _attribute(value) for key, value in found.items()}
        for path, found in told["attributes"].items()
    }
    return Tree(arrays, attributes)


def _attribute(value: object) -> Attribute:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return value
    raise ValueError("an attribute is no text")
