"""A strip of writing -> pieces of ink that may be symbols: heuristic over-segmentation.

LeCun et al. 1998, section V. The strip is cut wherever a digit might end, rather too often than too
seldom; every run of neighbouring pieces that is not too wide is an arc between two cuts, and the
recogniser says of each which symbol it is, if it is one.

strip    float32 [32, W], 0 paper to 1 ink, as ``strip.strip_of`` makes it
seams    int [cuts, 32]: the column, in each row, that is the first behind a cut
pictures uint8 [arcs, 32, 32]: the ink between two cuts alone, its middle in column 16
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Seams = NDArray[np.intp]

PALE = 0.35
"""Ink that counts for nothing, as it is printed behind the writing."""

SIDEWAYS = 0.05
"""What a step to the side costs a cut, in rows of full ink."""

DEAREST = 9.0
"""Rows of ink that a cut goes through at most: more is a stroke along its length."""

NEAREST = 2
"""Columns within which no two cuts pass the middle of the strip."""

PIECES_AT_MOST, WIDEST = 8, 40
"""Of what may be one symbol: how many pieces it is cut into, and how many columns it takes."""

WINDOW = 32


class Cuts(NamedTuple):
    """Where a strip may be cut, from left to right; the first and the last are its sides.

    Attributes
    ----------
    seams : int [cuts, 32]
    middles : int [cuts]
        The column of each half way down.
    begins, ends : int [cuts - 1]
        Of the ink between a cut and the next, the first column and the one past the last; equal
        where there is none.
    """

    seams: Seams
    middles: NDArray[np.intp]
    begins: NDArray[np.intp]
    ends: NDArray[np.intp]


class Arcs(NamedTuple):
    """Runs of pieces, each from a cut to a later one, and what of the strip is between."""

    starts: NDArray[np.intp]
    ends: NDArray[np.intp]
    pictures: NDArray[np.uint8]


def cut(strip: NDArray[np.float32]) -> Cuts:
    """The cuts: those paths from top to bottom that meet less ink than their neighbours."""
    rows, columns = strip.shape
    half = rows // 2
    ink = np.maximum(strip - np.float32(PALE), 0) / np.float32(1 - PALE)
    costs, steps = _paths(np.stack([ink[:half], ink[: half - 1 : -1]]))
    middles = _least(costs.sum(axis=0))
    halves = np.empty((2, half, len(middles)), np.intp)
    halves[:, -1] = middles
    for row in range(half - 1, 0, -1):
        here = halves[:, row]
        halves[:, row - 1] = here + np.take_along_axis(steps[:, row], here, axis=1)
    paths = np.concatenate([halves[0], halves[1, ::-1]]).T
    paths = np.pad(paths, ((1, 1), (0, 0)), constant_values=((0, columns), (0, 0)))
    seams = np.maximum.accumulate(paths)
    middles = np.pad(middles, 1, constant_values=(0, columns))
    return Cuts(seams, middles, *_extents(strip, seams))


def _paths(halves: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """From the first row of each half, [2, rows, W], to each column of its last: the least cost.

    Beside it the step to the side, -1 to 1, that leads back to the row before.
    """
    costs = halves[:, 0]
    steps = np.zeros(halves.shape, np.int8)
    for row in range(1, halves.shape[1]):
        aside = np.pad(costs + np.float32(SIDEWAYS), ((0, 0), (1, 1)), constant_values=np.inf)
        ways = np.stack([costs, aside[:, :-2], aside[:, 2:]])
        best = ways.argmin(axis=0)
        steps[:, row] = np.array([0, -1, 1], np.int8)[best]
        costs = ways.min(axis=0) + halves[:, row]
    return costs, steps


def _least(through: NDArray[np.float32]) -> NDArray[np.intp]:
    """The columns that are least among those near them, one of each run of equals."""
    padded = np.pad(through, NEAREST, constant_values=np.inf)
    near = np.lib.stride_tricks.sliding_window_view(padded, 2 * NEAREST + 1).min(axis=1)
    least = (through <= near + 1e-6) & (through < DEAREST)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], least, [False]]).astype(np.int8)))
    begins, ends = edges[::2], edges[1::2]
    return (begins + ends - 1) // 2


def arcs(strip: NDArray[np.float32], cuts: Cuts) -> Arcs:
    """Every run of pieces that may be one symbol. Runs do not begin or end with an empty piece."""
    _, _, begins, ends = cuts
    pieces = np.arange(len(begins))
    more = pieces - pieces[:, None]
    first, last = np.nonzero((more >= 0) & (more < PIECES_AT_MOST))
    inked = begins < ends
    may_be = inked[first] & inked[last] & (ends[last] - begins[first] <= WIDEST)
    first, last = first[may_be], last[may_be]
    middles = (begins[first] + ends[last]) // 2
    return Arcs(first, last + 1, _pictures(strip, cuts.seams, first, last + 1, middles))


def _extents(strip: NDArray[np.float32], seams: Seams) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first column of ink between each seam and the next, and the one past the last."""
    rows, columns = np.nonzero(strip > PALE)
    begins = np.full(len(seams) - 1, strip.shape[1], np.intp)
    ends = np.zeros_like(begins)
    piece = (seams[1:-1, rows] <= columns).sum(axis=0)
    np.minimum.at(begins, piece, columns)
    np.maximum.at(ends, piece, columns + 1)
    return np.minimum(begins, ends), ends


def _pictures(
    strip: NDArray[np.float32],
    seams: Seams,
    starts: NDArray[np.intp],
    ends: NDArray[np.intp],
    middles: NDArray[np.intp],
) -> NDArray[np.uint8]:
    levels = np.pad(np.rint(255 * strip).astype(np.uint8), ((0, 0), (WINDOW, WINDOW)))
    columns = (middles - WINDOW // 2)[:, None] + np.arange(WINDOW)
    windows = levels[:, columns + WINDOW].transpose(1, 0, 2)
    columns = columns[:, None, :]
    own = (columns >= seams[starts][:, :, None]) & (columns < seams[ends][:, :, None])
    return windows * own
