"""Which straight strokes make a grid: by where they cross, or as equal dividers of a comb."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from lenet.pictures.ink.ruling.gaps import with_gaps
from lenet.pictures.ink.ruling.grid import Grid, crossing
from lenet.pictures.ink.ruling.removal import without_ruled_lines
from lenet.pictures.ink.ruling.ruled_line import BESIDE, RuledLine, band_of, seen_in
from lenet.pictures.ink.ruling.straight import straight_strokes
from lenet.pictures.planes import (
    AREA,
    HEIGHT,
    LEFT,
    WIDTH,
    Labels,
    Mask,
    Plane,
    components,
    grown,
    median,
    weighted_median,
)

FINE = 3
"""Pixels of a stroke: so fine is fine enough for its lines to be found."""

NARROWEST = 4
"""Strokes: a cell that is narrower holds no digit; two such near borders are a double line."""

HIGHER = 1.3
"""Heights of the writing beside them: dividers without a frame are at least so high."""

HIGHEST = 4.0
"""Heights of the writing: higher ones are the rules between columns of a page, not of a comb."""

DRAWN, SURELY_DRAWN = 0.6, 0.85
"""Shares of its rows in which a border is as wide as it mostly is: with digits that touch it, and
that of a divider that no frame holds."""

SQUARE = 0.06
"""How far from a right angle a crossing of a photographed table may be: the sum of the slopes."""

CLOSE = 0.7
"""Times the usual width of cells: lines that stand closer may be ones."""

PLUMB = 0.05
"""The greatest slope of a divider without a frame: a 1 leans more, mostly."""

EVEN = 0.15
"""Lengths: so far the ends of a comb's dividers are apart at most."""


def find_grids(mask: Mask, stroke: float) -> tuple[Grid, ...]:
    """Find the tables, rows of boxes and combs. Of thick strokes, every second pixel is enough."""
    if stroke < 2 * FINE:
        return _found(mask, stroke)
    height, width = mask.shape
    half = cv2.resize(255 * mask, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    return tuple(grid.twice() for grid in find_grids((half > 100).astype(np.uint8), stroke / 2))


def _found(mask: Mask, stroke: float) -> tuple[Grid, ...]:
    upright = _even(np.ascontiguousarray(mask.T), mask, stroke, vertical=True)
    if not upright:
        return ()
    level = _even(mask, mask.T, stroke, vertical=False)
    near = 0.5 * stroke + 2
    framed = [
        with_gaps(_grid(level, _without_ones(mask, upright), NARROWEST * stroke), mask)
        for level, upright in _meshes(level, upright, near)
    ]
    framed = [grid for grid in framed if len(grid.rows) * len(grid.columns) > 1]
    used = {line for grid in framed for line in grid.drawn}
    comb = _comb(mask, stroke, [line for line in upright if line not in used]) if not used else []
    return (*framed, *comb)


def _even(mask: Mask, turned: Mask, stroke: float, *, vertical: bool) -> list[RuledLine]:
    """The straight strokes that are about as wide everywhere."""
    found = straight_strokes(mask, stroke, vertical=vertical)
    return [line for line in found if _evenly_wide(turned, line) >= DRAWN]


def without_grids(
    mask: Mask, depth: Plane, grids: tuple[Grid, ...], stroke: float
) -> tuple[Mask, Plane]:
    """The mask and the depths without the lines of the grids; what crosses them stays whole."""
    lines = tuple(line for grid in grids for line in grid.drawn)
    left = without_ruled_lines(mask, lines, stroke)
    gone = np.zeros_like(mask)
    for line in lines:
        rows, columns = (one[BESIDE - 1 : 1 - BESIDE] for one in band_of(line))
        plane = gone.T if line.vertical else gone
        inside = (rows >= 0) & (rows < len(plane)) & (columns >= 0) & (columns < plane.shape[1])
        plane[rows[inside], columns[inside]] = 1
    gone &= 1 - grown(left)
    return left, np.asarray(np.where(gone, np.minimum(depth, 0), depth), np.float32)


def _grid(level: list[RuledLine], upright: list[RuledLine], least: float) -> Grid:
    x = np.mean([end[0] for line in level for end in line.ends])
    y = np.mean([end[1] for line in upright for end in line.ends])
    return Grid(
        tuple(sorted(level, key=lambda line: line.intercept + line.slope * x)),
        tuple(sorted(upright, key=lambda line: line.intercept + line.slope * y)),
        least,
    )


def _meshes(
    level: list[RuledLine], upright: list[RuledLine], near: float
) -> Iterator[tuple[list[RuledLine], list[RuledLine]]]:
    """The lines that hang together: first tables, then single rows and columns of boxes.

    In a table every line passes three others at least, so the bar of a 4 between two borders is
    none. The borders between the boxes of one row meet two.
    """
    used: set[RuledLine] = set()
    for least in ((3, 3), (3, 2), (2, 3)):
        crosses = np.array(
            [[_cross(one, other, near) for other in upright] for one in level], bool
        ).reshape(len(level), len(upright))
        for rows, columns in _blocks(_pruned(crosses, *least)):
            mesh = [level[one] for one in rows], [upright[one] for one in columns]
            if least == (3, 3) or _cornered(*mesh, 2 * near):
                yield mesh
                used.update(*mesh)
        level = [line for line in level if line not in used]
        upright = [line for line in upright if line not in used]


def _pruned(crosses: NDArray[np.bool_], in_row: int, in_column: int) -> NDArray[np.bool_]:
    """The crossings of lines that cross as many others, each of which does so too."""
    while True:
        lone = crosses & ((crosses.sum(1) < in_row)[:, None] | (crosses.sum(0) < in_column))
        if not lone.any():
            return crosses
        crosses = crosses & ~lone


def _blocks(crosses: NDArray[np.bool_]) -> Iterator[tuple[list[int], list[int]]]:
    """The rows and columns of each connected part."""
    left = set(np.flatnonzero(crosses.any(axis=1)).tolist())
    while left:
        rows = {left.pop()}
        while True:
            columns = np.flatnonzero(crosses[sorted(rows)].any(axis=0))
            more = set(np.flatnonzero(crosses[:, columns].any(axis=1)).tolist())
            if more == rows:
                break
            rows = more
        left -= rows
        yield sorted(rows), columns.tolist()


def _cornered(level: list[RuledLine], upright: list[RuledLine], near: float) -> bool:
    """Whether vertical lines stand at the ends of the horizontal ones, as no ones on a rule do."""
    ends = [end for line in level for end in line.ends]
    met = [
        any(abs(line.intercept + line.slope * y - x) <= near for line in upright) for x, y in ends
    ]
    return sum(met) >= len(met) - 1


def _without_ones(mask: Mask, upright: list[RuledLine]) -> list[RuledLine]:
    """The vertical lines but those that divide a cell and are as uneven as a 1 of a pen."""
    upright = sorted(upright, key=lambda line: line.ends[0][0])
    places = np.array([line.ends[0][0] for line in upright])
    usual = median(np.diff(places))
    return [
        line
        for line, before, after in zip(
            upright, np.diff(places, prepend=-np.inf), np.diff(places, append=np.inf), strict=True
        )
        if min(before, after) >= CLOSE * usual
        or max(before, after) == np.inf
        or _evenly_wide(mask, line) >= SURELY_DRAWN
    ]


def _cross(level: RuledLine, upright: RuledLine, near: float) -> bool:
    x, y = crossing(level, upright)
    return (
        abs(level.slope + upright.slope) <= SQUARE
        and level.first - near <= x < level.last + near
        and upright.first - near <= y < upright.last + near
    )


def _comb(mask: Mask, stroke: float, upright: list[RuledLine]) -> list[Grid]:
    """The comb of dividers without a frame, if there is one."""
    upright = [line for line in upright if abs(line.slope) <= PLUMB]
    if not upright:
        return []
    longest = max(line.length for line in upright)
    highest = [line for line in upright if line.length >= (1 - EVEN) * longest]
    top, bottom = (median([line[place] for line in highest]) for place in (0, 1))
    off = EVEN * longest
    dividers = [
        line for line in upright if abs(line.first - top) <= off and abs(line.last - bottom) <= off
    ]
    if not dividers or (len(dividers) == 1 and longest >= len(mask) - 1):
        return []  # the edge of a shadow, for example
    bodies = _beside(mask, dividers)
    bodies = bodies[bodies[:, HEIGHT] >= 0.25 * longest]
    if not len(bodies):
        return []
    height = weighted_median(bodies[:, HEIGHT], bodies[:, AREA])
    if not HIGHER * height <= longest <= HIGHEST * height:
        return []
    thick = np.array([line.thickness for line in dividers])
    alike = np.abs(thick - median(thick)).max() <= max(1, 0.5 * median(thick))
    if not alike or not all(_evenly_wide(mask, line) >= SURELY_DRAWN for line in dividers):
        return []  # ones beside a rule, for example
    first, last = int(bodies[:, LEFT].min()) - 1, int((bodies[:, LEFT] + bodies[:, WIDTH]).max())
    middle = (top + bottom) / 2
    places = [line.intercept + line.slope * middle for line in dividers]
    ends = [end for end in (first, last + 1) if end < min(places) or end > max(places)]
    slope = median([line.slope for line in dividers])
    borders = [
        RuledLine(int(top), int(bottom), slope, end - slope * middle, 0, True) for end in ends
    ]
    across = min(first, *places), max(last, *places)
    level = [
        RuledLine(int(across[0]), int(across[1]) + 1, -slope, row + slope * sum(across) / 2, 0)
        for row in (top, bottom)
    ]
    grid = _grid(level, [*dividers, *borders], NARROWEST * stroke)
    return [grid] if len(grid.columns) > 1 else []


def _beside(mask: Mask, dividers: list[RuledLine]) -> Labels:
    """The components [n, 5] that no divider is a part of: a digit's own stroke divides nothing."""
    labels, measures = components(mask)
    beside = np.ones(len(measures), bool)
    beside[0] = False
    for line in dividers:
        rows, columns = band_of(line)
        own = rows[BESIDE:-BESIDE], columns[BESIDE:-BESIDE]
        beside[np.unique(seen_in(labels.T, own))] = False
    return measures[beside]


def _evenly_wide(mask: Mask, line: RuledLine) -> float:
    """In what share of its rows a vertical stroke is as wide as it mostly is, and straight."""
    rows = np.arange(max(0, line.first), min(len(mask), line.last))
    middle = np.rint(line.intercept + line.slope * rows).astype(np.intp)
    reach = line.thickness // 2 + 2
    columns = np.clip(middle[:, None] + np.arange(-reach, reach + 1), 0, mask.shape[1] - 1)
    wide = mask[rows[:, None], columns].sum(axis=1, dtype=np.intp)
    return float((np.abs(wide - line.thickness) <= 1).mean())
