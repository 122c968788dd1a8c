"""The pages of any file but a PDF as grey, decoded by Pillow in this process."""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Generator, Iterator
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from lenet.errors import PictureError
from lenet.pictures.grey import ORIENTATION, Grey, grey_of_picture, turned
from lenet.pictures.limits import Limits
from lenet.pictures.quiet_pillow import quiet_pillow

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "PPM", "TIFF", "WEBP")
"""What Pillow may decode. Not all that it can: its EPS reader, for example, runs Ghostscript."""


def pillow_pages(
    file: BinaryIO, name: str, limits: Limits, formats: tuple[str, ...] = FORMATS
) -> Generator[Grey, None, None]:
    """Yield the pages of a file, uint16 [H, W] each; all but TIFF files have one.

    PictureError, beginning with ``name``, for a file of none of ``formats``, a damaged one, or a
    page beyond ``limits``.
    """
    with contextlib.ExitStack() as until_done:
        with one_sentence(name, limits):
            picture = until_done.enter_context(_opened(file, limits, formats))
        for number in itertools.count(1):
            with one_sentence(name if number == 1 else f"{name}page {number}: ", limits):
                if not _at_page(picture, number, limits):
                    return
                grey = grey_of_opened(picture, name, limits)
            yield grey


def grey_of_opened(picture: Image.Image, name: str, limits: Limits) -> Grey:
    """Grey of a picture that Pillow has open, turned as its EXIF orientation says.

    PictureError, beginning with ``name``, for one beyond ``limits``; else whatever Pillow raises.
    """
    limits.check_size(picture.width, picture.height, name)
    with quiet_pillow(limits.pixels):
        picture.load()
        orientation = picture.getexif().get(ORIENTATION)
    return turned(grey_of_picture(picture), orientation)


@contextlib.contextmanager
def one_sentence(name: str, limits: Limits) -> Iterator[None]:
    """Turn whatever Pillow or the file system raises into a PictureError."""
    try:
        yield
    except PictureError:
        raise
    except Image.DecompressionBombError as error:
        pixels = int(re.findall(r"\d+", str(error))[0])
        raise PictureError(f"{name}{limits.largest}received one of {pixels:,} pixels") from error
    except UnidentifiedImageError as error:
        kinds = ", ".join((*FORMATS, "HEIC", "PDF"))
        raise PictureError(f"{name}expected a picture ({kinds}), received none of them") from error
    except MemoryError as error:
        raise PictureError(f"{name}expected a picture that fits into memory") from error
    except OSError as error:
        reason = error.strerror or f"it is damaged or cut short ({error})"
        raise PictureError(f"{name}expected a picture that can be read: {reason}") from error
    except Exception as error:  # on damaged files Pillow's decoders raise nearly anything
        reason = f"it is damaged ({type(error).__name__}: {error})"
        raise PictureError(f"{name}expected a picture that can be read: {reason}") from error


def _opened(file: BinaryIO, limits: Limits, formats: tuple[str, ...]) -> Image.Image:
    with quiet_pillow(limits.pixels):
        picture = Image.open(file, formats=formats)
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
