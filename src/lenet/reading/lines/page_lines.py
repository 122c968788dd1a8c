"""A page's ink -> its lines of writing, in reading order.

stroke    the width of the strokes in pixels
height    how high the digits of the page or the line are, in pixels
measures  int32 [n, 5], left, top, width, height and area of each component

A body is a component about as high as a digit: a digit, or a few that touch. Bodies beside each
other make a line. Lower components (points, commas, dashes) belong to the line that they stand in.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from lenet.pictures.boxes import Box
from lenet.pictures.ink.cleaning import Cleaned, full_depth
from lenet.pictures.planes import (
    HEIGHT,
    LEFT,
    TOP,
    WIDTH,
    Labels,
    Mask,
    Plane,
    components,
    grown,
    median,
    typical_height,
    weighted_median,
)
from lenet.reading.lines.line import Line
from lenet.reading.lines.regions import Regions, regions_of
from lenet.reading.lines.rows import brackets_of, rejoined

AROUND = 0.35
"""Heights of a line's digits: so much paper is kept on each side of it."""

TALLEST = 40
"""Strokes: a component that is higher is not counted when the height of the writing is measured."""

LOWEST, HIGHEST = 0.3, 4.0
"""Heights of the writing: a lower component is a mark; a higher one is no writing, a blot or a
frame for example, and is left out."""

APART = 2.2
"""Heights: digits with a wider gap between them belong to two amounts. The widest gap within one
of 509 amounts is 1.6."""

MARK_APART = 4.0
"""Heights: how far to the left or right of a line's digits a mark may stand that belongs to it."""

LEVEL, SHARED = 0.55, 0.4
"""When two bodies are neighbours in a line: their middles differ by at most ``LEVEL`` of the
higher one's height, and they share at least ``SHARED`` of the lower one's rows."""

STEEPEST = 0.15
"""Rows for each column: the greatest slope of a line."""

MANY = 200
"""At most about so many bodies of a line are used to measure its slope."""

MOST_LINES = 1000
"""A page with more lines than this is taken for one without writing."""

Floats = NDArray[np.float64]


def find_lines(
    cleaned: Cleaned, *, one_line: float = 0.0, lengths: tuple[int, int] | None = None
) -> list[Line]:
    """Find the lines of writing, in reading order.

    Amounts that stand apart in one row of a table are lines of their own. A line is cut out with
    ``AROUND`` of paper on each side, and without the ink of other lines. None is cut out of a
    picture that is no higher than ``one_line`` times its highest line. ``lengths`` are the fewest
    and the most digits of a text, if that is known.
    """
    labels, measures = components(cleaned.mask)
    height = writing_height(measures[1:], cleaned.stroke)
    tall = measures[:, HEIGHT]
    if not height:
        return []
    writing = np.flatnonzero(tall <= HIGHEST * height)
    writing = writing[writing > 0]
    regions = regions_of(cleaned.grids, measures, together=lengths is not None)
    bodies = writing[tall[writing] >= LOWEST * height]
    found = _groups(bodies, measures, height, regions)
    brackets = [brackets_of(one, measures, cleaned.stroke) for one in found]
    found = [np.setdiff1d(one, pair) for one, pair in zip(found, brackets, strict=True)]
    found = rejoined(found, measures, regions.of_component, height, lengths)
    if not 0 < len(found) <= MOST_LINES:
        return []
    slopes = _slopes([measures[one] for one in found], height)
    marks = np.setdiff1d(writing, np.concatenate((*found, *brackets)))
    of_mark = _line_of(measures[marks], [measures[one] for one in found], slopes, height)
    parts = [np.concatenate((one, marks[of_mark == line])) for line, one in enumerate(found)]
    extents = [digits_extent(measures[one]) for one in parts]
    one_row = all(len(grid.rows) == 1 for grid in cleaned.grids)
    if one_row and len(labels) <= one_line * max(last - first for first, last in extents):
        return []
    boxes = [box_of(measures[one]) for one in parts]
    return [
        line_of(cleaned, labels, measures, parts[line], boxes[line], extents[line], slopes[line])
        for line in _reading_order(boxes, slopes, height)
    ]


def writing_height(measures: Labels, stroke: float) -> float:
    """How high the digits of a page or a line are, in pixels; 0 where there are none."""
    top, bottom = digits_extent(measures[measures[:, HEIGHT] <= TALLEST * max(stroke, 1)])
    return bottom - top


def digits_extent(measures: Labels) -> tuple[float, float]:
    """Between which rows the digits stand: the median top and bottom of the higher components.

    Medians are weighted by the components' widths, as touching digits are one component. Of 509
    cheque amounts 389 heights are within a tenth of the height of the labelled digits, 467 within
    a fifth; the rows that hold at least half as much ink as others give 377 and 456, the first and
    the last row with ink 70 and 217.
    """
    if not len(measures):
        return 0.0, 0.0
    typical = typical_height(measures)
    high = measures[measures[:, HEIGHT] >= 0.5 * typical]
    top, bottom = (weighted_median(edge, high[:, WIDTH]) for edge in (high[:, TOP], _bottoms(high)))
    return top, bottom


def _rights(measures: Labels) -> Labels:
    return np.asarray(measures[:, LEFT] + measures[:, WIDTH])


def _bottoms(measures: Labels) -> Labels:
    return np.asarray(measures[:, TOP] + measures[:, HEIGHT])


def _groups(
    bodies: NDArray[np.intp], measures: Labels, height: float, regions: Regions
) -> list[NDArray[np.intp]]:
    """The bodies of each line; a low body alone is a comma that stands far off, not a line."""
    parent = list(range(len(bodies)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    region = regions.of_component[bodies]
    pairs = _neighbours(measures[bodies], height)
    rows = (itertools.pairwise(np.flatnonzero(region == row).tolist()) for row in regions.rows)
    for one, other in itertools.chain(pairs, *rows):
        if region[one] == region[other]:
            low, high = sorted((root(one), root(other)))
            parent[high] = low
    roots = np.array([root(place) for place in range(len(bodies))], np.intp)
    order = np.argsort(roots, kind="stable")
    groups = np.split(bodies[order], np.flatnonzero(np.diff(roots[order])) + 1)
    return [one for one in groups if len(one) > 1 or measures[one[0], HEIGHT] >= 0.5 * height]


def _neighbours(measures: Labels, height: float) -> Iterator[tuple[int, int]]:
    """The pairs of bodies that stand beside each other in a line."""
    order = np.argsort(measures[:, LEFT], kind="stable")
    ordered = measures[order].astype(np.float64)
    left, right = ordered[:, LEFT], ordered[:, LEFT] + ordered[:, WIDTH]
    tall = ordered[:, HEIGHT]
    top, bottom = ordered[:, TOP], ordered[:, TOP] + tall
    ends = np.searchsorted(left, right + APART * height, side="right")
    for one in range(len(order)):
        others = slice(one + 1, int(ends[one]))
        shared = np.minimum(bottom[others], bottom[one]) - np.maximum(top[others], top[one])
        uneven = np.abs(top[others] + bottom[others] - top[one] - bottom[one]) / 2
        beside = shared >= SHARED * np.minimum(tall[others], tall[one])
        beside &= uneven <= LEVEL * np.maximum(tall[others], tall[one])
        for other in np.flatnonzero(beside):
            yield int(order[one]), int(order[one + 1 + other])


def _slopes(lines: list[Labels], height: float) -> Floats:
    """The slope of each line; a line too short to measure gets the median of the others."""
    slopes = np.array([_slope(line, height) for line in lines])
    sure = slopes[~np.isnan(slopes)]
    slopes[np.isnan(slopes)] = median(sure) if len(sure) else 0.0
    return slopes


def _slope(measures: Labels, height: float) -> float:
    """The median slope between bodies; nan where their tops and bottoms give different slopes."""
    if len(measures) < 4 or np.ptp(measures[:, LEFT]) < 4 * height:
        return np.nan
    measures = measures[:: -(-len(measures) // MANY)]
    middle = measures[:, LEFT] + measures[:, WIDTH] / 2
    one, other = np.triu_indices(len(middle), 1)
    far = np.abs(middle[other] - middle[one]) >= 2 * height
    run = (middle[other] - middle[one])[far]
    falls = [
        median((edge[other] - edge[one])[far] / run)
        for edge in (measures[:, TOP], _bottoms(measures))
    ]
    agreed = abs(falls[0] - falls[1]) < 0.04 and abs(sum(falls) / 2) <= STEEPEST
    return sum(falls) / 2 if agreed else np.nan


def _line_of(marks: Labels, lines: list[Labels], slopes: Floats, height: float) -> NDArray[np.intp]:
    """The number of the line that each mark stands in, -1 for none: intp [marks]."""
    nearest = np.full(len(marks), -1)
    distance = np.full(len(marks), np.inf)
    middle, row = marks[:, LEFT] + marks[:, WIDTH] / 2, marks[:, TOP] + marks[:, HEIGHT] / 2
    for number, (line, slope) in enumerate(zip(lines, slopes, strict=True)):
        left, right = line[:, LEFT].min(), _rights(line).max()
        straight = row - slope * (middle - (left + right) / 2)
        bodies = line[:, LEFT] + line[:, WIDTH] / 2 - (left + right) / 2
        top, bottom = (median(edge - slope * bodies) for edge in (line[:, TOP], _bottoms(line)))
        off = np.maximum(0, np.maximum(top - straight, straight - bottom))
        away = np.maximum(0, np.maximum(left - _rights(marks), marks[:, LEFT] - right))
        inside = (off <= 0.5 * height) & (away <= MARK_APART * height)
        better = inside & (off + away < distance)
        nearest[better], distance[better] = number, (off + away)[better]
    return nearest


def box_of(measures: Labels) -> Box:
    """The box that holds all of some components."""
    left, top = int(measures[:, LEFT].min()), int(measures[:, TOP].min())
    return Box(left, top, int(_rights(measures).max()) - left, int(_bottoms(measures).max()) - top)


def line_of(
    cleaned: Cleaned,
    labels: Labels,
    measures: Labels,
    parts: NDArray[np.intp],
    inked: Box,
    extent: tuple[float, float],
    slope: float,
) -> Line:
    """The line of some components, which fill the box ``inked`` of the page."""
    first, last = extent
    height, width = cleaned.mask.shape
    around = round(AROUND * (last - first))
    left, top = max(0, inked.x - around), max(0, inked.y - around)
    right = min(width, inked.x + inked.width + around)
    bottom = min(height, inked.y + inked.height + around)
    box = Box(left, top, right - left, bottom - top)
    own = _own_ink(cleaned.ink, labels, measures, parts, inked, box)
    place = slice(top, bottom), slice(left, right)
    foreign = grown(cleaned.mask[place] & (1 - grown(own)))
    depth: Plane = cleaned.depth[place] * (1 - foreign)
    ink: Plane = cleaned.ink[place] * (1 - foreign)
    mask = cleaned.mask[place] & own
    full = full_depth(depth, mask)
    return Line(box, depth, ink, mask, cleaned.stroke, full, first - top, last - top, float(slope))


def _own_ink(
    ink: Plane,
    labels: Labels,
    measures: Labels,
    parts: NDArray[np.intp],
    inked: Box,
    box: Box,
) -> Mask:
    """Where in ``box`` there is ink of these components and of no other, soft edges included."""
    place = slice(inked.y, inked.y + inked.height), slice(inked.x, inked.x + inked.width)
    is_own = np.zeros(len(measures), np.uint8)
    is_own[parts] = 1
    mine = grown(is_own[labels[place]])
    mine[(labels[place] > 0) & (is_own[labels[place]] == 0)] = 0
    own: Mask = np.zeros((box.height, box.width), np.uint8)
    down, across = inked.y - box.y, inked.x - box.x
    own[down : down + inked.height, across : across + inked.width] = ink[place] * mine > 0
    return own


def _reading_order(boxes: list[Box], slopes: Floats, height: float) -> list[int]:
    """The order to read in: from top to bottom, in one row from left to right."""
    fall = median(slopes)
    rows = [box.y + box.height / 2 - fall * (box.x + box.width / 2) for box in boxes]
    order: list[int] = []
    row: list[int] = []
    for place in sorted(range(len(boxes)), key=rows.__getitem__):
        if row and rows[place] - rows[row[-1]] > 0.5 * height:
            order += sorted(row, key=lambda number: boxes[number].x)
            row = []
        row.append(place)
    return order + sorted(row, key=lambda number: boxes[number].x)
