"""Operations on planes and masks that many files need; OpenCV's, with their types.

plane  float32 [H, W]
mask   uint8 [H, W], 1 where something is, for example ink
"""

from __future__ import annotations

import math
from typing import Any, TypeVar

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Plane = NDArray[np.float32]
Mask = NDArray[np.uint8]
Labels = NDArray[np.int32]
Levels = TypeVar("Levels", NDArray[np.float32], NDArray[np.uint16])

LEFT, TOP, WIDTH, HEIGHT, AREA = range(5)
"""The columns of what ``components`` measures."""


def grown(mask: Mask, height: int = 3, width: int = 3) -> Mask:
    """The mask dilated by a rectangle of odd sides."""
    return np.asarray(cv2.dilate(mask, np.ones((height, width), np.uint8)), np.uint8)


def components(mask: Mask) -> tuple[Labels, Labels]:
    """Label the connected components of a mask; pixels that touch at a corner are connected.

    Returns
    -------
    labels : int32 [H, W], 0 where the mask is 0
    measures : int32 [components + 1, 5], left, top, width, height and area of each, the background
        first
    """
    found = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return np.asarray(found[1], np.int32), np.asarray(found[2], np.int32)


def chosen(labels: Labels, keep: NDArray[np.bool_]) -> Mask:
    """The mask [H, W] of the components that are to be kept; ``keep[0]`` is ignored."""
    keep = keep.copy()
    keep[0] = False
    return np.asarray(keep.astype(np.uint8)[labels], np.uint8)


def mean_around(plane: Plane, window: int) -> Plane:
    """The mean over a square of odd side around each pixel; the plane is mirrored at its border."""
    side = window | 1
    mean = cv2.boxFilter(plane, cv2.CV_32F, (side, side), borderType=cv2.BORDER_REFLECT)
    return np.asarray(mean, np.float32)


def reduced(plane: Levels, longest: int) -> Levels:
    """A plane or grey reduced by area averaging: its longer side is at most ``longest``."""
    height, width = plane.shape
    scale = longest / max(height, width)
    if scale >= 1:
        return plane
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), plane.dtype)


def otsu(plane: Plane) -> float:
    """The middle between the means of the two classes that Otsu's threshold separates.

    Values below 0 count as 0; there are 256 levels. The middle is taken because Otsu's threshold
    itself is the least of all that separate the classes equally well.
    """
    top = max(float(plane.max()), 1e-6)
    levels = np.clip(plane * np.float32(255 / top), 0, 255).astype(np.uint8)
    _, above = cv2.threshold(levels, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    high, low = (cv2.mean(levels, one)[0] for one in (above, 1 - above))
    return (high + low) / 2 * top / 255


def stroke_width(mask: Mask) -> float:
    """The median length of the runs of ink along rows or along columns, the smaller of the two.

    It is 0 without ink.
    """
    return min(median_run(mask), median_run(mask.T))


def percentile(values: NDArray[Any], percent: int) -> float:
    """The value at ``percent`` % of the sorted values [n], none interpolated; 0 without values."""
    if not len(values):
        return 0.0
    place = min(len(values) * percent // 100, len(values) - 1)
    return float(np.partition(values, place)[place])


def median(values: ArrayLike) -> float:
    """The median of some values, nan of none; of a few in a tenth of the time of NumPy's."""
    ordered = np.sort(np.asarray(values), axis=None)
    if not len(ordered):
        return math.nan
    return (float(ordered[(len(ordered) - 1) // 2]) + float(ordered[len(ordered) // 2])) / 2


def weighted_median(values: NDArray[Any], weights: NDArray[Any], share: float = 0.5) -> float:
    """The least of the values [n] up to which the weights [n] make ``share`` of their sum."""
    order = np.argsort(values, kind="stable")
    sums = np.cumsum(weights[order])
    return float(values[order[np.searchsorted(sums, share * sums[-1])]])


def typical_height(measures: Labels) -> float:
    """How high the higher of some components [n, 5] are: a median weighted by their widths."""
    return weighted_median(measures[:, HEIGHT], measures[:, WIDTH], 0.6)


def median_run(mask: Mask) -> float:
    """The median length of the runs of ink along the rows; 0 without ink."""
    height, width = mask.shape
    padded = np.zeros((height, width + 2), np.uint8)
    padded[:, 1:-1] = mask
    flat = padded.ravel()
    change = np.flatnonzero(flat[1:] != flat[:-1])
    return percentile(change[1::2] - change[::2], 50)
