"""Ruled lines removed from a mask; writing that touches, crosses or shares them stays whole."""

from __future__ import annotations

import itertools
from typing import Any

import cv2
import numpy as np

from lenet.pictures.ink.ruling.ruled_line import (
    BESIDE,
    Index,
    RuledLine,
    Truths,
    above_and_below,
    band_of,
    seen_in,
)
from lenet.pictures.planes import HEIGHT, WIDTH, Labels, Mask, chosen, components, grown

LYING = 1.5
"""Strokes: a line that is thicker over such a length has a stroke in it, as the foot of a 2."""

GAP = 6
"""Strokes: the longest piece of a line that may be a stroke of the writing as well."""

SLANT = 0.75
"""Strokes: how far a slanted stroke moves sideways while it crosses half a line."""


def without_ruled_lines(mask: Mask, lines: tuple[RuledLine, ...], stroke: float) -> Mask:
    """The mask without the lines; writing that touches or crosses them stays whole."""
    level = [line for line in lines if not line.vertical]
    upright = [line for line in lines if line.vertical]
    if level:
        mask = _cleared(mask, level, stroke)
    if upright:
        mask = np.ascontiguousarray(_cleared(np.ascontiguousarray(mask.T), upright, stroke).T)
    return _without_crossings(mask, level, upright, stroke) if level and upright else mask


def _without_crossings(
    mask: Mask, level: list[RuledLine], upright: list[RuledLine], stroke: float
) -> Mask:
    """Remove the dots left where two lines cross: there each line was taken for writing."""
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


def _cleared(mask: Mask, lines: list[RuledLine], stroke: float) -> Mask:
    left = mask.copy()
    bands = [band_of(line) for line in lines]
    for band in bands:
        gone = _not_writing(seen_in(mask, band), stroke)
        gone &= (band[0] >= 0) & (band[0] < len(mask))
        left[band[0][gone], band[1][gone]] = 0
    labels, measures = components(left)
    crumbs = np.zeros(len(measures), bool)
    for band in bands:
        near = seen_in(labels, band)
        crumbs[_crumbs(near, measures)] = True
        _mend(left, mask, band, near, stroke)
    left[crumbs[labels]] = 0
    return left


def _not_writing(seen: Mask, stroke: float) -> Truths:
    """Which pixels of a band are the line alone: no stroke crosses them or runs along in them."""
    above, below = above_and_below(seen)
    slant = round(SLANT * stroke)
    thick = np.asarray((seen[BESIDE - 1 : 1 - BESIDE] > 0).all(axis=0))
    writing = (_wider(above, slant) & _wider(below, slant)) | _in_runs(thick, round(LYING * stroke))
    gone = np.zeros(seen.shape, bool)
    gone[BESIDE:-BESIDE] = ~writing
    gone[BESIDE - 1] = ~writing & ~above  # the soft edge, where no stroke goes on from it
    gone[-BESIDE] = ~writing & ~below
    return gone


def _in_runs(columns: Truths, length: int) -> Truths:
    """The columns that are in runs of at least this length."""
    kernel = np.ones((1, max(1, length)), np.uint8)
    opened = cv2.morphologyEx(columns.astype(np.uint8)[None], cv2.MORPH_OPEN, kernel)
    return np.asarray(np.asarray(opened)[0] > 0)


def _wider(columns: Truths, by: int) -> Truths:
    row = columns.astype(np.uint8)[None]
    return np.asarray(grown(row, 1, 2 * by + 1)[0] > 0)


def _crumbs(near: Labels, measures: Labels) -> Index:
    """Which components are remains of a line: flat, and hardly higher than it."""
    touched = np.unique(near)[1:]
    width, height = measures[touched, WIDTH], measures[touched, HEIGHT]
    flat = (height <= len(near) - 2 * BESIDE + 3) & (width > 1.5 * height)
    return np.asarray(touched[flat], np.intp)


def _mend(left: Mask, mask: Mask, band: tuple[Index, Index], near: Labels, stroke: float) -> None:
    """Put a piece of a line back where both its ends meet the same component: it was a stroke."""
    line = slice(BESIDE, -BESIDE)
    rows, columns = band
    for beside in (near[1:BESIDE], near[-BESIDE:-1]):
        met = beside.max(axis=0)
        for start, stop in _gaps(met):
            if stop - start <= GAP * stroke and met[start - 1] == met[stop]:
                piece = np.clip(rows[line, start:stop], 0, len(left) - 1), columns[line, start:stop]
                left[piece] = mask[piece]


def _gaps(met: Labels) -> list[tuple[Any, Any]]:
    """The runs of zeros in ``met`` that have other values on both sides: (start, stop) of each."""
    change = np.flatnonzero(np.diff((met == 0).astype(np.int8))) + 1
    return [(a, b) for a, b in itertools.pairwise(change) if met[a] == 0]
