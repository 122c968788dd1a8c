"""A file, its bytes, a stream or a picture in memory -> pages of grey.

page  a number from 1 and its grey, uint16 [H, W], 0 black to 65535 white

Pages are opened one by one, so that a file of many takes the memory of one. Whatever a decoder
raises becomes a PictureError of one sentence.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Generator, Iterator
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lenet.errors import PictureError
from lenet.pictures.decoders.decoder import EncodedFile
from lenet.pictures.decoders.pool import decoded_pages
from lenet.pictures.grey import Grey, grey_of_array
from lenet.pictures.limits import LIMITS, Limits
from lenet.pictures.pillow import grey_of_opened, one_sentence, pillow_pages

Picture = str | os.PathLike[str] | bytes | BinaryIO | Image.Image | NDArray[np.generic]

BOUNDED = {b"\x89PNG": "PNG", b"BM": "BMP", b"P5": "PPM", b"P6": "PPM", b"RIFF": "WEBP"}
"""How files begin that are decoded in this process, and their formats.

What they take is bounded by their pixels and bytes. A small file of any other kind can take minutes
or gigabytes: a JPEG of 33 MB with a scan in every 130 bytes half an hour, a TIFF of 300 bytes a
dictionary of 4 GB, a GIF 35 times the size of its comments.
"""


class Page(NamedTuple):
    """One page of a file: its number, from 1, and its grey, uint16 [H, W]."""

    number: int
    grey: Grey


def open_pages(
    source: Picture, *, limits: Limits = LIMITS, check: Callable[[], object] | None = None
) -> Generator[Page, None, None]:
    """Yield a picture's pages; each is opened when it is asked for.

    A file of most formats is decoded in a process of its own, which is ended when it takes more
    than ``limits``: see ``BOUNDED``.

    Parameters
    ----------
    source : path, bytes, binary stream, PIL.Image.Image or array
        A PNG, JPEG, GIF, BMP, PPM, TIFF, WebP or HEIC file, with the extra ``pdf`` a PDF file too,
        or a picture in memory. TIFF and PDF have pages; of an animation the first frame is taken.
        An array is brightness, [H, W] or [H, W, 1 to 4] (grey, grey and alpha, RGB, RGBA): bool,
        uint8, uint16, or floats from 0 black to 1 white. What is transparent becomes white. A
        picture is turned as its EXIF orientation says.
    limits : Limits
        A larger picture is refused before it is decoded.
    check : callable, optional
        Called every 50 ms while a decoder process works; what it raises ends the process.

    Raises
    ------
    PictureError
        When a page is asked for and there is no such file, it is no picture, it is damaged, or it
        is larger or takes more than ``limits``.
    """
    name = source_name(source)
    for number, grey in enumerate(_greys(source, name, limits, check), 1):
        if number > limits.pages:
            raise PictureError(f"{name}expected at most {limits.pages} pages, received more")
        yield Page(number, grey)


def source_name(source: object) -> str:
    """The beginning of a message about a source: "FILE: ", or "" when it has no name."""
    if isinstance(source, Image.Image):
        source = getattr(source, "filename", "") or b""
    return f"{os.fspath(source)}: " if isinstance(source, str | os.PathLike) else ""


def _greys(
    source: Picture, name: str, limits: Limits, check: Callable[[], object] | None
) -> Iterator[Grey]:
    if isinstance(source, np.ndarray):
        if source.ndim > 1:
            limits.check_size(source.shape[1], source.shape[0], name)
        yield grey_of_array(source, name)
    elif isinstance(source, Image.Image):
        with one_sentence(name, limits):
            grey = grey_of_opened(source, name, limits)
        yield grey
    elif isinstance(source, str | os.PathLike | bytes) or hasattr(source, "read"):
        yield from _greys_of_file(source, name, limits, check)
    else:
        kind = type(source).__name__
        raise PictureError(
            f"expected a path, bytes, a stream, a Pillow image or an array, received {kind}"
        )


def _greys_of_file(
    source: str | os.PathLike[str] | bytes | BinaryIO,
    name: str,
    limits: Limits,
    check: Callable[[], object] | None,
) -> Iterator[Grey]:
    with contextlib.ExitStack() as until_done:
        with one_sentence(name, limits):
            file = until_done.enter_context(_file(source, name, limits))
            start = file.read(1024)
            file.seek(0)
            if not start:
                raise PictureError(f"{name}expected a picture, received an empty file")
            here = start.startswith(tuple(BOUNDED)) and not limits.isolated
            apart = b"" if here else _handed_over(source, file, name, limits)
        if here:
            yield from pillow_pages(file, name, limits, tuple(BOUNDED.values()))
        else:
            yield from decoded_pages(EncodedFile(apart, name, limits, check))


def _handed_over(
    source: str | os.PathLike[str] | bytes | BinaryIO, file: BinaryIO, name: str, limits: Limits
) -> str | bytes:
    """What a decoder process is given: the path of a file on disk, or the content."""
    if isinstance(source, bytes):
        return source
    if isinstance(source, str | os.PathLike) and not isinstance(file, io.BytesIO):
        return os.path.realpath(source)
    return _content(file, name, limits)


@contextlib.contextmanager
def _file(
    source: str | os.PathLike[str] | bytes | BinaryIO, name: str, limits: Limits
) -> Iterator[BinaryIO]:
    """A source as a seekable file."""
    if isinstance(source, bytes):
        yield io.BytesIO(source)
    elif isinstance(source, str | os.PathLike):
        with open(source, "rb") as file:
            yield _rewindable(file, name, limits)
    else:
        yield _rewindable(source, name, limits)


def _rewindable(file: BinaryIO, name: str, limits: Limits) -> BinaryIO:
    """``file`` itself, or the content of a pipe."""
    return file if file.seekable() else io.BytesIO(_content(file, name, limits))


def _content(file: BinaryIO, name: str, limits: Limits) -> bytes:
    """What is left of a stream. PictureError if that is beyond the limit."""
    content = file.read(limits.bytes + 1)
    if len(content) > limits.bytes:
        raise PictureError(f"{name}expected a stream of at most {limits.bytes} bytes")
    return content
