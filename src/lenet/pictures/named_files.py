"""The pictures that a command was given: files, folders, archives, addresses, standard input.

A folder stands for all pictures in it and in its folders, known by the endings of their names; so
does a zip or tar file, and a folder at an address such as s3://bucket/scans. A pattern such as
scans/*.png stands for the files that match it. A file is opened whatever its name is. A name that
stands for nothing gives a ``PictureFile`` with a ``fault``, so that the other pictures are still
read.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PurePosixPath
from typing import BinaryIO

from lenet.errors import DataError
from lenet.pictures.addresses.address import Address
from lenet.pictures.addresses.remote import is_remote, listed
from lenet.pictures.addresses.zip_and_tar import OpenArchive, is_archive
from lenet.pictures.limits import LIMITS, Limits

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
    """One picture to read: its ``name`` in the output, and its path, its bytes or its address.

    ``fault`` says in words why there is nothing to open; "" if there is. ``stamp`` changes when
    the content at an address does.
    """

    name: str
    picture: Path | bytes | Address = b""
    fault: str = ""
    stamp: str = field(default="", compare=False)

    def opened(self, limits: Limits = LIMITS) -> Path | bytes:
        """The picture as ``open_pages`` takes it. PictureError if it cannot be fetched."""
        if isinstance(self.picture, Address):
            return self.picture.fetched(limits.bytes)
        return self.picture


def picture_files(names: Iterable[str], standard_input: BinaryIO) -> Iterator[PictureFile]:
    """Yield the pictures of ``names`` in their order; those of a folder are sorted.

    Parameters
    ----------
    names : iterable of str
        Paths of files, folders and archives, patterns of paths, addresses that fsspec opens, and
        "-" for the bytes of standard input.
    standard_input : binary stream
        What "-" reads, at most ``LARGEST_INPUT`` bytes.
    """
    for name in names:
        if name == STANDARD_INPUT:
            yield _from_stream(standard_input)
        elif is_remote(name):
            yield from _at_address(name)
        elif os.path.isdir(name):
            yield from _in_folder(name)
        elif glob.has_magic(name) and not os.path.lexists(name):
            yield from _matching(name)
        else:
            yield from _in_file(name)


def is_picture(path: PurePath) -> bool:
    """Whether a file in a folder is a picture by its name; hidden files are not."""
    return path.suffix.lower() in ENDINGS and not path.name.startswith(".")


def pictures_in(folder: Path) -> list[Path]:
    """All pictures in a folder and in its folders, sorted; hidden folders are left out.

    So are pipes and devices, which might never end. OSError for a folder that cannot be listed.
    """
    found = []
    for inside, folders, names in os.walk(folder, onerror=_raise):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = (Path(inside, name) for name in names)
        found += [path for path in paths if is_picture(path) and _ends(path)]
    return sorted(found)


def holds_pictures(folder: Path) -> bool:
    """Whether there is a picture in a folder or in its folders."""
    try:
        return bool(pictures_in(folder))
    except OSError:
        return False


def _ends(path: Path) -> bool:
    """Whether a path is a file, or a link to none, of which reading tells; no pipe, no device."""
    return path.is_file() or not path.exists()


def _raise(error: OSError) -> None:
    raise error


def _in_folder(name: str) -> Iterator[PictureFile]:
    try:
        found = pictures_in(Path(name))
    except OSError as error:
        yield PictureFile(name, fault=f"{error.filename}: {error.strerror}")
        return
    if not found:
        yield _without_pictures(name, "a folder")
    yield from (PictureFile(str(path), path) for path in found)


def _matching(pattern: str) -> Iterator[PictureFile]:
    found = sorted(name for name in glob.iglob(pattern, recursive=True) if os.path.isfile(name))
    if not found:
        yield PictureFile(pattern, fault=f"{pattern}: expected a pattern that files match")
    for name in found:
        yield from _in_file(name)


def _in_file(name: str) -> Iterator[PictureFile]:
    if is_archive(name):
        yield from _in_archive(name)
    else:
        yield PictureFile(name, Path(name))


def _in_archive(name: str) -> Iterator[PictureFile]:
    try:
        archive = OpenArchive(name)
    except DataError as error:
        yield PictureFile(name, fault=str(error))
        return
    archive.close()
    found = [one for one in archive.members() if _is_shown(one.name)]
    if not found:
        yield _without_pictures(name, "an archive")
    for one in found:
        place = Address(name, one.name)
        yield PictureFile(str(place), place, stamp=one.stamp)


def _at_address(name: str) -> Iterator[PictureFile]:
    try:
        found = list(listed(name))
    except DataError as error:
        yield PictureFile(name, fault=str(error))
        return
    named = glob.has_magic(name) or [address for address, _ in found] == [name]
    shown = [(address, stamp) for address, stamp in found if named or _is_shown(address)]
    if not shown:
        yield _without_pictures(name, "a folder or a pattern")
    for address, stamp in shown:
        if is_archive(address):
            yield from _in_archive(address)
        else:
            yield PictureFile(address, Address(address), stamp=stamp)


def _is_shown(name: str) -> bool:
    """Whether a file in an archive or a store is a picture by its name, and nothing is hidden."""
    path = PurePosixPath(name)
    return is_picture(path) and not any(part.startswith(".") for part in path.parts)


def _without_pictures(name: str, what: str) -> PictureFile:
    kinds = ", ".join(sorted(ENDINGS))
    return PictureFile(name, fault=f"{name}: expected {what} with pictures ({kinds})")


def _from_stream(stream: BinaryIO) -> PictureFile:
    content = stream.read(LARGEST_INPUT + 1)
    if len(content) > LARGEST_INPUT:
        fault = f"standard input: expected at most {LARGEST_INPUT} bytes"
        return PictureFile(STANDARD_INPUT, fault=fault)
    if not content:
        return PictureFile(STANDARD_INPUT, fault="standard input: expected a picture, it is empty")
    return PictureFile(STANDARD_INPUT, content)
