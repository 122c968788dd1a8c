"""Marks on the picture's edge that are not writing: rules, borders, neighbours cut by the crop.

measures  int32 [components + 1, 5], see ``lenet.pictures.planes.components``
height    how high the writing is that stands free of the edge, in pixels

A mark hangs on an edge if it touches it. It can be a digit that the crop cut as well. So it goes
only if writing stands free in the picture, and if the mark's shape is none of a cut digit's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet.pictures.planes import (
    AREA,
    HEIGHT,
    LEFT,
    TOP,
    WIDTH,
    Labels,
    weighted_median,
)

Truths = NDArray[np.bool_]

LONG, FLAT = 1.2, 2.0
"""A rule or a border touches the edge over so many heights of the writing at least, and over so
many times its own depth."""

THIN = 0.2
"""Heights: a mark over several edges is a border if it is not wider on the average."""

WHOLE_SIDE = 0.8
"""Or over such a share of the picture's side."""

DEEPEST = 0.7
"""Heights: what reaches farther into the picture can be a row of digits that touch."""

SHALLOW = 0.4
"""Heights: what reaches less far into the picture from above or below is of another line."""

PART = 0.2
"""Heights: a mark that is nearer to free writing below or above it may be a part of a digit, such
as the bar of a 5."""


HIGHER = 1.5
"""Heights of the free ink: a higher mark on the edge may be the digit, the free ink its part."""


class Side(NamedTuple):
    """How the components touch one side of a picture, each int or float [components + 1].

    contact  how many pixels of each lie on the side
    depth    how far each reaches into the picture
    length   of the side
    """

    contact: NDArray[np.intp]
    depth: Labels
    length: int


def cut_off(labels: Labels, measures: Labels) -> Truths:
    """Which components hang on the edge and are not writing: bool [components + 1]."""
    sides = _sides(labels, measures)
    touching, free = _touching_and_free(sides)
    gone = np.zeros(len(measures), bool)
    if not (touching.any() and free.any()):
        return gone
    height = weighted_median(measures[free, HEIGHT], measures[free, AREA])
    part = _may_be_parts(measures, free, height)
    contact = np.sum([side.contact for side in sides], axis=0)
    gone |= (contact >= LONG * height) & (measures[:, AREA] <= THIN * height * contact)
    for number, side in enumerate(sides):
        long = (side.contact >= LONG * height) | (side.contact >= WHOLE_SIDE * side.length)
        flat = (side.contact >= FLAT * side.depth) & (side.depth <= DEEPEST * height)
        gone |= long & flat
        if number < 2:  # the upper and the lower side
            gone |= (side.contact > 0) & (side.depth <= SHALLOW * height) & ~part
    return gone & touching


def hanging_beside_a_digit(labels: Labels, measures: Labels) -> Truths:
    """Which components hang on the edge of the picture of one digit: bool [components + 1].

    None, if what stands free of the edge is too low beside them to be the digit.
    """
    touching, free = _touching_and_free(_sides(labels, measures))
    if not (touching.any() and free.any()):
        return np.zeros(len(measures), bool)
    height = float(measures[free, HEIGHT].max())
    if measures[touching, HEIGHT].max() > HIGHER * height:
        return np.zeros(len(measures), bool)
    return np.asarray(touching & ~_may_be_parts(measures, free, height))


def _sides(labels: Labels, measures: Labels) -> list[Side]:
    """The upper and the lower side, the left and the right one."""
    rows, columns = labels.shape
    across, along = measures[:, HEIGHT], measures[:, WIDTH]
    borders = [(labels[0], across, columns), (labels[-1], across, columns)]
    borders += [(labels[:, 0], along, rows), (labels[:, -1], along, rows)]
    count = len(measures)
    return [Side(np.bincount(one, minlength=count), deep, length) for one, deep, length in borders]


def _touching_and_free(sides: list[Side]) -> tuple[Truths, Truths]:
    touching = np.any([side.contact > 0 for side in sides], axis=0)
    free = ~touching
    touching[0] = free[0] = False  # the paper
    return touching, free


def _may_be_parts(measures: Labels, free: Truths, height: float) -> Truths:
    """Which components are so near above or below free writing that they may be a part of it."""
    left, top = measures[:, LEFT], measures[:, TOP]
    right, bottom = left + measures[:, WIDTH], top + measures[:, HEIGHT]
    part = np.zeros(len(measures), bool)
    for place in np.flatnonzero(free & (measures[:, HEIGHT] >= 0.5 * height)):
        over = np.minimum(right, right[place]) - np.maximum(left, left[place])
        apart = np.maximum(top, top[place]) - np.minimum(bottom, bottom[place])
        part |= (over >= 0.5 * (right - left)) & (apart <= PART * height)
    return part
