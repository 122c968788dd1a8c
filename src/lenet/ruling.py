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

from lenet.planes import AREA, HEIGHT, WIDTH, Labels, Mask, chosen, components, grown

Index = NDArray[np.intp]
Truths = NDArray[np.bool_]

REACH = 26
"""Strokes: how far a line is followed to be known as one, in a picture that is as wide."""

FRAME_REACH = 10
"""Strokes: the same for a line that belongs to a frame, which may be a box around one digit."""

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

TALLEST_WRITING = 40
"""Strokes: what stands straight and is taller is not a 1, whoever writes."""

SQUARE = 0.03
"""How far from a right angle the corner of a frame may be."""

LYING = 1.5
"""Strokes: a line that is thicker for so long has a stroke lying in it, as the foot of a 2."""

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
    def length(self) -> int:
        """How many columns it runs over."""
        return self.last - self.first

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
    reach = REACH * stroke
    level = _candidates(mask, stroke, reach, vertical=False)
    large = min(mask.shape) > reach
    if not level and not large:
        return ()
    tall = [
        line
        for line in (_candidates(mask.T, stroke, reach, vertical=True) if large else ())
        if line.length > TALLEST_WRITING * stroke
    ]
    height = _writing_height(without_lines(mask, (*level, *tall), stroke))
    lines = [line for line in level if line.length > LONG * height]
    lines += [line for line in tall if line.length > TALL * height]
    if not level and len(lines) == 1 and height < 0.5 * lines[0].length:
        return ()  # a line alone with next to nothing is a 1
    if large or len(level) > 1:
        lines += [line for line in _frames(mask, stroke, level) if line not in lines]
    return tuple(lines)


def without_lines(mask: Mask, lines: tuple[Line, ...], stroke: float) -> Mask:
    """Take lines out of a mask and leave the writing that touches or crosses them whole."""
    level = [line for line in lines if not line.vertical]
    upright = [line for line in lines if line.vertical]
    if level:
        mask = _cleared(mask, level, stroke)
    if upright:
        mask = np.ascontiguousarray(_cleared(np.ascontiguousarray(mask.T), upright, stroke).T)
    return _without_crossings(mask, level, upright, stroke) if level and upright else mask


def _without_crossings(mask: Mask, level: list[Line], upright: list[Line], stroke: float) -> Mask:
    """Remove the dots that are left where two lines cross, as each is writing to the other."""
    labels, measures = components(mask)
    keep = np.ones(len(measures), bool)
    dot = measures[:, [WIDTH, HEIGHT]].max(axis=1) <= 3 * stroke + 2
    near = round(2 * stroke)
    for line in level:
        for other in upright:
            x = other.intercept + other.slope * line.intercept
            x, y = round(x), round(line.intercept + line.slope * x)
            if line.first - near <= x < line.last + near and (
                other.first - near <= y < other.last + near
            ):
                place = slice(max(0, y - near), y + near + 1), slice(max(0, x - near), x + near + 1)
                found = np.unique(labels[place])
                keep[found[dot[found]]] = False
    return chosen(labels, keep)


def _candidates(mask: Mask, stroke: float, reach: float, *, vertical: bool) -> list[Line]:
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


def _lengthened(mask: Mask, line: Line, stroke: float) -> Line:
    """The line up to where its ink ends; at a corner another line made it look thick."""
    more = round(2 * stroke)
    first, last = max(0, line.first - more), min(mask.shape[1], line.last + more)
    band = _band(line._replace(first=first, last=last))
    middle = line.thickness // 2 + BESIDE
    present = np.asarray(_seen(mask, band)[middle - 1 : middle + 2].any(axis=0))
    before, after = present[: line.first - first][::-1], present[line.last - first :]
    return line._replace(
        first=line.first - int(np.cumprod(before).sum()),
        last=line.last + int(np.cumprod(after).sum()),
    )


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
    for band in bands:
        gone = _not_writing(_seen(mask, band), stroke)
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


def _not_writing(seen: Mask, stroke: float) -> Truths:
    """What of a band is the line alone: not where a stroke crosses it, nor where one lies in it."""
    above, below = _above_and_below(seen)
    slant = round(SLANT * stroke)
    thick = np.asarray((seen[BESIDE - 1 : 1 - BESIDE] > 0).all(axis=0))
    writing = (_wider(above, slant) & _wider(below, slant)) | _in_runs(thick, round(LYING * stroke))
    gone = np.zeros(seen.shape, bool)
    gone[BESIDE:-BESIDE] = ~writing
    gone[BESIDE - 1] = ~writing & ~above  # the line's own edge, where nothing goes on from it
    gone[-BESIDE] = ~writing & ~below
    return gone


def _in_runs(columns: Truths, length: int) -> Truths:
    """The columns in runs of at least this length."""
    kernel = np.ones((1, max(1, length)), np.uint8)
    opened = cv2.morphologyEx(columns.astype(np.uint8)[None], cv2.MORPH_OPEN, kernel)
    return np.asarray(np.asarray(opened)[0] > 0)


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


def _frames(mask: Mask, stroke: float, level: list[Line]) -> list[Line]:
    """The borders of boxes and of rows of boxes.

    A 1 may stand between two rulings. A border is as thin as they are, at a right angle to them,
    and at their corner or, in a frame with such corners, anywhere.
    """
    reach = FRAME_REACH * stroke
    upright = _candidates(mask.T, stroke, reach, vertical=True)
    if not upright:
        return []
    near = 2 * stroke + 1
    short = _candidates(mask, stroke, reach, vertical=False)
    level = [*level, *(line for line in short if not _met_again(line, level, near))]
    met = [line for line in upright if all(_met(line, end, level, near) for end in line.ends)]
    corners = [
        line
        for line in met
        if all(
            any(_close(end, other, near) for o in level for other in o.ends) for end in line.ends
        )
    ]
    if len(corners) < 2:
        return []
    framing = [line for line in level if all(_met(line, end, corners, near) for end in line.ends)]
    inside = [line for line in met if all(_met(line, end, framing, near) for end in line.ends)]
    return framing + inside


def _met(line: Line, end: tuple[float, float], across: list[Line], near: float) -> bool:
    """Whether one of the lines across passes the end of a line, at a right angle, as thick."""
    return any(
        abs(other.slope + line.slope) < SQUARE
        and abs(line.thickness - other.thickness) <= max(1, 0.5 * other.thickness)
        and _passes(other, *end, near)
        for other in across
    )


def _met_again(line: Line, lines: list[Line], near: float) -> bool:
    (x, y), (other_x, other_y) = line.ends
    return any(_passes(o, x, y, near) and _passes(o, other_x, other_y, near) for o in lines)


def _close(a: tuple[float, float], b: tuple[float, float], near: float) -> bool:
    return abs(a[0] - b[0]) <= near and abs(a[1] - b[1]) <= near


def _passes(line: Line, x: float, y: float, near: float) -> bool:
    along, beside = (y, x) if line.vertical else (x, y)
    off = abs(line.intercept + line.slope * along - beside)
    return off <= near and line.first - near <= along <= line.last + near
