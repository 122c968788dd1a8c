"""The pictures that a command was given: files, folders of them, and standard input.

A folder stands for all pictures in it and in its folders, known by the endings of their names; a
file is opened whatever its name is. A path that cannot be opened gives a ``PictureFile`` with a
``fault``, so that the other pictures are still read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from lenet.pictures.limits import LIMITS

ENDINGS = {
    ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".bmp", ".dib", ".pbm", ".pgm", ".ppm",
    ".pnm", ".tif", ".tiff", ".webp", ".heic", ".heif", ".pdf",
}  # fmt: skip
"""The endings of the names of pictures, in lower case."""

STANDARD_INPUT = "-"

LARGEST_INPUT = LIMITS.bytes
"""Bytes that are read from standard input, at most."""


@dataclass(frozen=True)
class PictureFile:
    """One picture to read: its ``name`` in the output, and its path or its bytes.

    ``fault`` says in words why there is nothing to open; "" if there is.
    """

    name: str
    picture: Path | bytes = b""
    fault: str = ""


def picture_files(names: Iterable[str], standard_input: BinaryIO) -> Iterator[PictureFile]:
    """Yield the pictures of ``names`` in their order; those of a folder are sorted.

    Parameters
    ----------
    names : iterable of str
        Paths of files and folders, and "-" for the bytes of standard input.
    standard_input : binary stream
        What "-" reads, at most ``LARGEST_INPUT`` bytes.
    """
    for name in names:
        if name == STANDARD_INPUT:
            yield _from_stream(standard_input)
        elif os.path.isdir(name):
            yield from _in_folder(name)
        else:
            yield PictureFile(name, Path(name))


def is_picture(path: Path) -> bool:
    """Whether a file in a folder is a picture by its name; hidden files are not."""
    return path.suffix.lower() in ENDINGS and not path.name.startswith(".")


def pictures_in(folder: Path) -> list[Path]:
    """All pictures in a folder and in its folders, sorted; hidden folders are left out.

    OSError for a folder that cannot be listed.
    """
    found = []
    for inside, folders, names in os.walk(folder, onerror=_raise):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [path for name in names if is_picture(path := Path(inside, name))]
    return sorted(found)


def holds_pictures(folder: Path) -> bool:
    """Whether there is a picture in a folder or in its folders."""
    try:
        return bool(pictures_in(folder))
    except OSError:
        return False


def _raise(error: OSError) -> None:
    raise error


def _in_folder(name: str) -> Iterator[PictureFile]:
    try:
        found = pictures_in(Path(name))
    except OSError as error:
        yield PictureFile(name, fault=f"{error.filename}: {error.strerror}")
        return
    if not found:
        kinds = ", ".join(sorted(ENDINGS))
        yield PictureFile(name, fault=f"{name}: expected a folder with pictures ({kinds})")
    yield from (PictureFile(str(path), path) for path in found)


def _from_stream(stream: BinaryIO) -> PictureFile:
    content = stream.read(LARGEST_INPUT + 1)
    if len(content) > LARGEST_INPUT:
        fault = f"standard input: expected at most {LARGEST_INPUT} bytes"
        return PictureFile(STANDARD_INPUT, fault=fault)
    if not content:
        return PictureFile(STANDARD_INPUT, fault="standard input: expected a picture, it is empty")
    return PictureFile(STANDARD_INPUT, content)
