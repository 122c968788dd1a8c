"""A line of writing -> the strips that a network sweeps: 32 rows, digits about 20 rows high.

depth  float32 [H, W], how much darker than the paper; the printed background is still in it
strip  float32 [32, W'], 0 paper to 1 ink, pixels ``STRETCH`` times wider than high
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from lenet.reading.strips.geometry import DIGIT_ROWS, ROWS, STRETCH

MARGIN = 16
"""Columns of paper at each end: half of what the network looks at."""

FULL = 1.2
"""Ink of the usual depth becomes 1 / 1.2, so that darker ink still differs."""

COLUMNS_AT_MOST = 4096


class Strip(NamedTuple):
    """A strip and the scales between it and its line: columns and rows for each pixel."""

    pixels: NDArray[np.float32]
    across: float
    down: float

    @property
    def levels(self) -> NDArray[np.uint8]:
        """The pixels, 0 paper to 255 ink."""
        return np.rint(255 * self.pixels).astype(np.uint8)

    def column_of(self, column: float) -> float:
        """The column of the line's pixels that a column of the strip shows."""
        return (column - MARGIN) / self.across

    def shows(self, column: float) -> float:
        """The column of the strip that shows a column of the line's pixels."""
        return MARGIN + column * self.across


def strip_of(
    depth: NDArray[np.float32],
    full: float,
    top: float,
    bottom: float,
    *,
    size: float = 1.0,
    aspect: float = 1.0,
    slope: float = 0.0,
) -> Strip:
    """The strip of a line whose digits reach from row ``top`` to ``bottom``, ``size`` as high.

    ``aspect`` makes it wider by that factor. ``full`` is the depth of full ink; the line falls
    ``slope`` rows a column about its middle. A line too long for ``COLUMNS_AT_MOST`` is made
    narrower.
    """
    down = DIGIT_ROWS * size / max(bottom - top, 4.0)
    width = depth.shape[1]
    across = min(down * STRETCH * aspect, (COLUMNS_AT_MOST - 2 * MARGIN) / width)
    columns = max(ROWS, round(width * across) + 2 * MARGIN)
    ink = np.clip(depth / np.float32(full * FULL), 0, 1)
    if down < 0.7:  # averaged first, or thin strokes would be missed between the samples
        ink = cv2.GaussianBlur(ink, (0, 0), 0.35 / down)
    middle = (top + bottom) / 2
    fall = slope * down
    shift = ROWS / 2 - middle * down + fall * width / 2
    places = np.array([(across, 0, MARGIN), (-fall, down, shift)], np.float32)
    pixels = cv2.warpAffine(ink, places, (columns, ROWS), flags=cv2.INTER_LINEAR)
    return Strip(np.asarray(pixels, np.float32), across, down)
