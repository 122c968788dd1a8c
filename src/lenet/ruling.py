"""Ruled lines, base lines and the borders of boxes: found in a mask and taken out of it.

mask    uint8 [H, W], 1 ink
stroke  the width of the writing's strokes in pixels

A line is long, straight, thin, and nowhere interrupted. Where writing crosses it, the writing
stays whole; where writing ends on it, the line goes; where the line was also the writing (a 0
that stands in it), it stays. All is written for lines from left to right; those from top to
bottom are the same in the picture with its axes exchanged.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from lenet.planes import AREA, HEIGHT, WIDTH, Labels, Mask, components, grown

Index = NDArray[np.intp]
Truths = NDArray[np.bool_]

REACH = 26
"""Strokes: how far a line is followed to be known as one, in a picture that is as wide."""

LEAST_OF_REACH = 0.6

THICKEST = 1.4
"""Strokes: how thick a line may be, and a pixel more."""

SLOPES = (0.0, -0.04, 0.04, -0.08, 0.08)
"""The tilts that are tried; between them a pixel up or down is forgiven."""

THIN, UNBROKEN = 0.45, 0.8
"""Of a reach: how much must be thin ink, and how much any ink, to be looked at as a line."""

PRESENT, FREE = 0.95, 0.4
"""Of a line: how much must be ink, and how much must have no other ink above or below."""

LONG, TALL = 1.5, 2.5
"""Heights of the writing that a line from left to right, from top to bottom, is longer than."""

SQUARE = 0.03
"""How far from a right angle the corner of a frame may be."""

GAP = 6
"""Strokes: how wide a piece of a line may have been the writing as well."""

SLANT = 0.75
"""Strokes: how far a slanting stroke moves aside while it crosses half a line."""

BESIDE = 3
"""Pixels looked at on both sides of a line; the first may be the line's own soft edge."""


class Line(NamedTuple):
    """A straight line over the columns ``first`` to ``last`` (not included) of a picture.

    Its middle is at row ``intercept + slope * column``; for one from top to bottom, ``vertical``,
    rows and columns are exchanged.
    """

    first: int
    last: int
    slope: float
    intercept: float
    thickness: int
    vertical: bool = False

    @property
    def ends(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """(x, y) of both ends, in the picture."""
        first, last = ((x, self.intercept + self.slope * x) for x in (self.first, self.last - 1))
        return (first[::-1], last[::-1]) if self.vertical else (first, last)


def found_lines(mask: Mask, stroke: float) -> tuple[Line, ...]:
    """Find the lines that are not writing.

    They are longer than the writing is high, so the bar of a 7 is not one; or they make a frame:
    both ends meet lines that run across.
    """
    level = _candidates(mask, stroke, vertical=False)
    if not level and len(mask) < TALL * REACH * stroke / 2:
        return ()  # too low for a line that stands, unless it belongs to a frame
    upright = _candidates(mask.T, stroke, vertical=True)
    if not level and not upright:
        return ()
    height = _writing_height(without_lines(mask, (*level, *upright), stroke))
    across = {False: upright, True: level}
    return tuple(
        line
        for line in (*level, *upright)
        if line.last - line.first > (TALL if line.vertical else LONG) * height
        or _framed(line, across[line.vertical], stroke)
    )


def without_lines(mask: Mask, lines: tuple[Line, ...], stroke: float) -> Mask:
    """Take lines out of a mask and leave the writing that touches or crosses them whole."""
    for vertical in (False, True):
        chosen = [line for line in lines if line.vertical == vertical]
        if chosen:
            turned = mask.T if vertical else mask
            cleared = _cleared(np.ascontiguousarray(turned), chosen, stroke)
            mask = np.ascontiguousarray(cleared.T) if vertical else cleared
    return mask


def _candidates(mask: Mask, stroke: float, *, vertical: bool) -> list[Line]:
    reach = int(min(REACH * stroke, mask.shape[1]))
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
    return [line for line in lines if _is_line(mask, line)]


def _on_lines(mask: Mask, reach: int, stroke: float) -> Mask:
    """The thin pixels with so much ink to their left and right, in one direction, as a line has."""
    thickest = int(np.ceil(THICKEST * stroke)) + 1
    high = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((thickest + 1, 1), np.uint8))
    thin = np.where(high > 0, 0, mask).astype(np.uint8)
    near = max(3, round(stroke / 2) | 1)
    coarse = max(1, reach // 20)  # shares of 20 steps are fine enough
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
    """The rows and columns of the pixels of each line, over the gaps that writing makes."""
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


def _fitted(rows: Index, columns: Index, vertical: bool) -> Line:
    """The line through most of the pixels."""
    keep = np.ones(len(rows), bool)
    for _ in range(3):
        slope, intercept = _least_squares(columns[keep], rows[keep])
        away = np.abs(intercept + slope * columns - rows)
        keep = away <= max(1.5, 2 * float(np.median(away)))
    first = int(columns.min())
    in_column = np.bincount(columns[keep] - first)
    thickness = round(float(np.median(in_column[in_column > 0])))
    return Line(first, int(columns.max()) + 1, slope, intercept, thickness, vertical)


def _least_squares(x: Index, y: Index) -> tuple[float, float]:
    away = x - x.mean()
    slope = float(away @ y / max(float(away @ away), 1e-9))
    return slope, float(y.mean() - slope * x.mean())


def _band(line: Line) -> tuple[Index, Index]:
    """Rows and columns, [BESIDE + thickness + BESIDE, length], of a line and what is beside it."""
    columns = np.arange(line.first, line.last)
    middle = line.intercept + line.slope * columns
    edge = np.rint(middle - (line.thickness - 1) / 2).astype(np.intp)
    across = np.arange(-BESIDE, line.thickness + BESIDE)
    return edge + across[:, None], np.broadcast_to(columns, (len(across), len(columns)))


def _seen(plane: NDArray[Any], band: tuple[Index, Index]) -> NDArray[Any]:
    """What is in a band, 0 where it leaves the picture."""
    rows, columns = band
    height = len(plane)
    inside = (rows >= 0) & (rows < height)
    return np.asarray(np.where(inside, plane[np.clip(rows, 0, height - 1), columns], 0))


def _above_and_below(seen: Mask) -> tuple[Truths, Truths]:
    """In which columns other ink goes on from a line, by two pixels that its edge is not."""
    ink = seen > 0
    return ink[0] & ink[1], ink[-1] & ink[-2]


def _is_line(mask: Mask, line: Line) -> bool:
    seen = _seen(mask, _band(line))
    middle = line.thickness // 2 + BESIDE
    present = seen[middle - 1 : middle + 2].any(axis=0)
    above, below = _above_and_below(seen)
    free = present & ~above & ~below
    return bool(present.mean() >= PRESENT and free.mean() >= FREE)


def _cleared(mask: Mask, lines: list[Line], stroke: float) -> Mask:
    left = mask.copy()
    bands = [_band(line) for line in lines]
    slant = round(SLANT * stroke)
    for band in bands:
        seen = _seen(mask, band)
        above, below = _above_and_below(seen)
        gone = np.zeros(seen.shape, bool)
        gone[BESIDE:-BESIDE] = ~(_wider(above, slant) & _wider(below, slant))
        gone[BESIDE - 1] = ~above  # the line's own edge, where nothing goes on from it
        gone[-BESIDE] = ~below
        gone &= (band[0] >= 0) & (band[0] < len(mask))
        left[band[0][gone], band[1][gone]] = 0
    labels, measures = components(left)
    crumbs = np.zeros(len(measures), bool)
    for band in bands:
        near = _seen(labels, band)
        crumbs[_crumbs(near, measures)] = True
        _mend(left, mask, band, near, stroke)
    left[crumbs[labels]] = 0
    return left


def _wider(columns: Truths, by: int) -> Truths:
    row = columns.astype(np.uint8)[None]
    return np.asarray(grown(row, 1, 2 * by + 1)[0] > 0)


def _crumbs(near: Labels, measures: Labels) -> Index:
    """Which components are what is left of a line: flat, and hardly higher than it."""
    touched = np.unique(near)[1:]
    width, height = measures[touched, WIDTH], measures[touched, HEIGHT]
    flat = (height <= len(near) - 2 * BESIDE + 3) & (width > 1.5 * height)
    return np.asarray(touched[flat], np.intp)


def _mend(left: Mask, mask: Mask, band: tuple[Index, Index], near: Labels, stroke: float) -> None:
    """Put a piece of a line back where it joins one component to itself: it was a stroke too."""
    line = slice(BESIDE, -BESIDE)
    rows, columns = band
    for beside in (near[1:BESIDE], near[-BESIDE:-1]):
        met = beside.max(axis=0)
        for start, stop in _gaps(met):
            if stop - start <= GAP * stroke and met[start - 1] == met[stop]:
                piece = np.clip(rows[line, start:stop], 0, len(left) - 1), columns[line, start:stop]
                left[piece] = mask[piece]


def _gaps(met: Labels) -> list[tuple[Any, Any]]:
    """Where ``met`` is zero between two places where it is not: (start, stop) of each."""
    change = np.flatnonzero(np.diff((met == 0).astype(np.int8))) + 1
    return [(a, b) for a, b in itertools.pairwise(change) if met[a] == 0]


def _writing_height(mask: Mask) -> float:
    """The height that half of the ink's components, by area, reach."""
    measures = components(mask)[1][1:]
    if not len(measures):
        return 0.0
    measures = measures[np.argsort(measures[:, HEIGHT])]
    area = np.cumsum(measures[:, AREA])
    return float(measures[np.searchsorted(area, area[-1] / 2), HEIGHT])


def _framed(line: Line, across: list[Line], stroke: float) -> bool:
    """Whether lines across run by both ends of a line, as in a frame.

    A 1 may stand between two rulings. A border is as thin as they are and at a right angle to
    them, and stands at their corner or is thinner than writing.
    """
    near = 2 * stroke + 1
    met = []
    for x, y in line.ends:
        by = [o for o in across if _passes(o, x, y, near) and abs(o.slope + line.slope) < SQUARE]
        corner = [o for o in by if any(abs(a - x) + abs(b - y) <= 2 * near for a, b in o.ends)]
        thin = not line.vertical or line.thickness <= 0.75 * stroke
        as_thin = any(line.thickness <= other.thickness + 1 for other in by)
        met.append(as_thin and bool(by if thin else corner))
    return all(met)


def _passes(line: Line, x: float, y: float, near: float) -> bool:
    along, beside = (y, x) if line.vertical else (x, y)
    off = abs(line.intercept + line.slope * along - beside)
    return off <= near and line.first - near <= along <= line.last + near
