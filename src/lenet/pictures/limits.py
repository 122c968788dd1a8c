"""How large a picture may be: named limits, checked before anything is decoded."""

from __future__ import annotations

from dataclasses import dataclass

from lenet.errors import PictureError

MAX_SIDE = 8192
"""Pixels on each side of the largest picture that is opened."""


DECODER_BYTES = 2**26
BYTES_A_PIXEL = 28
"""What a decoder process may take, beside its own size and the file's. Most pages take 4 to 14
bytes a pixel; TIFF files of 32-bit values and WebP files with alpha take 23."""


@dataclass(frozen=True)
class Limits:
    """The largest file that is opened, and what a page may take in a decoder process.

    The process may take 64 MB and 28 bytes for each of ``pixels``, on Linux; other systems do not
    keep this limit. A picture that is decoded in this process takes at most 23 bytes a pixel.

    Attributes
    ----------
    side : int
        Pixels on each side of a picture or a page.
    pixels : int
        Pixels of a picture or a page in all: by default 67 million, which take about 0.5 GB while
        they are read.
    pages : int
        Pages of a file.
    bytes : int
        Bytes of a stream, which is kept in memory; a file on disk may be longer.
    seconds : float
        Seconds that a page may take in a decoder process.
    isolated : bool
        Whether every file is decoded in a decoder process, also one that could be decoded here.
    """

    side: int = MAX_SIDE
    pixels: int = MAX_SIDE * MAX_SIDE
    pages: int = 1000
    bytes: int = 2**28
    seconds: float = 30.0
    isolated: bool = False

    @property
    def memory(self) -> int:
        """Bytes that a decoder process may take for a page, the file itself apart."""
        return DECODER_BYTES + BYTES_A_PIXEL * self.pixels

    @property
    def largest(self) -> str:
        """How messages about a picture that is too large begin, its name apart."""
        return f"expected a picture of at most {self.side} pixels a side, "

    def check_size(self, width: int, height: int, name: str) -> None:
        """PictureError, beginning with ``name``, for a picture larger than this."""
        if max(width, height) > self.side:
            raise PictureError(f"{name}{self.largest}received {width}x{height}")
        if width * height > self.pixels:
            raise PictureError(
                f"{name}expected a picture of at most {self.pixels} pixels, "
                f"received {width}x{height}"
            )


LIMITS = Limits()
"""The default limits."""
