"""Brightness of any kind -> grey, uint16 [H, W], 0 black to 65535 white.

It comes as an array or as a picture of Pillow's: with palettes, alpha, 16 or 32 bits, and an EXIF
orientation.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lenet.errors import PictureError

Grey = NDArray[np.uint16]

WHITE = 65535
ORIENTATION = 0x0112
"""The EXIF and TIFF tag for a picture's orientation."""

PAPER_SHARE, PAPER_CONTRAST = 0.5, 64
"""What is opaque in a picture with transparency is paper with ink on it, if it is at least such a
share of the picture and its own levels (0 to 255) differ at least so much; otherwise it is ink."""


def grey_of_array(array: NDArray[np.generic], name: str = "") -> Grey:
    """Grey of an array of brightness, [H, W] or [H, W, 1 to 4] (grey, grey and alpha, RGB, RGBA).

    Its type is bool, uint8, uint16, or floats from 0 black to 1 white. PictureError, beginning with
    ``name``, for another shape or type.
    """
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    colours = array.shape[2] if array.ndim == 3 else 2
    if array.ndim not in (2, 3) or not 2 <= colours <= 4 or 0 in array.shape:
        shape = list(array.shape)
        raise PictureError(
            f"{name}expected an array [height, width] or [.., .., 1 to 4], received {shape}"
        )
    levels = _levels(array, name)
    if array.ndim == 2:
        return levels
    return grey_of_picture(Image.fromarray((levels // 257).astype(np.uint8)))


def grey_of_picture(picture: Image.Image) -> Grey:
    """Grey of a picture that Pillow has open; what is transparent gets the brightness of paper."""
    if picture.mode.startswith("I;16"):
        return np.asarray(picture).astype(np.uint16)
    if picture.mode in ("I", "F"):
        return _levels(_unit_range(np.asarray(picture)), "")
    if not picture.has_transparency_data:
        return _levels(np.asarray(picture.convert("L")), "")
    colour = picture.convert("RGBA")
    brightness, alpha = colour.convert("L"), colour.getchannel("A")
    paper = Image.new("L", colour.size, _paper_below(brightness, alpha))
    return _levels(np.asarray(Image.composite(brightness, paper, alpha)), "")


def _paper_below(brightness: Image.Image, alpha: Image.Image) -> int:
    """The level, 0 to 255, of the paper that a picture with transparency is laid on.

    Opaque paper goes on in its own brightness. Opaque ink is laid on white, or on black if none of
    it is dark: white ink on a transparent ground would not be seen on white.
    """
    most = int(np.asarray(alpha).max())
    opaque = alpha.point([255 * (0 < level >= most / 2) for level in range(256)])
    levels = np.cumsum(brightness.histogram(opaque))
    low, middle, high = np.searchsorted(levels, levels[-1] * np.array([0.01, 0.5, 0.99]))
    large = levels[-1] >= PAPER_SHARE * brightness.width * brightness.height
    if large and high - low >= PAPER_CONTRAST:
        return int(middle)
    return 0 if levels[-1] and low > 127 else 255


def turned(grey: Grey, orientation: object) -> Grey:
    """Turn grey [H, W] as EXIF's ``orientation`` 1 to 8 says; for other values it is unchanged."""
    if orientation in (5, 6, 7, 8):
        grey = grey.T
    if orientation in (2, 3, 6, 7):
        grey = grey[:, ::-1]
    if orientation in (3, 4, 7, 8):
        grey = grey[::-1]
    return np.ascontiguousarray(grey)


def _levels(array: NDArray[np.generic], name: str) -> Grey:
    """Brightness scaled to 0 .. 65535, same shape; bytes stay exact, as 65535 = 255 * 257."""
    if array.dtype == np.uint16:
        return array.astype(np.uint16)
    if array.dtype == np.uint8:
        return array.astype(np.uint16) * np.uint16(257)
    if array.dtype == np.bool_:
        return array.astype(np.uint16) * np.uint16(WHITE)
    received = str(array.dtype)
    if np.issubdtype(array.dtype, np.floating):
        brightness = array.astype(np.float64)
        low, high = brightness.min(), brightness.max()
        if low >= 0 and high <= 1:  # false for not-a-number too
            brightness *= WHITE  # in place: a page has millions of pixels
            return np.rint(brightness, out=brightness).astype(np.uint16)
        received += f" from {low:g} to {high:g}"
    raise PictureError(
        f"{name}expected brightness as bool, uint8, uint16 or floats from 0 to 1, "
        f"received {received}"
    )


def _unit_range(values: NDArray[np.generic]) -> NDArray[np.float64]:
    """Divide 32-bit values by their white: 1, 255 or 65535, the least that none of them exceeds.

    No file says what its white is. That of integers is at least 255, as a 1 is nearly black there.
    """
    whites = (255, WHITE) if np.issubdtype(values.dtype, np.integer) else (1, 255, WHITE)
    brightness = values.astype(np.float64)
    fitting = [white for white in whites if brightness.max() <= white]
    brightness /= fitting[0] if fitting else 1
    return brightness
