"""A strip -> pieces of ink that may be symbols: heuristic over-segmentation.

LeCun et al. 1998, section V. The strip is cut wherever a symbol might end, too often rather than
too seldom. Every run of neighbouring pieces that is not too wide is an arc between two cuts, and a
network says of each arc which symbol it is, or that it is none.

strip    float32 [32, W], 0 paper to 1 ink, as ``strip.strip_of`` makes it
seams    int [cuts, 32]: in each row, the first column to the right of a cut
pictures uint8 [arcs, 32, 32]: the ink between two cuts alone, its middle in column 16
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Seams = NDArray[np.intp]

PALE = 0.35
"""Ink up to this level is ignored, as it may be printed behind the writing."""

SIDEWAYS = 0.05
"""The cost of a cut's step to the next column, in rows of full ink."""

DEAREST = 9.0
"""Rows of full ink that a cut passes through at most; more is a stroke that runs along the cut."""

NEAREST = 2
"""Columns: nearer to each other than this, in the middle row, there is one cut at most."""

PIECES_AT_MOST, WIDEST = 8, 40
"""The most pieces, and the most columns, of an arc that may be one symbol."""

ARC_SIDE = 32
"""Rows and columns of an arc's picture."""


class Cuts(NamedTuple):
    """Where a strip may be cut, from left to right; the first and the last cut are its sides.

    Attributes
    ----------
    seams : int [cuts, 32]
        In each row, the first column to the right of the cut.
    middles : int [cuts]
        The cut's column half way down.
    begins, ends : int [cuts - 1]
        The first column of ink between a cut and the next, and the one past the last; equal where
        there is no ink.
    """

    seams: Seams
    middles: NDArray[np.intp]
    begins: NDArray[np.intp]
    ends: NDArray[np.intp]


class Arcs(NamedTuple):
    """Runs of pieces: each one's first and last cut, int [arcs], and its picture."""

    starts: NDArray[np.intp]
    ends: NDArray[np.intp]
    pictures: NDArray[np.uint8]


def find_cuts(strip: NDArray[np.float32]) -> Cuts:
    """The cuts of a strip: paths from top to bottom that pass less ink than those beside them."""
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
    """The least cost of a path from the first row of each half, [2, rows, W], to its last row.

    Returns the cost of the path to each column of the last row, [2, W], and for every pixel the
    step, -1 to 1 columns, that leads back to the row before.
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
    """The columns with the least cost within ``NEAREST``; the middle one of a run of equals."""
    padded = np.pad(through, NEAREST, constant_values=np.inf)
    near = np.lib.stride_tricks.sliding_window_view(padded, 2 * NEAREST + 1).min(axis=1)
    least = (through <= near + 1e-6) & (through < DEAREST)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], least, [False]]).astype(np.int8)))
    begins, ends = edges[::2], edges[1::2]
    return (begins + ends - 1) // 2


def find_arcs(strip: NDArray[np.float32], cuts: Cuts) -> Arcs:
    """Every run of pieces that may be one symbol; none begins or ends with a piece without ink."""
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
    """The first column of ink between each seam and the next, and the one past the last column."""
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
    levels = np.pad(np.rint(255 * strip).astype(np.uint8), ((0, 0), (ARC_SIDE, ARC_SIDE)))
    columns = (middles - ARC_SIDE // 2)[:, None] + np.arange(ARC_SIDE)
    windows = levels[:, columns + ARC_SIDE].transpose(1, 0, 2)
    columns = columns[:, None, :]
    own = (columns >= seams[starts][:, :, None]) & (columns < seams[ends][:, :, None])
    return windows * own
