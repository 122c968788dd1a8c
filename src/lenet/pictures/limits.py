"""How large a picture may be: named limits, checked before anything is decoded."""

from __future__ import annotations

from dataclasses import dataclass

from lenet.errors import PictureError

MAX_SIDE = 8192
"""Pixels on each side of the largest picture that is opened."""


@dataclass(frozen=True)
class Limits:
    """The largest file that is opened. A picture takes at most about eight bytes a pixel to open.

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
    """

    side: int = MAX_SIDE
    pixels: int = MAX_SIDE * MAX_SIDE
    pages: int = 1000
    bytes: int = 2**28

    def check_size(self, width: int, height: int, name: str) -> None:
        """PictureError, beginning with ``name``, for a picture larger than this."""
        if max(width, height) > self.side:
            raise PictureError(
                f"{name}expected a picture of at most {self.side} pixels a side, "
                f"received {width}x{height}"
            )
        if width * height > self.pixels:
            raise PictureError(
                f"{name}expected a picture of at most {self.pixels} pixels, "
                f"received {width}x{height}"
            )


LIMITS = Limits()
"""The default limits."""
