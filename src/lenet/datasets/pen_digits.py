"""Pen digits: 10,992 digits by 44 writers as strokes of a pen (Alpaydin and Alimoglu, 1998).

UCI's "Pen-Based Recognition of Handwritten Digits" in its original form, CC BY 4.0. Its files are
texts in the UNIPEN format, packed by ``compress``: pendigits-orig.tra.Z by 30 writers and
pendigits-orig.tes.Z by 14 others.

    .SEGMENT DIGIT 3 ? "4"     the number of the digit, and which it is
    .COMMENT 4 14  100         the digit, its writer and a number
    .PEN_DOWN                  then a line "x y" for each point; y grows upwards
    .PEN_UP
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet.datasets import cache, mirrors
from lenet.datasets.search_order import Location
from lenet.errors import DataError
from lenet.host.files import read_at_most, write_whole

Stroke = NDArray[np.float32]

NAME = "pen-digits"
TITLE = "Pen-Based Recognition of Handwritten Digits (E. Alpaydin and F. Alimoglu, CC BY 4.0)"

ARCHIVE = "pen+based+recognition+of+handwritten+digits.zip"
ADDRESS = "https://archive.ics.uci.edu/static/public/81/"
LARGEST_ARCHIVE = 16 * 2**20
LARGEST_PACKED = 2 * 2**20
"""Bytes of UCI's archive, and of one file as ``compress`` packed it."""

LARGEST_TEXT = 8 * 2**20
"""Bytes of one unpacked file; the larger one has 3.6 million."""


DOWNWARDS = np.array([1, -1], np.float32)
"""Turns the tablet's y, which grows upwards."""


class Part(NamedTuple):
    """One file: its name, the SHA-256 of its text, and how many digits and writers it has."""

    name: str
    sha256: str
    digits: int
    writers: int


TRAIN = Part(
    "pendigits-orig.tra",
    "a66225d68d7d68591e62944df1ad33b3f5aa608e2df2505844b41f5568a80da4",
    7494,
    30,
)
TEST = Part(
    "pendigits-orig.tes",
    "ddb1c19e277a56c7ffe682cc024d6ab73696f9adcc1643ef9ed5aa753007e081",
    3498,
    14,
)
PARTS = TRAIN, TEST


class PenDigits(NamedTuple):
    """Digits as strokes.

    Attributes
    ----------
    strokes : tuple of tuples of float32 [points, 2]
        The strokes of each digit in the order they were written: x to the right and y downwards, in
        units of the tablet.
    digits : uint8 [n]
        Which digit each is.
    writers : uint8 [n]
        Who wrote it; the numbers begin at 1 in either part, for other people.
    """

    strokes: tuple[tuple[Stroke, ...], ...]
    digits: NDArray[np.uint8]
    writers: NDArray[np.uint8]


def load_data(data_dir: str | os.PathLike[str] | None = None) -> tuple[PenDigits, PenDigits]:
    """Load the digits of the 30 training writers and those of the 14 test writers.

    ``data_dir`` is a folder with the two files, packed or not; without it the cache, or UCI, which
    sends 3 MB. DataError when they are not there or are not these files.
    """
    train, test = (parsed(text) for text in texts(data_dir))
    return train, test


def texts(
    data_dir: str | os.PathLike[str] | None = None, note: Callable[[str], object] | None = None
) -> list[bytes]:
    """The texts of both files, checked by their sums. DataError."""
    place = folder(data_dir)
    if data_dir is None and not all((place / f"{part.name}.gz").is_file() for part in PARTS):
        _fetch(place, note or (lambda _: None))
    return [_from_folder(place, part) for part in PARTS]


def folder(data_dir: str | os.PathLike[str] | None = None) -> Path:
    """Where the files are: the folder that was named, or the cache's own."""
    return cache.root() / NAME if data_dir is None else Path(data_dir)


def locate(data_dir: str | os.PathLike[str] | None = None) -> Location:
    """Say whether the files are on this machine; nothing is fetched."""
    place = folder(data_dir)
    try:
        texts(place)
    except DataError as error:
        there = any(place.glob("pendigits-orig.*"))
        return Location(NAME, place if there else None, False, str(error))
    return Location(
        NAME, place, True, f"{'the cache,' if data_dir is None else 'the folder'} {place}"
    )


def _fetch(place: Path, note: Callable[[str], object]) -> None:
    """Fetch UCI's archive and keep its two texts in the cache."""
    place.mkdir(parents=True, exist_ok=True)
    note(f"fetching {TITLE} from {ADDRESS}")
    with tempfile.TemporaryDirectory() as scratch:
        try:
            path = mirrors.fetched(ADDRESS, ARCHIVE, Path(scratch), LARGEST_ARCHIVE)
        except DataError as error:
            files = " and ".join(f"{part.name}.Z" for part in PARTS)
            raise DataError(
                f"{error}\nPut the files {files} of {ADDRESS}{ARCHIVE} into a folder and name it: "
                "--data-dir FOLDER, or data_dir=FOLDER in Python."
            ) from error
        try:
            with zipfile.ZipFile(path) as archive:
                packed = {part: _member(archive, f"{part.name}.Z") for part in PARTS}
        except (OSError, zipfile.BadZipFile, KeyError) as error:
            raise DataError(f"{ARCHIVE} cannot be read: {error}") from error
    for part, content in packed.items():
        text = _checked(decompressed(content, part.name), part, f"{part.name}.Z")
        write_whole(place / f"{part.name}.gz", gzip.compress(text, mtime=0))


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        return file.read(LARGEST_PACKED)


def decompressed(content: bytes, name: str) -> bytes:
    """Unpack what ``compress`` packed. DataError."""
    from unlzw3 import unlzw  # type: ignore[import-untyped]

    try:
        return bytes(unlzw(content))
    except ValueError as error:
        raise DataError(f"{name}.Z cannot be unpacked: {error}") from error


def _from_folder(place: Path, part: Part) -> bytes:
    for ending in ("", ".gz", ".Z"):
        path = place / f"{part.name}{ending}"
        if path.is_file():
            try:
                content = read_at_most(path, LARGEST_PACKED if ending else LARGEST_TEXT)
            except OSError as error:
                raise DataError(f"{path}: {error.strerror}") from error
            return _checked(_unpacked(content, ending, path), part, str(path))
    raise DataError(f"{place} has no {part.name}, nor {part.name}.gz or {part.name}.Z")


def _unpacked(content: bytes, ending: str, path: Path) -> bytes:
    if ending == ".Z":
        return decompressed(content, path.stem)
    if ending == ".gz":
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
                return file.read(LARGEST_TEXT)
        except (OSError, EOFError) as error:
            raise DataError(f"{path} cannot be unpacked: {error}") from error
    return content


def _checked(text: bytes, part: Part, source: str) -> bytes:
    received = hashlib.sha256(text).hexdigest()
    if received != part.sha256:
        raise DataError(
            f"{source} is not the published file: expected the SHA-256 {part.sha256} of its text, "
            f"received {received}"
        )
    return text


def parsed(text: bytes) -> PenDigits:
    """The digits of a UNIPEN text whose sum was checked."""
    strokes: list[tuple[Stroke, ...]] = []
    digits: list[int] = []
    writers: list[int] = []
    for segment in text.decode("ascii").split(".SEGMENT DIGIT")[1:]:
        _, comment = segment.split(".COMMENT", 1)
        digit, writer, _ = comment.split(None, 2)
        drawn = [part.split(".PEN_UP", 1)[0] for part in comment.split(".PEN_DOWN")[1:]]
        paths = [np.array(one.split(), np.float32).reshape(-1, 2) for one in drawn]
        strokes.append(tuple(path * DOWNWARDS for path in paths if len(path)))
        digits.append(int(digit))
        writers.append(int(writer))
    return PenDigits(tuple(strokes), np.array(digits, np.uint8), np.array(writers, np.uint8))
