"""The strip of a line: 32 rows, digits about 20 rows high, as a network looks at it.

depth  float32 [H, W], how much darker than the paper, or the cleaned ink
strip  float32 [32, W'], 0 paper to 1 ink; the line ``STRETCH`` times wider than it is
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from lenet.reading.strips.geometry import DIGIT_ROWS, ROWS, STRETCH

MARGIN = 16
"""Columns of paper at each end of a strip: half of what the network looks at."""

FULL = 1.2
"""Full ink is 1 / FULL in the strip, so that darker ink still differs from it."""

COLUMNS_AT_MOST = 4096
"""Of a strip; a line that would need more is shown narrower."""


class Strip(NamedTuple):
    """A strip, float32 [32, W'], and its scales: columns and rows for each pixel of the line."""

    pixels: NDArray[np.float32]
    across: float
    down: float

    @property
    def levels(self) -> NDArray[np.uint8]:
        """The pixels as uint8 [32, W'], 0 paper to 255 ink."""
        return np.rint(255 * self.pixels).astype(np.uint8)

    def column_of(self, column: float) -> float:
        """The column of the line that a column of the strip shows."""
        return (column - MARGIN) / self.across

    def shows(self, column: float) -> float:
        """The column of the strip that shows a column of the line."""
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
    """The strip of a line whose digits stand between the rows ``top`` and ``bottom``.

    ``full`` is the depth of full ink. Digits come out ``size`` times ``DIGIT_ROWS`` high, and the
    line ``aspect`` times as wide as usual. A line that falls ``slope`` rows for each column is
    levelled.
    """
    down = DIGIT_ROWS * size / max(bottom - top, 4.0)
    width = depth.shape[1]
    across = min(down * STRETCH * aspect, (COLUMNS_AT_MOST - 2 * MARGIN) / width)
    columns = max(ROWS, round(width * across) + 2 * MARGIN)
    ink = np.clip(depth / np.float32(full * FULL), 0, 1)
    if down < 0.7:  # blurred first, or sampling would miss thin strokes
        ink = cv2.GaussianBlur(ink, (0, 0), 0.35 / down)
    middle = (top + bottom) / 2
    fall = slope * down
    shift = ROWS / 2 - middle * down + fall * width / 2
    places = np.array([(across, 0, MARGIN), (-fall, down, shift)], np.float32)
    pixels = cv2.warpAffine(ink, places, (columns, ROWS), flags=cv2.INTER_LINEAR)
    return Strip(np.asarray(pixels, np.float32), across, down)
