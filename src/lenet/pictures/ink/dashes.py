"""Dashed and dotted rules: small marks of one kind, in a straight line and evenly spaced.

measures  int32 [components + 1, 5], see ``lenet.pictures.planes.components``
stroke    the width of the strokes in pixels

All of this is written for horizontal rules. For vertical ones, rows and columns are exchanged.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lenet.pictures.planes import AREA, HEIGHT, LEFT, TOP, WIDTH, Labels, median

Truths = NDArray[np.bool_]
Floats = NDArray[np.float64]

DASH = 1.5
"""How many times longer than thick a dash is at least; what is shorter is a dot."""

THICKEST = 1.6
"""Strokes: a dash is at most so thick, plus one pixel."""

FILLED = 0.6
"""The share of its rectangle that a dash or a dot fills at least; a slanted dash fills less."""

FEWEST_DASHES, FEWEST_DOTS = 4, 8
"""So many in a row are a rule. Fewer dots can be points after amounts, or a printer's digit."""

FARTHEST = 3.0
"""Lengths of a dash: the longest gap to the next one; of a dot, three times as long."""

STEEPEST = 0.12
"""Rows for each column: the greatest slope of a rule."""

UNEVEN = 0.2
"""The deviation of the steps from one mark to the next, and of the marks' lengths, as a share of
the mean: a rule is more even. What stands in a column of 1s by hand is not."""


def dashed(measures: Labels, stroke: float) -> Truths:
    """Which components belong to dashed or dotted rules: bool [components + 1]."""
    exchanged = measures[:, [TOP, LEFT, HEIGHT, WIDTH, AREA]]
    return _level(measures, stroke) | _level(exchanged, stroke)


def _level(measures: Labels, stroke: float) -> Truths:
    found = np.zeros(len(measures), bool)
    width, thick = measures[:, WIDTH], measures[:, HEIGHT]
    slanted = THICKEST * stroke + 1 + STEEPEST * width
    marks = (thick <= slanted) & (measures[:, AREA] >= FILLED * width * thick)
    marks[0] = False
    for kind, fewest, gap in (
        (marks & (width >= DASH * thick), FEWEST_DASHES, FARTHEST),
        (marks & (width < DASH * thick) & (thick < DASH * width), FEWEST_DOTS, 3 * FARTHEST),
    ):
        for chain in _chains(measures, np.flatnonzero(kind), gap):
            if len(chain) >= fewest and _even(measures[chain].astype(np.float64)):
                found[chain] = True
    return found


def _chains(measures: Labels, marks: NDArray[np.intp], gap: float) -> list[list[int]]:
    """The marks that follow each other from left to right, each in at most one chain."""
    marks = marks[np.argsort(measures[marks, LEFT], kind="stable")]
    left, width = measures[marks, LEFT], measures[marks, WIDTH]
    middle = measures[marks, TOP] + measures[marks, HEIGHT] / 2
    follows = np.full(len(marks), -1)
    taken = np.zeros(len(marks), bool)
    ends = np.searchsorted(left, left + (1 + gap) * width, side="right")
    for one in range(len(marks)):
        others = np.arange(one + 1, ends[one])
        step = left[others] - left[one]
        off = np.abs(middle[others] - middle[one])
        near = (step >= width[one]) & (off <= 1 + STEEPEST * step) & ~taken[others]
        if near.any():
            follows[one] = others[near][0]
            taken[follows[one]] = True
    chains = []
    for first in np.flatnonzero(~taken):
        chain = [int(first)]
        while follows[chain[-1]] >= 0:
            chain.append(int(follows[chain[-1]]))
        chains.append([int(marks[place]) for place in chain])
    return chains


def _even(marks: Floats) -> bool:
    """Whether marks are alike, evenly spaced and in a straight line; the ends may be cut off."""
    middle = marks[:, LEFT] + marks[:, WIDTH] / 2
    row = marks[:, TOP] + marks[:, HEIGHT] / 2
    away = row - np.polyval(np.polyfit(middle, row, 1), middle)
    if np.abs(away).max() > 1 + 0.25 * median(marks[:, HEIGHT]):
        return False
    steps, lengths = np.diff(marks[:, LEFT])[1:-1], marks[1:-1, WIDTH]
    return all(each.std() <= UNEVEN * each.mean() + 0.5 for each in (steps, lengths) if len(each))
