"""The only door for pixels: a picture of any kind -> ink -> the digit image a network takes.

picture      a path, the bytes of a file, a Pillow image, or an array of brightness
grey         uint16 [H, W], 0 black to 65535 white
ink          float32 [H, W], 0 paper to 1 ink, whether the picture was dark on light or not
digit image  uint8 [28, 28], 0 paper to 255 ink, as MNIST was made (``lenet.mnist_form``)
"""

import io
import os
import re
import threading
import warnings
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from lenet.errors import PictureError
from lenet.mnist_form import SIDE, DigitImage, Ink, as_mnist

Picture = str | os.PathLike[str] | bytes | Image.Image | NDArray[np.generic]
Grey = NDArray[np.uint16]

MAX_SIDE = 8192
"""Pixels a side of the largest picture that is opened: 67 million in all, about 0.5 GB at work."""

LEAST_CONTRAST = 0.1
"""How far the darkest ink must stand from the paper, of the whole range, to be ink at all."""

FAINTEST_INK = 0.25
"""What counts as ink, of the way from the paper to the darkest ink of a picture."""

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "PPM", "TIFF", "WEBP")
"""What Pillow may decode. Not all it can: its EPS reader, for one, would run Ghostscript."""

WHITE = 65535
_AT_MOST = f"expected a picture of at most {MAX_SIDE} pixels a side"
# warnings.catch_warnings swaps a list that all threads share.
_opening = threading.Lock()


def open_picture(source: Picture) -> Ink:
    """Open a picture and return its ink, float32 [H, W], 0 paper to 1 ink.

    Parameters
    ----------
    source : path, bytes, PIL.Image.Image or array
        A PNG, JPEG, GIF, BMP, PPM, TIFF or WebP file (of several pages the first), its bytes, or
        a picture in memory. An array is brightness, [H, W] or [H, W, 1 to 4] (grey, grey and
        alpha, RGB, RGBA): bool, uint8, uint16, or floats from 0 black to 1 white. What is
        transparent shows white paper. The EXIF turn is done.

    Notes
    -----
    Paper is what most of the border shows. Its level is left as it is: grey paper is light ink.

    Raises
    ------
    PictureError
        No such file, not a picture, a damaged one, or one of more than ``MAX_SIDE`` pixels a side.
    """
    name = _name(source)
    if isinstance(source, np.ndarray):
        return _ink(_grey_array(source, name))
    if not isinstance(source, str | os.PathLike | bytes | Image.Image):
        kind = type(source).__name__
        raise PictureError(f"expected a path, bytes, a Pillow image or an array, received {kind}")
    return _ink(_grey_picture(source, name))


def digit_image(source: Picture) -> DigitImage:
    """Prepare the picture of one digit as MNIST's were: uint8 [28, 28], 0 paper to 255 ink.

    A picture of 28x28 is taken as it stands, light on dark like MNIST's own or dark on light.
    Any other is cleaned of its paper, then boxed, scaled and centred by ``as_mnist``.

    Raises
    ------
    PictureError
        As ``open_picture``, and when there is no ink.
    """
    ink = open_picture(source)
    ready = ink.shape == (SIDE, SIDE)
    cleaned = ink if ready else without_paper(ink)
    if not cleaned.any():
        raise PictureError(f"{_name(source)}expected a digit, received a picture without ink")
    return np.rint(ink * 255).astype(np.uint8) if ready else as_mnist(cleaned)


def without_paper(ink: Ink) -> Ink:
    """Put paper at 0 and the darkest ink at 1; all zero when the two hardly differ.

    What stands out by less than a quarter of the way counts as paper, for MNIST's box is tight: one
    grey pixel far from the digit would shrink it. Half the way cuts pencil strokes: of 2,982
    scanned digits it left 332 misread by a network trained on MNIST, a quarter 264.
    """
    paper = _paper(ink)
    darkest = float(ink.max())
    if darkest - paper < LEAST_CONTRAST:
        return np.zeros_like(ink)
    stretched = np.asarray((ink - paper) / (darkest - paper), np.float32)
    stretched[stretched < FAINTEST_INK] = 0
    return stretched


def _ink(grey: Grey) -> Ink:
    low, high = int(grey.min()), int(grey.max())
    if low == high:  # one colour: all paper, whichever it is
        return np.zeros(grey.shape, np.float32)
    paper, middle = _paper(grey), (low + high) / 2
    if paper == middle:  # half the border is ink; then the larger area is paper
        paper = float(grey.mean())
    if paper >= middle:
        grey = WHITE - grey
    return grey.astype(np.float32) / np.float32(WHITE)


def _paper(picture: Grey | Ink) -> float:
    sides = (picture[0], picture[-1], picture[1:-1, 0], picture[1:-1, -1])
    return float(np.median(np.concatenate(sides).astype(np.float64)))


def _grey_array(array: NDArray[np.generic], name: str) -> Grey:
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    colours = array.shape[2] if array.ndim == 3 else 2
    if array.ndim not in (2, 3) or not 2 <= colours <= 4 or 0 in array.shape:
        raise PictureError(
            f"expected an array [height, width] or [.., .., 1 to 4], received {list(array.shape)}"
        )
    _check_size(array.shape[1], array.shape[0], name)
    levels = _levels(array)
    if array.ndim == 2:
        return levels
    return _grey_picture(Image.fromarray((levels // 257).astype(np.uint8)), name)


def _levels(array: NDArray[np.generic]) -> Grey:
    """Bring brightness to 0 .. 65535, of the same shape; 65535 = 255 * 257 keeps bytes exact."""
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
            return np.rint(brightness * WHITE).astype(np.uint16)
        received += f" from {low:g} to {high:g}"
    raise PictureError(
        f"expected brightness as bool, uint8, uint16 or floats from 0 to 1, received {received}"
    )


def _grey_picture(source: str | os.PathLike[str] | bytes | Image.Image, name: str) -> Grey:
    """Decode with Pillow, and turn whatever it raises into one sentence."""
    try:
        if isinstance(source, Image.Image):
            return _grey(source, name)
        with _file(source) as file:
            return _grey(_opened(file), name)
    except PictureError:
        raise
    except Image.DecompressionBombError as error:
        pixels = re.findall(r"\d+", str(error))[0]
        raise PictureError(f"{name}{_AT_MOST}, received one of {pixels} pixels") from error
    except UnidentifiedImageError as error:
        kinds = ", ".join(FORMATS)
        raise PictureError(f"{name}expected a picture ({kinds}), received none of them") from error
    except OSError as error:
        reason = error.strerror or f"it is damaged or cut short ({error})"
        raise PictureError(f"{name}expected a picture that can be read: {reason}") from error
    except Exception as error:  # on damaged files Pillow's decoders raise nearly anything
        reason = f"it is damaged ({type(error).__name__}: {error})"
        raise PictureError(f"{name}expected a picture that can be read: {reason}") from error


def _file(source: str | os.PathLike[str] | bytes) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else open(source, "rb")


def _opened(file: BinaryIO) -> Image.Image:
    with _opening, warnings.catch_warnings():
        # Pillow's warning starts at 89 million pixels; no picture within MAX_SIDE has that many.
        warnings.simplefilter("ignore")
        return Image.open(file, formats=FORMATS)


def _check_size(width: int, height: int, name: str) -> None:
    if max(width, height) > MAX_SIDE:
        raise PictureError(f"{name}{_AT_MOST}, received {width}x{height}")


def _grey(picture: Image.Image, name: str) -> Grey:
    _check_size(picture.width, picture.height, name)
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I;16"):
        return np.asarray(picture).astype(np.uint16)
    if picture.mode in ("I", "F"):
        return _levels(_unit_range(np.asarray(picture)))
    if not picture.has_transparency_data:
        return _levels(np.asarray(picture.convert("L")))
    colour = picture.convert("RGBA")
    paper = Image.new("L", colour.size, 255)
    seen = Image.composite(colour.convert("L"), paper, colour.getchannel("A"))
    return _levels(np.asarray(seen))


def _unit_range(values: NDArray[np.generic]) -> NDArray[np.float64]:
    """Divide 32-bit values by their white, which no file names: the least of 1, 255, 65535 >= all.

    A 1 among integers is as good as black, so integers have 255 at least.
    """
    whites = (255, WHITE) if np.issubdtype(values.dtype, np.integer) else (1, 255, WHITE)
    brightness = values.astype(np.float64)
    fitting = [white for white in whites if brightness.max() <= white]
    return brightness / (fitting[0] if fitting else 1)


def _name(source: Picture) -> str:
    """Return "FILE: " to begin a message with, or nothing when the source has no name."""
    if isinstance(source, Image.Image):
        source = getattr(source, "filename", "") or b""
    return f"{os.fspath(source)}: " if isinstance(source, str | os.PathLike) else ""
