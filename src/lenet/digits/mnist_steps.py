"""The seven steps that made MNIST's images: ink of any size -> digit image.

ink          float32 [H, W], 1 for full ink, exactly 0 on paper
digit image  uint8 [28, 28], 0 paper to 255 ink

The steps are published as code with QMNIST (C. Yadav and L. Bottou, "Cold Case: The Lost MNIST
Digits", 2019, `xnist.lsh`).
"""

import numpy as np
from numpy.typing import NDArray

from lenet.errors import PictureError
from lenet.pictures.boxes import Box

Ink = NDArray[np.float32]
DigitImage = NDArray[np.uint8]

SIDE = 28
BOX = 20
LEAST_SQUARE = 10
PIXEL_REACH = 0.99


def scaled(ink: Ink) -> DigitImage:
    """The digit in ink [H, W], scaled to uint8 [20, 20]: all steps but the last."""
    return full_range(resampled(doubled(centred_square(tight_box(ink)))))


def tight_box(ink: Ink) -> Ink:
    """Crop ink [H, W] to its bounding box."""
    x, y, width, height = box_of(ink)
    return ink[y : y + height, x : x + width]


def box_of(ink: Ink) -> Box:
    """The bounding box of ink [H, W]. PictureError without ink."""
    if not ink.any():
        raise PictureError("expected a digit, received a picture without ink")
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    x, y = int(columns[0]), int(rows[0])
    return Box(x, y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y)


def centred_square(ink: Ink) -> Ink:
    """Pad ink [H, W] to a square of side max(H, W, 10); an odd pixel is added behind."""
    height, width = ink.shape
    side = max(height, width, LEAST_SQUARE)
    square = np.zeros((side, side), np.float32)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = ink
    return square


def doubled(square: Ink) -> Ink:
    """Repeat every pixel in both directions until the side is 20 or more."""
    while len(square) < BOX:
        square = square.repeat(2, axis=0).repeat(2, axis=1)
    return square


def resampled(square: Ink) -> Ink:
    """Resample a square of side >= 20 to [20, 20] by area."""
    shares = _shares(len(square))
    return np.asarray(shares @ square @ shares.T, np.float32)


def _shares(side: int) -> NDArray[np.float32]:
    """Return float32 [20, side]: how much of each source pixel falls on each target pixel."""
    scale = BOX / side
    start = scale * np.arange(side)
    # A pixel on a boundary is measured to 0.99 of its width: the 1990s' program did so, and QMNIST
    # found the trace of it in MNIST's characters.
    end = start + PIXEL_REACH * scale
    first = np.floor(start + 1e-11).astype(np.intp)
    last = np.ceil(end - 1e-11).astype(np.intp) - 1
    whole = first == last
    shares = np.zeros((BOX, side), np.float32)
    source = np.arange(side)
    shares[last, source] = end - last
    shares[first, source] = np.where(whole, scale, first + 1 - start)
    return shares


def full_range(box: Ink) -> DigitImage:
    """Scale so that the darkest pixel is 255, and round halves up: uint8 of the same shape."""
    rounded: Ink = np.floor(box * np.float32(255 / box.max()) + np.float32(0.5))
    return np.minimum(rounded, 255).astype(np.uint8)


def barycentre(box: DigitImage) -> tuple[float, float]:
    """The (row, column) of the centre of mass; the centre of pixel 0 is at 0.5."""
    weight = box.astype(np.float64)
    centres = np.arange(len(box)) + 0.5
    total = weight.sum()
    return float(weight.sum(1) @ centres / total), float(weight.sum(0) @ centres / total)


def corner(box: DigitImage) -> tuple[int, int]:
    """Row and column in [28, 28] of the corner of [20, 20]: trunc(15 - barycentre)."""
    row, column = barycentre(box)
    return int(15 - row), int(15 - column)


def framed(box: DigitImage) -> DigitImage:
    """Paste [20, 20] into [28, 28] at its ``corner``; what falls outside is lost."""
    margin = BOX // 2
    top, left = (margin + place for place in corner(box))
    frame = np.zeros((SIDE + BOX, SIDE + BOX), np.uint8)
    frame[top : top + BOX, left : left + BOX] = box
    return frame[margin : margin + SIDE, margin : margin + SIDE].copy()
