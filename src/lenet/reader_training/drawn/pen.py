"""Strokes of a pen on a small canvas, float32 [rows, columns], 0 paper to 1 ink."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.reading import ROWS

Canvas = NDArray[np.float32]
Points = NDArray[np.float64]

FINER = 4
"""Strokes are drawn on a canvas with so many times the rows and columns, then averaged."""


def draw(canvas: Canvas, points: ArrayLike, width: float, *, stretch: float = 1.0) -> None:
    """Draw a stroke through points (x, y) in pixels, ``width`` pixels thick, on the canvas.

    On a canvas that is stretched ``stretch`` times in width the stroke is stretched with it.
    """
    draw_all(canvas, [np.asarray(points, np.float64)], [width], stretch=stretch)


def draw_all(
    canvas: Canvas, strokes: Sequence[Points], widths: Sequence[float], *, stretch: float = 1.0
) -> None:
    """Draw strokes as ``draw`` does, each as wide as told."""
    rows, columns = canvas.shape
    fine = np.zeros((rows * FINER, round(columns * FINER / stretch)), np.uint8)
    scale = fine.shape[1] / columns, FINER
    for points, width in zip(strokes, widths, strict=True):
        path = np.rint((points + 0.5) * scale).astype(np.int32)
        cv2.polylines(fine, [path], False, 255, max(1, round(width * FINER)))
    inked = cv2.resize(fine, (columns, rows), interpolation=cv2.INTER_AREA)
    np.maximum(canvas, inked.astype(np.float32) / np.float32(255), out=canvas)


def curve(start: Sequence[float], end: Sequence[float], bend: float, steps: int = 8) -> Points:
    """A curve from start to end, (steps, 2), about ``bend`` / 2 of its length off the straight."""
    first, last = np.asarray(start, np.float64), np.asarray(end, np.float64)
    along = last - first
    middle = (first + last) / 2 + bend * np.array([-along[1], along[0]])
    t = np.linspace(0, 1, steps)[:, None]
    return (1 - t) ** 2 * first + 2 * t * (1 - t) * middle + t**2 * last


def moved(picture: Canvas, places: ArrayLike, columns: int) -> Canvas:
    """The picture under the affine map ``places`` (2, 3), on a canvas [32, columns]."""
    matrix = np.asarray(places, np.float32)
    return np.asarray(cv2.warpAffine(picture, matrix, (columns, ROWS)), np.float32)


def blurred(picture: Canvas, deviation: float) -> Canvas:
    """The picture blurred by a Gaussian of that deviation in pixels."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), deviation), np.float32)
