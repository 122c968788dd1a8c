"""A picture in dots of black and white -> the greys that the dots stand for.

Fax machines and scanners set to one bit make greys of dots (error diffusion, ordered dither). Taken
as they are, each dot would be ink or a hole in it.
"""

from __future__ import annotations

import cv2
import numpy as np

from lenet.pictures.grey import Grey

ALONE = 0.15
"""How many of the rarer colour's pixels stand alone where greys are dots. In scans of cheque
amounts, 0.37 to 0.84 of them did; in the same with a threshold in place of dots, 0.03 at most."""

BLUR = 1.0
"""Pixels: the standard deviation over which dots become grey."""

STEP = 16
"""One in so many rows and columns shows most pictures to have more than two colours."""

AROUND = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.uint8)


def without_dots(grey: Grey) -> Grey:
    """The greys that a dithered picture stands for; any other picture as it is."""
    low, high = grey.min(), grey.max()
    if low == high or not (_only(grey[::STEP, ::STEP], low, high) and _only(grey, low, high)):
        return grey
    black = (grey == low).astype(np.uint8)
    beside = cv2.filter2D(black, cv2.CV_8U, AROUND, borderType=cv2.BORDER_REPLICATE)
    alone = np.count_nonzero(beside == 4 * (1 - black))
    count = np.count_nonzero(black)
    if alone < ALONE * min(count, black.size - count):
        return grey
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), BLUR), np.uint16)


def _only(grey: Grey, low: np.uint16, high: np.uint16) -> bool:
    return bool(((grey == low) | (grey == high)).all())
