"""IDX, the file format of MNIST: two zero bytes, a type, the sizes, then the values.

type    one byte, 0x08 for unsigned bytes: the only one read here
sizes   one byte with their number, then each as a big-endian uint32
"""

from __future__ import annotations

import gzip
import hashlib
import math
import struct
import zlib
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lenet.errors import DataError
from lenet.host.files import open_regular

Bytes = NDArray[np.uint8]


class Readable(Protocol):
    """Anything with a ``read`` that gives bytes: a file, raw or being decompressed."""

    def read(self, size: int, /) -> bytes:
        """Give at most ``size`` bytes, none at the end."""


LARGEST = 2**30
"""Values in the largest array that is read, about twice the largest part of EMNIST."""

_CHUNK = 2**20
_UNSIGNED_BYTE = 0x08
_GZIP = b"\x1f\x8b"


def read(stream: Readable, *, dimensions: int, name: str) -> Bytes:
    """Read one whole IDX file of unsigned bytes from a stream.

    Parameters
    ----------
    stream : anything with ``read``
        Raw IDX. No more is read from it than its own header announces, and one byte; what the
        header announces takes no memory before it comes.
    dimensions : int
        How many the array must have: 3 for images, 1 for labels.
    name : str
        What the error messages call it.

    Returns
    -------
    uint8 array
        Of the sizes in the header; writable.

    Raises
    ------
    DataError
        Another type or number of dimensions, a size of 0 or beyond the limit, missing or
        surplus bytes.
    """
    shape = _shape(_exactly(stream, 4, name), stream, dimensions, name)
    size, content = math.prod(shape), bytearray()
    while len(content) < size:
        piece = stream.read(min(_CHUNK, size - len(content)))
        if not piece:
            raise DataError(f"{name} is cut short: {len(content)} of {size} values are there")
        content += piece
    if stream.read(1):
        raise DataError(f"{name} has bytes left over after its {size} values")
    return np.frombuffer(content, dtype=np.uint8).reshape(shape)


def read_file(path: Path, *, dimensions: int) -> Bytes:
    """Read an IDX file, raw or gzipped (its first bytes decide), as ``read`` does.

    Raises
    ------
    DataError
        As ``read``, and for a file that cannot be opened or decompressed. A file that
        decompresses to more than its header announces is refused at the first surplus byte.
    """
    try:
        with open_regular(path) as file:
            if file.peek(2)[:2] != _GZIP:
                return read(file, dimensions=dimensions, name=str(path))
            with gzip.open(file) as stream:
                return read(stream, dimensions=dimensions, name=str(path))
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path} cannot be read: {error}") from error


def header(array: Bytes) -> bytes:
    """Give the bytes that stand before the values of ``array`` in an IDX file."""
    start = bytes((0, 0, _UNSIGNED_BYTE, array.ndim))
    return start + struct.pack(f">{array.ndim}I", *array.shape)


def checksum(array: Bytes) -> str:
    """SHA-256, in hexadecimal, of the raw IDX file that holds ``array``.

    ``read`` accepts only files that this header and these values reproduce byte for byte, so this
    is the checksum of the file that was read.
    """
    digest = hashlib.sha256(header(array))
    digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def _exactly(stream: Readable, count: int, name: str) -> bytes:
    content = stream.read(count)
    if len(content) < count:
        raise DataError(f"{name} is cut short: it ends inside its header")
    return content


def _shape(magic: bytes, stream: Readable, dimensions: int, name: str) -> tuple[int, ...]:
    if magic[:2] != b"\0\0":
        raise DataError(f"{name} is not an IDX file: expected two zero bytes, received {magic!r}")
    if magic[2] != _UNSIGNED_BYTE:
        raise DataError(
            f"{name} holds values of type 0x{magic[2]:02x}: expected 0x08, unsigned bytes"
        )
    if magic[3] != dimensions:
        raise DataError(f"{name} has {magic[3]} dimensions: expected {dimensions}")
    shape = struct.unpack(f">{dimensions}I", _exactly(stream, 4 * dimensions, name))
    sizes = " x ".join(map(str, shape))
    if not all(shape):
        raise DataError(f"{name} is empty: its sizes are {sizes}")
    if math.prod(shape) > LARGEST:
        raise DataError(f"{name} announces {sizes} values: expected at most {LARGEST} in all")
    return shape
