"""A dithered picture in black and white -> the greys that its dots stand for.

Fax machines and scanners set to one bit render greys as dots (error diffusion, ordered dither).
Without this step each dot would be ink, or a hole in ink.
"""

from __future__ import annotations

import cv2
import numpy as np

from lenet.pictures.grey import Grey

ALONE = 0.15
"""A picture is dithered if at least this share of the rarer colour's pixels touch no other of that
colour. In dithered scans of cheque amounts it was 0.37 to 0.84, by a threshold at most 0.03.
"""

BLUR = 1.0
"""Pixels: the standard deviation of the Gaussian that turns dots into grey."""

STEP = 16
"""One in so many rows and columns is looked at first; most pictures show a third colour there."""

AROUND = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.uint8)


def without_dots(grey: Grey) -> Grey:
    """The greys of a dithered picture, uint16 [H, W]; any other picture unchanged."""
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
