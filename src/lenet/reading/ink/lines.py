"""A page's ink -> the lines of writing, in reading order.

mask      uint8 [H, W], 1 ink; ink float32 [H, W], 0 paper to 1
stroke    the width of the strokes in pixels
height    how high the digits of the page or the line are, in pixels
measures  int32 [n, 5], left, top, width, height and area of each component

A body is a component as high as a digit or a few that touch; bodies beside each other make a
line; points, commas and dashes belong to the line that they stand in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lenet.pictures.boxes import Box
from lenet.pictures.planes import HEIGHT, LEFT, TOP, WIDTH, Labels, Mask, Plane, components, grown

TALLEST = 40
"""Strokes: what is higher was not written with that pen."""

LOWEST, HIGHEST = 0.3, 4.0
"""Of the height of the writing: what is lower is a mark, what is higher is none of the writing."""

APART = 2.2
"""Heights: digits that stand further apart are two amounts. The widest gap in one of 509 is 1.6."""

MARK_APART = 4.0
"""Heights: how far behind the last digit a closing stroke may be."""

LEVEL, SHARED = 0.55, 0.4
"""Neighbours in a line: their middles are at most so far apart, of the higher one's height, and
they share so much of the lower one's."""

STEEPEST = 0.15
"""Rows a column: how much a line may rise or fall."""

MANY = 200
"""Bodies of a line that are enough to see how it falls."""

MOST_LINES = 1000
"""On one page; what falls into more is no writing."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class WritingLine:
    """One line of writing.

    Attributes
    ----------
    box : Box
        What it covers of the page.
    ink : float32 [box.height, box.width]
        Its own ink; what reaches in from other lines is left out.
    top, bottom : float
        Between which rows of the box its digits stand, without tails, commas and dashes.
    slope : float
        How many rows it falls a column; 0 when that is unsure.
    """

    box: Box
    ink: Plane
    top: float
    bottom: float
    slope: float


def find_lines(ink: Plane, mask: Mask, stroke: float) -> list[WritingLine]:
    """Find the lines of writing; in one row of a table, amounts that stand apart are lines each."""
    labels, measures = components(mask)
    height = writing_height(measures[1:], stroke)
    tall = measures[:, HEIGHT]
    if not height:
        return []
    writing = np.flatnonzero(tall <= HIGHEST * height)
    writing = writing[writing > 0]
    found = _groups(writing[tall[writing] >= LOWEST * height], measures, height)
    if not 0 < len(found) <= MOST_LINES:
        return []
    slopes = _slopes([measures[one] for one in found], height)
    marks = np.setdiff1d(writing, np.concatenate(found))
    of_mark = _line_of(measures[marks], [measures[one] for one in found], slopes, height)
    lines = []
    for line, own in enumerate(found):
        parts = np.concatenate((own, marks[of_mark == line]))
        lines.append(_line(ink, labels, measures, parts, slopes[line]))
    return [lines[place] for place in _reading_order([line.box for line in lines], slopes, height)]


def writing_height(measures: Labels, stroke: float) -> float:
    """The height of the digits of a page or a line; 0 where there are none."""
    top, bottom = digits_extent(measures[measures[:, HEIGHT] <= TALLEST * max(stroke, 1)])
    return bottom - top


def digits_extent(measures: Labels) -> tuple[float, float]:
    """Between which rows the digits stand: the median top and bottom of what is high enough.

    Each component counts by its width, as touching digits are one. Of 509 cheque amounts 389 come
    out within a tenth of the height of their labelled digits, 467 within a fifth; rows that hold
    half as much ink as others give 377 and 456, all of the ink 70 and 217.
    """
    if not len(measures):
        return 0.0, 0.0
    typical = _weighted_median(measures[:, HEIGHT], measures[:, WIDTH], 0.6)
    high = measures[measures[:, HEIGHT] >= 0.5 * typical]
    top, bottom = (
        _weighted_median(edge, high[:, WIDTH]) for edge in (high[:, TOP], _bottoms(high))
    )
    return top, bottom


def _weighted_median(values: Labels, weights: Labels, share: float = 0.5) -> float:
    order = np.argsort(values, kind="stable")
    sums = np.cumsum(weights[order])
    return float(values[order[np.searchsorted(sums, share * sums[-1])]])


def _rights(measures: Labels) -> Labels:
    return np.asarray(measures[:, LEFT] + measures[:, WIDTH])


def _bottoms(measures: Labels) -> Labels:
    return np.asarray(measures[:, TOP] + measures[:, HEIGHT])


def _groups(bodies: NDArray[np.intp], measures: Labels, height: float) -> list[NDArray[np.intp]]:
    """The bodies of each line; a single low one is a comma that stands far off, not a line."""
    parent = list(range(len(bodies)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for one, other in _neighbours(measures[bodies], height):
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
    """How each line falls; of those too short to say, as the others on the page do."""
    slopes = np.array([_slope(line, height) for line in lines])
    sure = slopes[~np.isnan(slopes)]
    slopes[np.isnan(slopes)] = np.median(sure) if len(sure) else 0.0
    return slopes


def _slope(measures: Labels, height: float) -> float:
    """The median slope from body to body, where tops and bottoms agree on it; nan when unsure."""
    if len(measures) < 4 or np.ptp(measures[:, LEFT]) < 4 * height:
        return np.nan
    measures = measures[:: -(-len(measures) // MANY)]
    middle = measures[:, LEFT] + measures[:, WIDTH] / 2
    one, other = np.triu_indices(len(middle), 1)
    far = np.abs(middle[other] - middle[one]) >= 2 * height
    run = (middle[other] - middle[one])[far]
    falls = [
        float(np.median((edge[other] - edge[one])[far] / run))
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
        top, bottom = (np.median(edge - slope * bodies) for edge in (line[:, TOP], _bottoms(line)))
        off = np.maximum(0, np.maximum(top - straight, straight - bottom))
        away = np.maximum(0, np.maximum(left - _rights(marks), marks[:, LEFT] - right))
        inside = (off <= 0.5 * height) & (away <= MARK_APART * height)
        better = inside & (off + away < distance)
        nearest[better], distance[better] = number, (off + away)[better]
    return nearest


def _line(
    ink: Plane, labels: Labels, measures: Labels, parts: NDArray[np.intp], slope: float
) -> WritingLine:
    own = measures[parts]
    left, top = int(own[:, LEFT].min()), int(own[:, TOP].min())
    right, bottom = int(_rights(own).max()), int(_bottoms(own).max())
    place = slice(top, bottom), slice(left, right)
    is_own = np.zeros(len(measures), np.uint8)
    is_own[parts] = 1
    mine = grown(is_own[labels[place]])
    mine[(labels[place] > 0) & (is_own[labels[place]] == 0)] = 0
    first, last = digits_extent(own)
    box = Box(left, top, right - left, bottom - top)
    return WritingLine(box, ink[place] * mine, first - top, last - top, float(slope))


def _reading_order(boxes: list[Box], slopes: Floats, height: float) -> list[int]:
    """From top to bottom; what stands in one row from left to right."""
    fall = float(np.median(slopes))
    rows = [box.y + box.height / 2 - fall * (box.x + box.width / 2) for box in boxes]
    order: list[int] = []
    row: list[int] = []
    for place in sorted(range(len(boxes)), key=rows.__getitem__):
        if row and rows[place] - rows[row[-1]] > 0.5 * height:
            order += sorted(row, key=lambda number: boxes[number].x)
            row = []
        row.append(place)
    return order + sorted(row, key=lambda number: boxes[number].x)
