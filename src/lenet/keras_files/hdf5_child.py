"""The process that reads an HDF5 file: it comes by standard input, what it holds leaves by output.

The answer is a line of JSON, ``{"attributes": {group: {name: text}}, "arrays": {path: [type,
shape]}}``, and behind it the numbers of the arrays; or ``{"error": sentence}``.

Nothing that points elsewhere is followed: no soft and no external link, no external or virtual
storage, no reference. No filter is undone, so that nothing is larger than the file; an array whose
numbers are not all in the file is refused before it has memory. The process has no more memory than
the file needs, on Linux, and a limit of time.
"""

from __future__ import annotations

import json
import math
import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np

MOST_OBJECTS = 10_000
"""Groups and arrays in a file."""

DEEPEST = 24
"""Groups in one another."""

MOST_SIDES = 8
"""Dimensions of an array."""

LONGEST_TEXT = 10_000_000
"""Bytes of all attributes."""

MEMORY = 2**28
"""Bytes that the process may take besides its own size and three times the file's."""

SECONDS = 60
"""Of processor time."""


class UnreadHdf5Error(Exception):
    """A file that is not read; the sentence goes on from the file's name."""


def main() -> None:
    """Read the file at standard input and answer."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libhdf5 prints itself
    try:
        content = sys.stdin.buffer.read()
        _limit(len(content))
        arrays, attributes = _found(content)
        told = {name: [array.dtype.name, array.shape] for name, array in arrays.items()}
        head = json.dumps({"attributes": attributes, "arrays": told})
    except UnreadHdf5Error as error:
        arrays, head = {}, json.dumps({"error": str(error)})
    except (OSError, ValueError, KeyError, RuntimeError, TypeError, UnicodeError) as error:
        arrays, head = {}, json.dumps({"error": f"is not a whole HDF5 file: {error}"})
    except MemoryError:
        arrays, head = {}, json.dumps({"error": "takes more memory than the file has bytes"})
    with answers:
        answers.write(head.encode() + b"\n")
        for array in arrays.values():
            answers.write(np.ascontiguousarray(array).data.cast("B") if array.size else b"")


def _limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + MEMORY + 3 * size
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _found(content: bytes) -> tuple[dict[str, np.ndarray], dict[str, dict[str, Any]]]:
    """The arrays and the attributes in the content of a file."""
    arrays: dict[str, np.ndarray] = {}
    attributes: dict[str, dict[str, Any]] = {}
    left, text = len(content), LONGEST_TEXT
    with h5py.File(h5py.h5f.open_file_image(content)) as file:
        for path, thing in _objects(file):
            if isinstance(thing, h5py.Dataset):
                left -= _checked(path, thing)
                if left < 0:
                    raise UnreadHdf5Error("says that it has more numbers than it has bytes")
                arrays[path] = thing[()] if thing.shape else np.asarray(thing[()])
                continue
            attributes[path] = {name: _text(thing, name) for name in thing.attrs}
            text -= sum(len(str(value)) for value in attributes[path].values())
            if text < 0:
                raise UnreadHdf5Error(f"has more than {LONGEST_TEXT} bytes of attributes")
    return arrays, attributes


def _objects(file: h5py.File) -> Iterator[tuple[str, h5py.Group | h5py.Dataset]]:
    """Every group and array with its path, a group before what is in it."""
    waiting: list[tuple[str, h5py.Group]] = [("", file)]
    count = 0
    while waiting:
        path, group = waiting.pop()
        yield path, group
        for name in group:
            count += 1
            inside = f"{path}/{name}" if path else name
            if count > MOST_OBJECTS or inside.count("/") >= DEEPEST:
                raise UnreadHdf5Error(
                    f"has more than {MOST_OBJECTS} groups and arrays, or more than {DEEPEST} "
                    "in one another"
                )
            if group.get(name, getclass=True, getlink=True) is not h5py.HardLink:
                raise UnreadHdf5Error(
                    f"has a link to elsewhere, {inside[:100]!r}, which is refused"
                )
            thing = group[name]
            if isinstance(thing, h5py.Group):
                waiting.append((inside, thing))
            elif isinstance(thing, h5py.Dataset):
                yield inside, thing
            else:
                raise UnreadHdf5Error(
                    f"has {inside[:100]!r}, which is neither a group nor an array"
                )


def _checked(path: str, array: h5py.Dataset) -> int:
    """The bytes of an array that may be read. UnreadHdf5Error."""
    if array.dtype.kind not in "fiu" or array.dtype.itemsize > 8:
        raise UnreadHdf5Error(f"has {path[:100]!r}, an array without numbers ({array.dtype})")
    if array.shape is None or len(array.shape) > MOST_SIDES:
        raise UnreadHdf5Error(f"has {path[:100]!r}, an array of no shape or too many sides")
    if array.external or array.is_virtual:
        raise UnreadHdf5Error(f"has {path[:100]!r}, an array in another file, which is refused")
    if array.id.get_create_plist().get_nfilters():
        raise UnreadHdf5Error(
            f"has {path[:100]!r}, a compressed array: unpack the file with h5repack -f NONE"
        )
    size: int = math.prod(array.shape) * array.dtype.itemsize
    if size > array.id.get_storage_size():
        raise UnreadHdf5Error(f"has {path[:100]!r}, an array whose numbers are not in the file")
    return size


def _text(group: h5py.Group, name: str) -> str | list[str]:
    """An attribute as text or a list of texts; "" for another, of which Keras has none."""
    stored = group.attrs.get_id(name)
    if math.prod(stored.shape) * stored.dtype.itemsize > LONGEST_TEXT:
        raise UnreadHdf5Error(f"has more than {LONGEST_TEXT} bytes of attributes")
    if stored.dtype.kind not in "SO":
        return [] if 0 in stored.shape else ""  # an empty list of names is one of numbers
    value = group.attrs[name]
    if isinstance(value, np.ndarray):
        return [_word(one) for one in value.ravel().tolist()]
    return _word(value)


def _word(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode()
    return value if isinstance(value, str) else ""
