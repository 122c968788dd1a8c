"""Where the borders of a grid do not go on: boxes that stand apart have paper between them."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from lenet.pictures.ink.ruling.grid import Grid
from lenet.pictures.ink.ruling.ruled_line import BESIDE, RuledLine, band_of, seen_in
from lenet.pictures.planes import Mask

GOES_ON = 0.5
"""The share of the way to the next border in which a line is drawn, if a cell is there."""

NARROW = 3
"""Pixels: between borders that are no farther apart, lines are not looked for."""


def with_gaps(grid: Grid, mask: Mask) -> Grid:
    """The grid, with the places where no border goes on: between boxes that stand apart."""
    return grid._replace(
        rows_apart=_apart(grid.level, grid.upright, mask.T),
        columns_apart=_apart(grid.upright, grid.level, mask),
    )


def _apart(
    borders: tuple[RuledLine, ...], across: tuple[RuledLine, ...], mask: Mask
) -> frozenset[int]:
    """After which borders none of the lines ``across`` them is drawn, up to the next border.

    The lines run along the mask's rows.
    """
    drawn = [
        [
            float(inked[one + 2 : other - 1].mean()) if other - one > NARROW else 1.0
            for one, other in itertools.pairwise(places)
        ]
        for line in across
        for inked in [_drawn(line, mask)]
        for places in [_places(borders, line)]
    ]
    return frozenset(np.flatnonzero(np.max(drawn, axis=0) < GOES_ON).tolist())


def _drawn(line: RuledLine, mask: Mask) -> NDArray[np.bool_]:
    """Where a line is drawn, bool [length]."""
    seen = seen_in(mask, band_of(line))[BESIDE - 1 : 1 - BESIDE]
    return np.asarray(seen.any(axis=0), bool)


def _places(borders: tuple[RuledLine, ...], line: RuledLine) -> list[int]:
    """How far after its beginning a line meets each border."""
    met = [border.intercept + border.slope * line.intercept for border in borders]
    return [min(max(0, round(place - line.first)), line.length) for place in met]
