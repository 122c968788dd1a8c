"""Which groups of bodies in one row are one text, when digits stand far apart.

lengths   the fewest and the most digits that a text may have, as a length or a pattern says
height    how high the digits of the page are, in pixels
measures  int32 [n, 5], see ``lenet.pictures.planes.components``
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lenet.pictures.planes import HEIGHT, LEFT, TOP, WIDTH, Labels, median

Group = NDArray[np.intp]

ONE_DIGIT = 0.8
"""Heights: a digit is about so wide; a wider body is several that touch."""

NARROWEST_DIGIT = 0.3
"""Heights: digits that touch are at least so wide each."""

FARTHEST = 8.0
"""Heights: pieces with a wider gap between them are never one text."""

FEWEST_EVEN, EVEN = 3, 1.5
"""So many digits, at least, are evenly spaced if the widest distance of their middles is at most so
many times the narrowest."""

EVENLY_APART = 4.8
"""Heights: so far apart are evenly spaced digits of one text at most."""

BRACKET, NARROW, ONE_STROKE = 1.4, 0.4, 1.6
"""Times the height of what is between them: two brackets are higher. And heights of their own: so
wide they are at most; and strokes: each is one, so its area is at most so many times its height."""


def most_digits(measures: Labels, height: float) -> int:
    """As how many digits some bodies can be read at most."""
    wide = measures[:, WIDTH] / max(NARROWEST_DIGIT * height, 1)
    return int(np.maximum(1, np.floor(wide)).sum())


def brackets_of(group: Group, measures: Labels, stroke: float) -> Group:
    """The tall narrow pair that stands at the two ends of a line; empty without one."""
    none = np.zeros(0, np.intp)
    if len(group) < 3:
        return none
    order = group[np.argsort(measures[group, LEFT], kind="stable")]
    first, *inner, last = order.tolist()
    tall = median(measures[inner, HEIGHT])
    top = median(measures[inner, TOP])
    bottom = median(measures[inner, TOP] + measures[inner, HEIGHT])
    for end in (first, last):
        _, above, width, height, area = measures[end]
        beyond = above < top - 0.1 * tall and above + height > bottom + 0.1 * tall
        thin = width <= NARROW * height and area <= ONE_STROKE * stroke * height
        if height < BRACKET * tall or not thin or not beyond:
            return none
    return np.array([first, last])


def rejoined(
    groups: list[Group],
    measures: Labels,
    region: NDArray[np.intp],
    height: float,
    lengths: tuple[int, int] | None,
) -> list[Group]:
    """The groups, those joined that are one text: of evenly spaced digits, or of as many as asked.

    Only groups of one row and one region are joined; evenly spaced ones only if there is no other
    row, as they may be a table's columns.
    """
    result: list[Group] = []
    rows = _in_rows(groups, measures, region, height)
    for row in rows:
        if len(row) == 1:
            result += row
        elif (
            len(rows) == 1
            and lengths != (1, 1)
            and _evenly_spaced(np.concatenate(row), measures, height)
        ):
            result.append(np.concatenate(row))  # also where its halves have the length asked for
        elif lengths is not None and lengths[1] > 1:
            result += _by_length(row, measures, height, lengths)
        else:
            result += row
    return result


def _in_rows(
    groups: list[Group], measures: Labels, region: NDArray[np.intp], height: float
) -> list[list[Group]]:
    """The groups that stand in one row, near enough, from left to right."""
    rows: list[list[Group]] = []
    for group in sorted(groups, key=lambda one: int(measures[one, LEFT].min())):
        for row in rows:
            if region[row[-1][0]] == region[group[0]] and _beside(row[-1], group, measures, height):
                row.append(group)
                break
        else:
            rows.append([group])
    return rows


def _beside(one: Group, other: Group, measures: Labels, height: float) -> bool:
    left = one[np.argmax(measures[one, LEFT] + measures[one, WIDTH])]
    right = other[np.argmin(measures[other, LEFT])]
    gap = measures[right, LEFT] - measures[left, LEFT] - measures[left, WIDTH]
    tops = measures[[left, right], TOP]
    bottoms = tops + measures[[left, right], HEIGHT]
    shared = bottoms.min() - tops.max()
    return bool(
        0 <= gap <= FARTHEST * height and shared >= 0.5 * measures[[left, right], HEIGHT].min()
    )


def _evenly_spaced(bodies: Group, measures: Labels, height: float) -> bool:
    if len(bodies) < FEWEST_EVEN or (measures[bodies, WIDTH] > 1.3 * height).any():
        return False
    middles = np.sort(measures[bodies, LEFT] + measures[bodies, WIDTH] / 2)
    steps = np.diff(middles)
    return bool(steps.max() <= min(EVEN * steps.min(), EVENLY_APART * height))


def _by_length(
    row: list[Group], measures: Labels, height: float, lengths: tuple[int, int]
) -> list[Group]:
    """The row divided into texts whose numbers of digits are nearest to those asked for."""
    about = [_about(measures[one], height) for one in row]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(row) + 1):
        ways = []
        for begin in range(end):
            digits = sum(about[begin:end])
            off = max(lengths[0] - digits, digits - lengths[1], 0)
            ways.append((best[begin][0] + off, begin))
        best.append(min(ways, key=lambda way: (way[0], -way[1])))
    parts: list[Group] = []
    end = len(row)
    while end:
        begin = best[end][1]
        parts.append(np.concatenate(row[begin:end]))
        end = begin
    return parts[::-1]


def _about(measures: Labels, height: float) -> int:
    return int(np.maximum(1, np.rint(measures[:, WIDTH] / (ONE_DIGIT * height))).sum())
