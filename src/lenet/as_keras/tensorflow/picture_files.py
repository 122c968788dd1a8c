"""``tf.io``: files and the pictures in them."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import numpy as np

from lenet.as_keras.arrays.tensor import tensor
from lenet.host.files import read_at_most

_MOST = 2**28
"""Bytes of a file."""


def _read_file(filename: Any) -> bytes:
    """A file's content. OSError; DataError if it is too large."""
    return read_at_most(Path(os.fsdecode(filename)), _MOST)


def _decode(contents: bytes, channels: int = 0, dtype: Any = np.uint8, **other: Any) -> Any:
    """A picture's pixels, uint8 (rows, columns, channels)."""
    from PIL import Image

    del other
    with Image.open(io.BytesIO(contents)) as file:
        mode = {1: "L", 3: "RGB", 4: "RGBA"}.get(channels, file.mode)
        pixels = np.asarray(file.convert(mode), dtype)
    return tensor(pixels[..., None] if pixels.ndim == 2 else pixels)


def _write_file(filename: Any, contents: Any) -> None:
    Path(os.fsdecode(filename)).write_bytes(bytes(contents))


_DECODERS = ("decode_image", "decode_jpeg", "decode_png", "decode_bmp")
DECODERS: dict[str, Any] = dict.fromkeys(_DECODERS, _decode)
IO: dict[str, Any] = {"read_file": _read_file, "write_file": _write_file, **DECODERS}
GFILE: dict[str, Any] = {
    "GFile": open,
    "exists": os.path.exists,
    "Exists": os.path.exists,
    "isdir": os.path.isdir,
    "IsDirectory": os.path.isdir,
    "listdir": os.listdir,
    "ListDirectory": os.listdir,
    "makedirs": lambda path: os.makedirs(path, exist_ok=True),
    "MakeDirs": lambda path: os.makedirs(path, exist_ok=True),
}
