"""A file, its bytes, a stream or a picture in memory -> pages of grey.

page  a number from 1 and its grey, uint16 [H, W], 0 black to 65535 white

Pages are opened one by one, so that a file of many takes the memory of one. Whatever a decoder
raises becomes a PictureError of one sentence.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import re
from collections.abc import Generator, Iterator
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from lenet.errors import PictureError
from lenet.pictures.grey import ORIENTATION, Grey, grey_of_array, grey_of_picture, turned
from lenet.pictures.limits import LIMITS, Limits
from lenet.pictures.pdf import pdf_pages
from lenet.pictures.quiet_pillow import quiet_pillow

Picture = str | os.PathLike[str] | bytes | BinaryIO | Image.Image | NDArray[np.generic]

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "PPM", "TIFF", "WEBP")
"""What Pillow may decode. Not all that it can: its EPS reader, for example, runs Ghostscript."""


class Page(NamedTuple):
    """One page of a file: its number, from 1, and its grey, uint16 [H, W]."""

    number: int
    grey: Grey


def open_pages(source: Picture, *, limits: Limits = LIMITS) -> Generator[Page, None, None]:
    """Yield a picture's pages; each is opened when it is asked for.

    Parameters
    ----------
    source : path, bytes, binary stream, PIL.Image.Image or array
        A PNG, JPEG, GIF, BMP, PPM, TIFF or WebP file, with the extra ``pdf`` a PDF file too, or a
        picture in memory. TIFF and PDF have pages; of an animation the first frame is taken. An
        array is brightness, [H, W] or [H, W, 1 to 4] (grey, grey and alpha, RGB, RGBA): bool,
        uint8, uint16, or floats from 0 black to 1 white. What is transparent becomes white. A
        picture is turned as its EXIF orientation says.
    limits : Limits
        A larger picture is refused before it is decoded.

    Raises
    ------
    PictureError
        When a page is asked for and there is no such file, it is no picture, it is damaged, or it
        is larger than ``limits``.
    """
    name = source_name(source)
    for number, grey in enumerate(_greys(source, name, limits), 1):
        if number > limits.pages:
            raise PictureError(f"{name}expected at most {limits.pages} pages, received more")
        yield Page(number, grey)


def source_name(source: object) -> str:
    """The beginning of a message about a source: "FILE: ", or "" when it has no name."""
    if isinstance(source, Image.Image):
        source = getattr(source, "filename", "") or b""
    return f"{os.fspath(source)}: " if isinstance(source, str | os.PathLike) else ""


def _greys(source: Picture, name: str, limits: Limits) -> Iterator[Grey]:
    if isinstance(source, np.ndarray):
        if source.ndim > 1:
            limits.check_size(source.shape[1], source.shape[0], name)
        yield grey_of_array(source, name)
    elif isinstance(source, Image.Image):
        with _one_sentence(name, limits):
            grey = _grey(source, name, limits)
        yield grey
    elif isinstance(source, str | os.PathLike | bytes) or hasattr(source, "read"):
        yield from _greys_of_file(source, name, limits)
    else:
        kind = type(source).__name__
        raise PictureError(
            f"expected a path, bytes, a stream, a Pillow image or an array, received {kind}"
        )


def _greys_of_file(
    source: str | os.PathLike[str] | bytes | BinaryIO, name: str, limits: Limits
) -> Iterator[Grey]:
    with contextlib.ExitStack() as until_done:
        with _one_sentence(name, limits):
            file = until_done.enter_context(_file(source, name, limits))
            start = file.read(1024)
            file.seek(0)
            if not start:
                raise PictureError(f"{name}expected a picture, received an empty file")
        if start.lstrip().startswith(b"%PDF-"):
            yield from pdf_pages(file, name, limits)
            return
        with _one_sentence(name, limits):
            picture = until_done.enter_context(_opened(file, limits))
        for number in itertools.count(1):
            with _one_sentence(name if number == 1 else f"{name}page {number}: ", limits):
                if not _at_page(picture, number, limits):
                    return
                grey = _grey(picture, name, limits)
            yield grey


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
    """``file`` itself, or the content of a pipe. PictureError if that is beyond the limit."""
    if file.seekable():
        return file
    content = file.read(limits.bytes + 1)
    if len(content) > limits.bytes:
        raise PictureError(f"{name}expected a stream of at most {limits.bytes} bytes")
    return io.BytesIO(content)


def _opened(file: BinaryIO, limits: Limits) -> Image.Image:
    with quiet_pillow(limits.pixels):
        picture = Image.open(file, formats=FORMATS)
        picture.draft("L", picture.size)  # a JPEG is decoded to grey at once
        return picture


def _at_page(picture: Image.Image, number: int, limits: Limits) -> bool:
    """Seek a page of a TIFF, from 1, and return whether there is one; other files have one page."""
    if number > 1 and picture.format == "TIFF":
        try:
            with quiet_pillow(limits.pixels):
                picture.seek(number - 1)
        except EOFError:
            return False
    return number == 1 or picture.format == "TIFF"


def _grey(picture: Image.Image, name: str, limits: Limits) -> Grey:
    limits.check_size(picture.width, picture.height, name)
    with quiet_pillow(limits.pixels):
        picture.load()
        orientation = picture.getexif().get(ORIENTATION)
    return turned(grey_of_picture(picture), orientation)


@contextlib.contextmanager
def _one_sentence(name: str, limits: Limits) -> Iterator[None]:
    """Turn whatever Pillow or the file system raises into a PictureError."""
    try:
        yield
    except PictureError:
        raise
    except Image.DecompressionBombError as error:
        pixels = int(re.findall(r"\d+", str(error))[0])
        raise PictureError(
            f"{name}expected a picture of at most {limits.side} pixels a side, "
            f"received one of {pixels:,} pixels"
        ) from error
    except UnidentifiedImageError as error:
        kinds = ", ".join((*FORMATS, "PDF"))
        raise PictureError(f"{name}expected a picture ({kinds}), received none of them") from error
    except MemoryError as error:
        raise PictureError(f"{name}expected a picture that fits into memory") from error
    except OSError as error:
        reason = error.strerror or f"it is damaged or cut short ({error})"
        raise PictureError(f"{name}expected a picture that can be read: {reason}") from error
    except Exception as error:  # on damaged files Pillow's decoders raise nearly anything
        reason = f"it is damaged ({type(error).__name__}: {error})"
        raise PictureError(f"{name}expected a picture that can be read: {reason}") from error
