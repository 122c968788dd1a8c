"""Long, straight, thin runs of ink: whatever looks like a horizontal line."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from lenet.pictures.ink.ruling.ruled_line import (
    BESIDE,
    Index,
    RuledLine,
    above_and_below,
    band_of,
    least_squares,
    seen_in,
)
from lenet.pictures.planes import Mask, components, grown, median

LEAST_OF_REACH = 0.6
"""How long a candidate is at least, as a share of the pixels that it is followed over."""

THICKEST = 1.4
"""Strokes: a line is at most so thick, plus one pixel."""

SLOPES = (0.0, -0.05, 0.05)
"""The slopes that are tried; a line between two of them is still found within a pixel."""

THIN, UNBROKEN = 0.45, 0.8
"""Shares of the pixels around a candidate: so many are thin ink at least, so many any ink."""

PRESENT, FREE = 0.95, 0.4
"""Shares of a line's columns: so many have ink at least, so many no ink above or below it."""


def candidates(mask: Mask, stroke: float, reach: float, *, vertical: bool) -> list[RuledLine]:
    """Find what may be horizontal lines, each followed over ``reach`` pixels.

    For vertical ones give the transposed mask and ``vertical=True``.
    """
    reach = int(min(reach, mask.shape[1]))
    if reach < 8:
        return []
    on_line = _on_lines(np.ascontiguousarray(mask), reach, stroke)
    if not on_line.any():
        return []
    lines = [
        _fitted(rows, columns, vertical)
        for rows, columns in _strung(on_line, stroke)
        if columns.max() - columns.min() >= LEAST_OF_REACH * reach
    ]
    return [_lengthened(mask, line, stroke) for line in lines if _is_line(mask, line)]


def _on_lines(mask: Mask, reach: int, stroke: float) -> Mask:
    """The thin pixels with as much ink to their left and right, at one slope, as a line has."""
    thickest = int(np.ceil(THICKEST * stroke)) + 1
    high = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((thickest + 1, 1), np.uint8))
    thin = np.where(high > 0, 0, mask).astype(np.uint8)
    near = max(3, round(stroke / 2) | 1)
    coarse = max(1, reach // 20)  # averages over 20 columns are fine enough
    height, width = mask.shape
    size = (max(1, width // coarse), height)
    thin_near, ink_near = (
        _resized(255 * grown(one, near, 1), size, cv2.INTER_AREA) for one in (thin, mask)
    )
    found = np.zeros((height, size[0]), np.uint8)
    steps = reach * size[0] // width | 1
    for slope in (a * width / size[0] for a in SLOPES):
        hit = _mean_along(thin_near, slope, steps) > 255 * THIN
        if hit.any():
            hit &= _mean_along(ink_near, slope, steps) > 255 * UNBROKEN
            spread = grown(hit.astype(np.uint8), 1, steps // 2 | 1)
            found = np.maximum(found, _sheared(spread, -slope))
    return _resized(found, (width, height), cv2.INTER_NEAREST) & thin


def _resized(plane: Mask, size: tuple[int, int], way: int) -> Mask:
    return np.asarray(cv2.resize(plane, size, interpolation=way), np.uint8)


def _mean_along(plane: Mask, slope: float, steps: int) -> Mask:
    kernel = (steps, 1)
    return np.asarray(
        cv2.blur(_sheared(plane, slope), kernel, borderType=cv2.BORDER_REFLECT), np.uint8
    )


def _sheared(plane: Mask, slope: float) -> Mask:
    if not slope:
        return plane
    height, width = plane.shape
    matrix = np.array([[1, 0, 0], [slope, 1, -slope * width / 2]], np.float32)
    return np.asarray(
        cv2.warpAffine(plane, matrix, (width, height), flags=cv2.INTER_NEAREST), np.uint8
    )


def _strung(on_line: Mask, stroke: float) -> Iterator[tuple[Index, Index]]:
    """The rows and columns of each line's pixels; gaps where writing crosses are bridged."""
    thick = grown(on_line)
    bridge = np.ones((3, int(8 * stroke) | 1), np.uint8)
    joined = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, bridge)
    labels, measures = components(np.asarray(joined, np.uint8))
    rows, columns = np.nonzero(on_line)
    of_pixel = labels[rows, columns]
    order = np.argsort(of_pixel, kind="stable")
    for own in np.split(order, np.searchsorted(of_pixel[order], np.arange(1, len(measures))))[1:]:
        if len(own):
            yield rows[own], columns[own]


def _fitted(rows: Index, columns: Index, vertical: bool) -> RuledLine:
    """The line through the pixels by least squares, outliers left out."""
    keep = np.ones(len(rows), bool)
    for _ in range(3):
        slope, intercept = least_squares(columns[keep], rows[keep])
        away = np.abs(intercept + slope * columns - rows)
        keep = away <= max(1.5, 2 * median(away))
    first = int(columns.min())
    in_column = np.bincount(columns[keep] - first)
    thickness = round(median(in_column[in_column > 0]))
    return RuledLine(first, int(columns.max()) + 1, slope, intercept, thickness, vertical)


def _lengthened(mask: Mask, line: RuledLine, stroke: float) -> RuledLine:
    """The line, extended to where its ink ends.

    At a corner the other line made it look thick, so its pixels there were left out.
    """
    more = round(2 * stroke)
    first, last = max(0, line.first - more), min(mask.shape[1], line.last + more)
    band = band_of(line._replace(first=first, last=last))
    middle = line.thickness // 2 + BESIDE
    present = np.asarray(seen_in(mask, band)[middle - 1 : middle + 2].any(axis=0))
    before, after = present[: line.first - first][::-1], present[line.last - first :]
    return line._replace(
        first=line.first - int(np.cumprod(before).sum()),
        last=line.last + int(np.cumprod(after).sum()),
    )


def _is_line(mask: Mask, line: RuledLine) -> bool:
    seen = seen_in(mask, band_of(line))
    middle = line.thickness // 2 + BESIDE
    present = seen[middle - 1 : middle + 2].any(axis=0)
    above, below = above_and_below(seen)
    free = present & ~above & ~below
    return bool(present.mean() >= PRESENT and free.mean() >= FREE)
