"""The picture of a HEIC file, as iPhones take them, as grey, through pi-heif.

HEVC is a format with a large decoder. So this is called in decoder processes alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from lenet.errors import PictureError
from lenet.pictures.grey import Grey, grey_of_picture
from lenet.pictures.limits import Limits
from lenet.pictures.pillow import one_sentence

BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
"""What the files call themselves, behind "ftyp": HEVC pictures, several, and HEIF of any codec."""


def is_heic(start: bytes) -> bool:
    """Whether a file that begins so is a HEIC file."""
    return start[4:8] == b"ftyp" and start[8:12] in BRANDS


def heic_pages(file: BinaryIO, name: str, limits: Limits) -> Iterator[Grey]:
    """Yield the primary picture of a HEIC file, uint16 [H, W], turned as the file says.

    PictureError, beginning with ``name``, for a damaged file, one beyond ``limits``, and if pi-heif
    is not installed.
    """
    try:
        import pi_heif
    except ImportError as error:
        raise PictureError(
            f"{name}expected a picture: to read HEIC, install pi-heif (pip install pi-heif)"
        ) from error
    pi_heif.options.DECODE_THREADS = 1
    pi_heif.options.THUMBNAILS = pi_heif.options.DEPTH_IMAGES = False
    with one_sentence(name, limits):
        heic = pi_heif.open_heif(file)
        width, height = heic.size
        limits.check_size(width, height, name)
        grey = grey_of_picture(heic.to_pillow())
    yield grey
